import { type Action, requestName } from '../flow/actions.ts';
import type { Advance } from '../flow/interpreter.ts';
import type { Session } from '../flow/session.ts';
import type { Refused } from '../flow/turn/identification.ts';
import type { Heard, Journal } from './journal.ts';
import type { CallObserver, CallOutcome, Cause, Silence, Trouble } from './observer.ts';
import type { Texts } from './ports.ts';

/** What brought something about: the kind of event, and when it happened on the monotonic clock. */
export interface Because {
  readonly why: Cause;
  readonly at: number;
}

/** What one call is told to: its journal, and whoever observes it. Nothing here acts on the call. */
export class Chronicle {
  readonly journal: Journal;
  readonly observer: Required<CallObserver>;
  readonly #texts: Texts;
  /** Prompts that have not ended, by playback. */
  readonly #heard = new Map<string, { readonly entry: Heard; readonly because: Because }>();

  constructor(journal: Journal, observer: Required<CallObserver>, texts: Texts) {
    this.journal = journal;
    this.observer = observer;
    this.#texts = texts;
  }

  /** Playbacks that have not ended. */
  get playing(): readonly string[] {
    return [...this.#heard.keys()];
  }

  entered(visited: Advance['visited']): void {
    for (const { flow, step } of visited) this.observer.entered(flow, step);
  }

  /** Notes steps, requests and prompts; the texts are made after the network has its commands. */
  wentOn(visited: Advance['visited'], actions: readonly Action[], language: string, because: Because): void {
    const { journal } = this;
    const at = journal.now();
    for (const { flow, step } of visited) journal.add(at, { type: 'step', flow, step });
    journal.language = language;
    for (const action of actions) {
      if ('idempotencyKey' in action) {
        const type = action.type === 'look-up' ? 'look-up' : 'request';
        journal.add(at, { type, operation: requestName(action) });
      }
      if (action.type === 'record') journal.add(at, { type: 'recording', box: action.box });
      if (action.type === 'play') this.#played(action, at, because);
    }
  }

  /** The caller hears a prompt. */
  started(id: string): void {
    const heard = this.#heard.get(id);
    if (heard === undefined) return;
    const ms = performance.now() - heard.because.at;
    heard.entry.answeredAfterMs = Math.round(ms * 10) / 10;
    this.observer.heard(id, heard.because.why, ms / 1000);
  }

  stopped(id: string, outcome: 'finished' | 'stopped' | 'failed'): void {
    const heard = this.#heard.get(id);
    if (heard) {
      heard.entry.outcome = outcome;
      this.observer.played(id, outcome);
    }
    this.#heard.delete(id);
  }

  /** @param kind of the step that was asked; a key of a menu is a choice, any other may be part of somebody's data */
  pressed(digit: string, kind: string, { pending, playing }: Session): void {
    const choice = (kind === 'menu' || kind === 'pick') && pending.reveal() === '';
    this.journal.pressed(this.journal.now(), digit, choice && playing?.interruptible !== false);
  }

  /** It was the caller's turn, and nothing came. */
  silence(): void {
    this.#add({ type: 'silence' });
  }

  /** The caller heard nothing for too long. */
  leftInSilence(what: Silence): void {
    this.#add({ type: 'trouble', what: `silence: ${what}` });
    this.observer.silence(what);
  }

  trouble(kind: Trouble, what: string = kind): void {
    this.#add({ type: 'trouble', what });
    this.observer.trouble(kind);
  }

  refused({ what, needs, has }: Refused): void {
    this.#add({ type: 'refused', operation: what, needs, has });
    this.observer.refused();
  }

  resumed(): void {
    this.#add({ type: 'resumed' });
  }

  /** Somebody called back, in the middle of what they had left. */
  cameBack(flow: string, language: string): void {
    this.#add({ type: 'came-back', flow, language });
  }

  /** The caller hung up in the middle of this service. */
  left(flow: string): void {
    this.#add({ type: 'left', flow });
  }

  over(by: 'caller' | 'flow', cause: string): void {
    this.#heard.clear();
    this.#add({ type: 'ended', by, cause });
  }

  /** @param flow where the call was */
  ended(flow: string, outcome: CallOutcome): void {
    this.observer.ended(flow, outcome, (this.journal.now() - this.journal.startedAt) / 1000);
  }

  #played({ id, prompts }: Extract<Action, { type: 'play' }>, at: number, because: Because): void {
    const told = prompts.map(({ prompt, language }) => ({ prompt, language }));
    const entry = this.journal.heard(at, id, told);
    this.#heard.set(id, { entry, because });
    this.observer.playing(id, told);
    setImmediate(() => {
      entry.text = prompts.map((one) => this.#texts.masked(one.prompt, one.language, one.values)).join(' ');
    });
  }

  #add(event: Parameters<Journal['add']>[1]): void {
    this.journal.add(this.journal.now(), event);
  }
}
