import { setTimeout as delay } from 'node:timers/promises';
import type { Call } from '../caller/call.ts';
import type { IncomingCall } from '../caller/sip-phone.ts';
import type { AsteriskView } from '../rig/asterisk-view.ts';
import type { LineOperator } from '../rig/desks.ts';
import type { QueueCaller, QueueCallers } from '../rig/queue-callers.ts';
import { until } from '../rig/until.ts';
import { type Noticed, note } from './noticed.ts';
import { hearEachOther, type Pair } from './pair.ts';
import type { Plan } from './plan.ts';

interface Surroundings {
  readonly callers: QueueCallers;
  readonly view: AsteriskView;
  readonly noticed: Noticed;
  /** Conversations that have rung anywhere. */
  readonly rung: Set<string>;
  readonly plan: Plan;
  /** Resolves when conversations may end. */
  readonly mayEnd: Promise<void>;
  /** Told of everything that is over, whoever has to be served still. */
  readonly signal: AbortSignal;
}

/** How long somebody may take to pick up, and talks when the conversation may end, in ms. */
const pickUpMs = { least: 100, most: 2_000 };
const talkMs = { least: 200, most: 3_000 };
/** An engine may have to be started meanwhile. */
const togetherMs = 60_000;

/** An operator who picks up whatever rings, talks until the caller has hung up, and is ready again. */
export class OperatorAtWork {
  readonly operator: LineOperator;
  readonly #around: Surroundings;
  #pair: Pair | undefined;
  /** What rang last. */
  #conversation = '';
  /** What rings or is talked on: nothing else may ring meanwhile. */
  #inUse: IncomingCall | undefined;
  /** What is done for the caller who is served, for findings, and since when. */
  #step = '';
  #stepAt = 0;
  /** Calls that rang and are looked after, one after the other. */
  #serving = 0;
  #served: Promise<void> = Promise.resolve();

  constructor(operator: LineOperator, around: Surroundings) {
    this.operator = operator;
    this.#around = around;
  }

  /** With whom this operator talks now. */
  get pair(): Pair | undefined {
    return this.#pair;
  }

  /** Works until the signal; never rejects for what a caller or an engine does. */
  async work(): Promise<void> {
    const { signal, noticed } = this.#around;
    while (!signal.aborted) {
      const incoming = await this.operator.phone.incoming(1_000).catch(() => undefined);
      if (incoming !== undefined && this.#inUse !== undefined) {
        // Nobody is to be rung who has somebody on the line.
        noticed.rings += 1;
        noticed.doubled += 1;
        note(noticed, 'rung while busy', {
          operator: this.operator.name,
          ring: incoming.header('x-conversation'),
          inUse: this.#inUse.header('x-conversation'),
          serves: this.#conversation,
          step: this.#step,
          sinceMs: Math.round(performance.now() - this.#stepAt),
        });
        incoming.refuse();
      } else if (incoming !== undefined) {
        this.#uses(incoming);
        this.#serving += 1;
        // The phone is on the hook; the caller of before may still be looked after.
        this.#served = this.#served
          .then(() => this.#serve(incoming))
          .finally(() => {
            this.#serving -= 1;
          });
      } else if (this.#serving === 0) await this.#again();
    }
  }

  #does(step: string): void {
    this.#step = step;
    this.#stepAt = performance.now();
  }

  #uses(incoming: IncomingCall): void {
    this.#inUse = incoming;
    void incoming.ended.then(() => {
      if (this.#inUse === incoming) this.#inUse = undefined;
    });
  }

  async #serve(incoming: IncomingCall): Promise<void> {
    const { noticed, rung, plan } = this.#around;
    const conversation = incoming.header('x-conversation') ?? '';
    noticed.rings += 1;
    const rungBefore = rung.has(conversation);
    rung.add(conversation);
    const wanted = await this.#callerOf(conversation);
    if (rungBefore || wanted?.state === 'talking' || wanted?.state === 'served') {
      noticed.doubled += 1;
      note(noticed, 'rung for somebody who has an operator', {
        conversation,
        rungBefore,
        channel: wanted?.channel,
        state: wanted?.state,
      });
    }
    this.#conversation = conversation;
    this.#does('picks up');
    await delay(plan.between(pickUpMs.least, pickUpMs.most));
    const phone = await incoming.answer({ sending: 'silence' }).catch(() => undefined);
    if (phone === undefined) return;
    this.#does('waits for the caller');
    const caller = await this.#together(conversation, phone);
    if (caller === undefined) {
      noticed.inVain += 1;
      this.#does('hangs up');
      await phone.hangUp();
    } else {
      this.#does('talks');
      caller.conversations.add(conversation);
      if (caller.conversations.size > 1) {
        noticed.doubled += 1;
        note(noticed, 'a second operator for one caller', {
          channel: caller.channel,
          conversations: [...caller.conversations],
        });
      }
      if (caller.state === 'waiting') caller.state = 'talking';
      this.#pair = { caller, phone };
      await this.#talk(this.#pair);
      this.#pair = undefined;
    }
    if (!this.#around.signal.aborted) await this.#again();
  }

  /** Who hears this phone; undefined when it was hung up, or nobody came. */
  async #together(conversation: string, phone: Call): Promise<QueueCaller | undefined> {
    const { view, callers } = this.#around;
    let gone = false;
    void phone.ended.then(() => {
      gone = true;
    });
    const found = await until(
      'somebody at the other end',
      async () => {
        if (gone) return 'gone';
        const bridges = await view.bridges().catch(() => []);
        const bridge = bridges.find(({ id }) => id.endsWith(`talk.${conversation}`));
        const caller = bridge?.channels.flatMap((channel) => callers.find(channel) ?? [])[0];
        return bridge !== undefined && bridge.channels.length >= 2 && caller;
      },
      togetherMs,
    ).catch(() => 'gone' as const);
    return found === 'gone' ? undefined : found;
  }

  /** Until the caller has hung up, or somebody else has ended it. */
  async #talk({ caller, phone }: Pair): Promise<void> {
    const { mayEnd, plan, signal } = this.#around;
    const over = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    await Promise.race([mayEnd, phone.ended, over]);
    if (!signal.aborted && caller.state === 'talking') {
      await hearEachOther({ caller, phone });
      await delay(plan.between(talkMs.least, talkMs.most));
      await caller.thank();
    }
    await Promise.race([phone.ended, over]);
  }

  async #callerOf(conversation: string): Promise<QueueCaller | undefined> {
    const known = await this.operator.conversation(conversation).catch(() => undefined);
    return known === undefined ? undefined : this.#around.callers.find(known.callId);
  }

  /** A phone that was picked up in vain is paused; whoever served somebody wraps up. */
  async #again(): Promise<void> {
    const state = await this.operator.state().catch(() => 'unknown');
    if (/^(wrap-up|paused (?!accesso)|paused$)/.test(state))
      await this.operator.ready().catch(() => undefined);
  }
}
