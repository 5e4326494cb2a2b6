import type { Logger } from 'pino';
import type { Action } from '../flow/actions.ts';
import type { FlowEvent, Offer } from '../flow/events.ts';
import { type Advance, advance, begin } from '../flow/interpreter.ts';
import { leftBy } from '../flow/left.ts';
import type { Project } from '../flow/project.ts';
import type { Session } from '../flow/session.ts';
import { topFrame } from '../flow/session.ts';
import type { Channel, ChannelEvent } from '../telephony/port.ts';
import { type Because, Chronicle } from './chronicle.ts';
import { type Air, DeadAir, longestSilenceMs } from './dead-air.ts';
import { isAway, isGone, reasonOf } from './failure.ts';
import type { Journal } from './journal.ts';
import { type MenuUsage, menuUses } from './menu-usage.ts';
import { type CallObserver, type CallOutcome, observedBy, type Trouble } from './observer.ts';
import { Playback } from './playback.ts';
import type { Checkpoints, Leavings, Texts, Voice } from './ports.ts';
import { CallRequests, type RequestPorts } from './requests.ts';
import { lastSaid, silenceId } from './sounds.ts';
import { Timers } from './timers.ts';
import { VoiceMessages } from './voice-messages.ts';

/** A hang-up that the network does not confirm is taken as done after this. */
const hangUpConfirmationMs = 5_000;
const notConfirmed = 'not confirmed by the network';

/** After so many attempts in a row to be heard, or to go on, the call is given up. */
const silencesBorne = 2;

/** What every runner of an engine shares. */
export interface RunnerParts extends RequestPorts {
  readonly voice: Voice;
  readonly texts: Texts;
  readonly checkpoints: Checkpoints;
  readonly menuUsage?: MenuUsage;
  readonly leavings?: Leavings;
  readonly logger: Logger;
  /** The longest silence that a caller hears, in ms; 8 s if not given. */
  readonly longestSilenceMs?: number;
  /** Longest call; whoever is still there then hears the apology and goodbye. */
  readonly maxCallMs: number;
}

/**
 * One live call: turns what happens on its channel into events, folds them into the session, and carries the
 * resulting actions out. Commands go to the network before anything is written down, so that nobody waits for it.
 */
export class CallRunner {
  readonly #parts: RunnerParts;
  readonly #project: Project;
  readonly #channel: Channel;
  readonly #chronicle: Chronicle;
  readonly #ended: RunnerArguments['ended'];
  readonly #logger: Logger;
  readonly #playback: Playback;
  readonly #timers = new Timers();
  readonly #requests: CallRequests;
  readonly #messages: VoiceMessages;
  readonly #deadAir: DeadAir;
  #session: Session;
  /** What is being answered. */
  #because: Because = { why: 'offered', at: performance.now() };
  #over = false;
  #broken = false;
  /** The network was away when it was to answer. */
  #unanswered = false;

  private constructor(given: {
    parts: RunnerParts;
    project: Project;
    channel: Channel;
    journal: Journal;
    session: Session;
    ended: RunnerArguments['ended'];
    observers?: readonly CallObserver[];
  }) {
    this.#parts = given.parts;
    this.#project = given.project;
    this.#channel = given.channel;
    this.#chronicle = new Chronicle(given.journal, observedBy(given.observers ?? []), given.parts.texts);
    this.#session = given.session;
    this.#ended = given.ended;
    this.#logger = given.parts.logger.child({ call: given.channel.id });
    this.#playback = new Playback({
      channel: given.channel,
      voice: given.parts.voice,
      logger: this.#logger,
      listener: {
        started: (id) => this.#chronicle.started(id),
        ended: (id, outcome) => this.#playbackEnded(id, outcome),
        trouble: (what) => this.#chronicle.trouble(what),
      },
    });
    const common = {
      logger: this.#logger,
      journal: given.journal,
      fold: (event: FlowEvent) => this.#fold(event),
    };
    this.#requests = new CallRequests({
      ...common,
      ports: given.parts,
      session: () => this.#session,
      observer: this.#chronicle.observer,
    });
    this.#messages = new VoiceMessages({
      ...common,
      channel: given.channel,
      recordings: given.parts.recordings,
    });
    this.#deadAir = new DeadAir(given.parts.longestSilenceMs ?? longestSilenceMs, (times) =>
      this.#endSilence(times),
    );
    this.#timers.start('max-call', given.parts.maxCallMs, () =>
      this.#breakDown('the call took too long', 'too-long'),
    );
  }

  /** Begins a new call: answers it and speaks. */
  static begin(given: RunnerArguments & { offer: Offer }): CallRunner {
    const first = begin(given.project, { type: 'offered', at: given.journal.now(), offer: given.offer });
    const { left, language } = given.offer;
    const runner = new CallRunner({ ...given, session: first.session });
    if (left) runner.#chronicle.cameBack(left, language);
    runner.#guard(() => runner.#carryOut(first));
    return runner;
  }

  /** Carries on a call that another engine, or this one before a restart, began. */
  static resume(given: RunnerArguments & { session: Session; answered: boolean }): CallRunner {
    const runner = new CallRunner(given);
    // Its engine died between taking it and answering it.
    if (!given.answered) runner.#answer();
    for (const id of lastSaid(given.session)) runner.#playback.stopUnknown(id);
    runner.#chronicle.resumed();
    runner.#fold({ type: 'resume', at: given.journal.now() });
    return runner;
  }

  /** Lets go of the call without touching it: its checkpoint stays for whoever carries it on. */
  abandon(): void {
    if (!this.#over) this.#tellEnd('let-go');
    this.#letGo();
  }

  #letGo(): void {
    this.#over = true;
    this.#timers.clear();
    this.#deadAir.stop();
    this.#playback.close();
    this.#requests.abandon();
  }

  #tellEnd(outcome: CallOutcome): void {
    const { flow } = topFrame(this.#session);
    this.#chronicle.ended(flow, outcome);
  }

  get #apologyId(): string {
    return `${this.#session.callId}-broken`;
  }

  get journal(): Journal {
    return this.#chronicle.journal;
  }

  get session(): Session {
    return this.#session;
  }

  /** The link to the network was lost, and is back: what could not be asked for meanwhile is. */
  linkIsBack(): void {
    if (this.#over) return;
    if (this.#unanswered) this.#answer();
    this.#playback.playHeld();
  }

  /** Takes what happened on the channel. Never throws. */
  handle(event: ChannelEvent): void {
    if (this.#over) return;
    switch (event.type) {
      case 'key':
        this.#pressed(event.digit);
        this.#fold({ type: 'key', digit: event.digit, at: this.journal.now() });
        break;
      case 'playback-started':
        this.#playback.channelStarted(event.id);
        break;
      case 'playback-ended':
        if (event.id === this.#apologyId) this.#hangUp('congestion');
        else this.#playback.channelEnded(event.id, event.outcome);
        break;
      case 'hang-up':
        this.#hungUp(event.cause);
        break;
      case 'taken':
        this.abandon();
        this.#ended(this, 'taken');
        break;
      case 'recording-ended':
        this.#messages.ended(event);
        break;
      case 'speech':
      // No flow asks for it.
    }
    this.#listen(event.type === 'key');
  }

  /** What the caller hears now; looked at after everything that happens. */
  get #air(): Air {
    const { phase, timer } = this.#session;
    if (this.#playback.sounding || this.#messages.recording || this.#requests.handedOver) return 'sound';
    // The line is about to be closed, which has bounds of its own.
    if (phase !== 'running' || this.#broken) return 'turn';
    const { flow, step } = topFrame(this.#session);
    return timer !== null && this.#project.step(flow, step).listens === true ? 'turn' : 'silence';
  }

  #listen(acted = false): void {
    if (!this.#over) this.#deadAir.now(this.#air, acted);
  }

  /** The caller has heard nothing for too long. */
  #endSilence(times: number): void {
    const { request, language, callId } = this.#session;
    const what = this.#playback.pending ? 'audio' : request !== null ? 'request' : 'flow';
    this.#logger.warn({ what, times, ...topFrameOf(this.#session) }, 'a caller was left in silence');
    this.#chronicle.leftInSilence(what);
    if (what === 'request') {
      const prompt = this.#project.settings.prompts['please-wait'];
      this.#playback.play({
        type: 'play',
        id: silenceId(callId),
        prompts: [{ prompt, language, values: {} }],
      });
    } else if (times > silencesBorne) this.#breakDown('nothing could be heard', 'silence');
    else if (what === 'audio') this.#playback.giveUpPending();
    else this.#fold({ type: 'resume', at: this.journal.now() });
  }

  #fold(event: FlowEvent): void {
    if (this.#over || (this.#broken && event.type !== 'hang-up')) return;
    const why = event.type === 'hang-up' ? this.#because.why : event.type;
    this.#because = { why, at: performance.now() };
    this.#guard(() => this.#carryOut(advance(this.#project, this.#session, event)));
  }

  /** Whatever breaks in here, the caller hears of it and the engine goes on. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#logger.error({ reason: reasonOf(error), ...topFrameOf(this.#session) }, 'the flow broke');
      this.#breakDown('the flow broke', 'flow');
    }
  }

  #carryOut({ session, actions, visited, taken, missed, refused }: Advance): void {
    this.#session = session;
    this.#chronicle.entered(visited);
    if (visited.length > 0) this.#deadAir.wentOn();
    for (const action of actions) this.#act(action);
    this.#listen();
    this.#chronicle.wentOn(visited, actions, session.language, this.#because);
    for (const use of menuUses(this.#project, { taken, missed })) this.#parts.menuUsage?.count(use);
    for (const one of refused) this.#refused(one);
    if (session.phase === 'ended') this.#parts.checkpoints.forget(session.callId);
    else this.#parts.checkpoints.save(session.callId, session);
  }

  #act(action: Action): void {
    switch (action.type) {
      case 'answer':
        this.#answer();
        break;
      case 'play':
        this.#playback.stop(silenceId(this.#session.callId));
        this.#playback.play(action);
        break;
      case 'stop':
        this.#playback.stop(action.id);
        break;
      case 'start-timer':
        this.#timers.start(action.id, action.ms, () => this.#timeOut(action.id));
        break;
      case 'cancel-timer':
        this.#timers.cancel(action.id);
        break;
      case 'look-up':
      case 'request':
      case 'survey-due':
      case 'survey':
      case 'keep':
      case 'queue':
      case 'call-back':
      case 'pending-call-back':
      case 'transfer':
        this.#requests.ask(action);
        break;
      case 'tell':
        this.#requests.tell(action.id, action.word);
        break;
      case 'record':
        this.#messages.record(action);
        break;
      case 'stop-recording':
        this.#messages.stop(action.id);
        break;
      case 'discard-recording':
        this.#messages.discard(action.id);
        break;
      case 'hang-up':
        this.#hangUp(action.reason);
        break;
    }
  }

  #playbackEnded(id: string, outcome: 'finished' | 'stopped' | 'failed'): void {
    this.#chronicle.stopped(id, outcome);
    // Stopped: by the flow, which goes on already, or cut short by a hang-up, which is told next. Neither is an end
    // that the caller heard.
    if (!this.#over && outcome !== 'stopped')
      this.#fold({ type: 'playback-ended', id, at: this.journal.now() });
  }

  #timeOut(id: string): void {
    const { flow, step } = topFrame(this.#session);
    // The patience of a look-up is not the caller's silence.
    if (this.#project.step(flow, step).listens === true) this.#chronicle.silence();
    this.#fold({ type: 'timer', id, at: this.journal.now() });
  }

  #pressed(digit: string): void {
    const { flow, step } = topFrame(this.#session);
    this.#chronicle.pressed(digit, this.#project.step(flow, step).kind, this.#session);
  }

  /** The flows asked for more than they may: a mistake of theirs that `check` finds, or a table that changed. */
  #refused(refused: Advance['refused'][number]): void {
    const { what, needs, has } = refused;
    this.#logger.error({ request: what, needs, has, ...topFrameOf(this.#session) }, 'a request was refused');
    this.#chronicle.refused(refused);
  }

  #answer(): void {
    this.#unanswered = false;
    this.#channel.answer().catch((error: unknown) => {
      if (isAway(error)) this.#unanswered = true;
      this.#failed('answer', error);
    });
  }

  #hangUp(reason: 'normal' | 'congestion'): void {
    this.#channel.hangUp(reason).catch((error: unknown) => this.#failed('hang-up', error));
    this.#timers.start('hang-up', hangUpConfirmationMs, () => this.#hungUp(notConfirmed));
  }

  /** The call cannot be carried on: the caller hears the apology, then the line is closed. */
  #breakDown(what: string, kind: Trouble): void {
    if (this.#over || this.#broken) return;
    this.#broken = true;
    this.#chronicle.trouble(kind, what);
    this.#timers.clear();
    for (const id of this.#chronicle.playing) this.#playback.stop(id);
    const media = this.#parts.voice
      .fallback(this.#session.language)
      .map((path) => ({ kind: 'file', path }) as const);
    const hangUp = () => this.#hangUp('congestion');
    this.#channel.play(this.#apologyId, media).catch(hangUp);
    this.#timers.start('broken', 15_000, hangUp);
  }

  #hungUp(cause: string): void {
    if (this.#over) return;
    const by = this.#session.phase === 'ending' || this.#broken ? 'flow' : 'caller';
    if (by === 'caller') this.#keepLeft();
    this.#fold({ type: 'hang-up', at: this.journal.now() });
    this.#letGo();
    this.#chronicle.over(by, cause);
    this.#tellEnd(this.#broken ? 'broken' : cause === notConfirmed ? 'not-confirmed' : by);
    this.#ended(this, 'over');
  }

  /** For a caller who calls back soon. */
  #keepLeft(): void {
    const { caller } = this.#session;
    const left = leftBy(this.#project, this.#session);
    if (caller === null || left === undefined) return;
    this.#parts.leavings?.keep(caller, left);
    this.#chronicle.left(left.flow);
  }

  #failed(command: string, error: unknown): void {
    if (!isGone(error)) this.#logger.warn({ command, reason: reasonOf(error) }, 'a command failed');
  }
}

interface RunnerArguments {
  readonly parts: RunnerParts;
  readonly project: Project;
  readonly channel: Channel;
  readonly journal: Journal;
  /** Told once, when the call is over, or another engine has it. */
  readonly ended: (runner: CallRunner, how: 'over' | 'taken') => void;
  readonly observers?: readonly CallObserver[];
}

function topFrameOf(session: Session): { flow: string; step: string } {
  const { flow, step } = topFrame(session);
  return { flow, step };
}
