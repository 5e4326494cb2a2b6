import { setTimeout as delay } from 'node:timers/promises';
import type { Call } from '../caller/call.ts';
import { SipCaller } from '../caller/sip-caller.ts';
import type { AsteriskView } from './asterisk-view.ts';
import type { LineWithDesks } from './desks.ts';
import { queueNumber } from './queue-line.ts';
import { until } from './until.ts';

/** Somebody who called, and what has become of it. */
export class QueueCaller {
  readonly number: string;
  readonly call: Call;
  /** Asterisk's id of the call, which is the engine's. */
  readonly channel: string;
  state: 'waiting' | 'talking' | 'served' | 'dropped' = 'waiting';
  /** Conversations in which an operator and this caller were brought together. */
  readonly conversations = new Set<string>();

  constructor(number: string, call: Call, channel: string) {
    this.number = number;
    this.call = call;
    this.channel = channel;
    void call.ended.then(() => {
      if (this.state !== 'served') this.state = 'dropped';
    });
  }

  /** Ends the call as somebody does who knows now what they wanted to know. */
  async thank(): Promise<void> {
    if (this.state !== 'talking') return;
    this.state = 'served';
    await this.call.hangUp();
  }
}

const gapMs = 100;

/** People who call the queue of a line (queue-line.ts), each from a number of their own. */
export class QueueCallers {
  readonly #caller: SipCaller;
  readonly #view: AsteriskView;
  readonly #byChannel = new Map<string, QueueCaller>();
  #numbers = 0;

  private constructor(caller: SipCaller, view: AsteriskView) {
    this.#caller = caller;
    this.#view = view;
  }

  static async open({ stack }: LineWithDesks, view: AsteriskView): Promise<QueueCallers> {
    const server = { host: '127.0.0.1', port: stack.sipPort };
    return new QueueCallers(await SipCaller.open({ server, bindAddress: '127.0.0.1' }), view);
  }

  get all(): readonly QueueCaller[] {
    return [...this.#byChannel.values()];
  }

  find(channel: string): QueueCaller | undefined {
    return this.#byChannel.get(channel);
  }

  /** Places so many calls, ten a second; resolves when all are answered. @throws SipCallError */
  async call(count: number, placed: (count: number) => void): Promise<void> {
    const calls = new Map<string, Promise<Call>>();
    for (let index = 0; index < count; index += 1) {
      this.#numbers += 1;
      const number = `+39065552${String(this.#numbers).padStart(4, '0')}`;
      const call = this.#caller.call({
        to: queueNumber,
        from: number,
        ringTimeoutMs: 30_000,
        sending: 'silence',
      });
      // Whatever goes wrong is thrown below.
      call.catch(() => undefined);
      calls.set(number, call);
      placed(index + 1);
      await delay(gapMs);
    }
    await Promise.all(calls.values());
    const channels = await until('the channel of every caller', async () => {
      const found = new Map((await this.#view.channels()).map(({ id, caller }) => [caller.number, id]));
      return [...calls.keys()].every((number) => found.has(number)) && found;
    });
    for (const [number, call] of calls) {
      const channel = channels.get(number) ?? '';
      this.#byChannel.set(channel, new QueueCaller(number, await call, channel));
    }
  }

  async close(): Promise<void> {
    await this.#caller.close();
  }
}
