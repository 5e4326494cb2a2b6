import type { Logger } from 'pino';
import { type QueueWord, type RequestAction, requestName } from '../flow/actions.ts';
import type { FlowEvent } from '../flow/events.ts';
import type { Session } from '../flow/session.ts';
import { isGroup, valueSchema } from '../flow/values.ts';
import type { Journal } from './journal.ts';
import type { CallObserver } from './observer.ts';
import type { Answer, Asking, BackOffice, OperatorQueues, Recordings, Requests, Surveys } from './ports.ts';

/** Whom a call can ask. Where one is not there, its outcome is `unavailable`. */
export interface RequestPorts {
  readonly backOffice: BackOffice;
  readonly requests?: Requests;
  readonly surveys?: Surveys;
  readonly recordings?: Recordings;
  readonly operators?: OperatorQueues;
}

/** What one call asks others for: their answers come back as events. */
export class CallRequests {
  readonly #ports: RequestPorts;
  readonly #journal: Journal;
  readonly #logger: Logger;
  readonly #session: () => Session;
  readonly #fold: (event: FlowEvent) => void;
  readonly #observer: Pick<CallObserver, 'asked' | 'answered' | 'traceparent'>;
  readonly #underWay = new Map<string, AbortController>();
  readonly #handedOver = new Set<string>();

  constructor(given: {
    ports: RequestPorts;
    journal: Journal;
    logger: Logger;
    session: () => Session;
    fold: (event: FlowEvent) => void;
    observer?: Pick<CallObserver, 'asked' | 'answered' | 'traceparent'>;
  }) {
    this.#ports = given.ports;
    this.#journal = given.journal;
    this.#logger = given.logger;
    this.#session = given.session;
    this.#fold = given.fold;
    this.#observer = given.observer ?? {};
  }

  /** Asks; the answer is folded when it comes. Never throws. */
  async ask(action: RequestAction): Promise<void> {
    const { id } = action;
    const operation = requestName(action);
    const abort = new AbortController();
    this.#underWay.set(id, abort);
    if (action.type === 'queue' || action.type === 'transfer') this.#handedOver.add(id);
    const asked = performance.now();
    this.#observer.asked?.(action);
    const answer = await this.#answer(action, abort.signal).catch((error: unknown): Answer => {
      const reason = error instanceof Error ? error.name : 'unknown';
      this.#logger.error({ operation, reason }, 'a request broke');
      return { outcome: 'unavailable', value: null };
    });
    this.#underWay.delete(id);
    this.#handedOver.delete(id);
    if (abort.signal.aborted) {
      this.#observer.answered?.(action, 'cancelled', (performance.now() - asked) / 1000);
      return;
    }
    const value = valueSchema.safeParse(answer.value);
    const outcome = value.success ? answer.outcome : 'unavailable';
    const tookMs = Math.round(performance.now() - asked);
    this.#observer.answered?.(action, outcome, tookMs / 1000);
    this.#journal.add(this.#journal.now(), { type: 'answer', operation, outcome, tookMs });
    const given = outcome === 'unavailable' || !value.success ? null : value.data;
    this.#fold({ type: 'result', id, outcome, value: given, at: this.#journal.now() });
  }

  /** Whether somebody else has the caller: a queue with its music, an operator, a number outside. */
  get handedOver(): boolean {
    return this.#handedOver.size > 0;
  }

  tell(id: string, word: QueueWord): void {
    this.#ports.operators?.tell(id, word);
  }

  /** The call is over, or in other hands: nobody waits any more. */
  abandon(): void {
    for (const abort of this.#underWay.values()) abort.abort();
  }

  async #answer(action: RequestAction, signal: AbortSignal): Promise<Answer> {
    const { id, idempotencyKey, operation, arguments: given } = action;
    const { callId, line, language, caller } = this.#session();
    const asking: Asking = {
      idempotencyKey,
      signal,
      call: { id: callId, line, language, caller },
      correlation: { call: callId, traceparent: this.#observer.traceparent?.(id) },
    };
    const handed = {
      ...asking,
      id,
      known: { level: this.#session().identity?.level ?? null, steps: this.#journal.steps },
      news: (news: { connected: boolean; value: FlowEventValue }) => {
        if (!signal.aborted) this.#fold({ type: 'news', id, ...news, at: this.#journal.now() });
      },
    };
    const { backOffice, requests, surveys, recordings, operators } = this.#ports;
    switch (action.type) {
      case 'look-up':
        return await backOffice.call(operation, given, asking);
      case 'request':
        return (
          (await requests?.request(action.service, operation, given, {
            ...asking,
            mayNote: action.mayNote === true,
          })) ?? nobody
        );
      case 'survey-due':
        return (await surveys?.begin(operation, action.notWithinDays, asking)) ?? nobody;
      case 'survey':
        return (await surveys?.save(operation, given, asking)) ?? nobody;
      case 'keep': {
        const { registrazione: name, secondi: seconds, about = null } = given;
        if (typeof name !== 'string' || typeof seconds !== 'number' || !isGroup(about)) return nobody;
        return (await recordings?.keep({ name, box: operation, about, seconds }, asking)) ?? nobody;
      }
      case 'queue':
        return (
          (await operators?.enter(operation, given, {
            ...handed,
            callBackTo: action.callBackTo,
            aside: action.aside,
            onward: action.onward,
            told: action.told,
          })) ?? nobody
        );
      case 'call-back':
        return (
          (await operators?.callBack(operation, given, { ...handed, callBackTo: action.callBackTo })) ??
          nobody
        );
      case 'pending-call-back':
        return (await operators?.pendingCallBack(action.operation, asking)) ?? nobody;
      case 'transfer':
        return (
          (await operators?.transfer(operation, given, { ...handed, ringSeconds: action.ringSeconds })) ??
          nobody
        );
    }
  }
}

type FlowEventValue = Extract<FlowEvent, { type: 'news' }>['value'];

const nobody: Answer = { outcome: 'unavailable', value: null };
