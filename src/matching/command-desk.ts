import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Bus } from './bus.ts';
import { type CommandAnswer, commandAnswer, type Order } from './events.ts';

/** An engine that does not answer for so long will not. */
const patienceMs = 5_000;
const answerSchema = z.object({ orderId: z.string(), answer: commandAnswer });

type Outcome = CommandAnswer | { readonly outcome: 'unavailable' };

/** Sends commands to engines and hears how they went. */
export class CommandDesk {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #bus: Bus;
  readonly #channel = `answers:${randomUUID()}`;
  readonly #waiting = new Map<string, (outcome: Outcome) => void>();
  #hearing: Promise<unknown> | undefined;

  constructor(redis: Redis, prefix: string, bus: Bus) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#bus = bus;
  }

  /** @throws Error when Redis is away */
  async send(engine: string, order: Pick<Order, 'conversation' | 'by' | 'command'>): Promise<Outcome> {
    this.#hearing ??= this.#bus.hear(this.#channel, (text) => this.#answered(text));
    await this.#hearing;
    const orderId = randomUUID();
    const message: Order = { type: 'command', orderId, answerTo: this.#channel, ...order };
    const outcome = new Promise<Outcome>((resolve) => {
      const patience = setTimeout(() => this.#settle(orderId, { outcome: 'unavailable' }), patienceMs);
      this.#waiting.set(orderId, (answer) => {
        clearTimeout(patience);
        resolve(answer);
      });
    });
    try {
      const heard = await this.#redis.publish(`${this.#prefix}to:${engine}`, JSON.stringify(message));
      if (heard === 0) this.#settle(orderId, { outcome: 'unavailable' });
    } catch (error) {
      this.#settle(orderId, { outcome: 'unavailable' });
      throw error;
    }
    return outcome;
  }

  close(): void {
    for (const orderId of [...this.#waiting.keys()]) this.#settle(orderId, { outcome: 'unavailable' });
  }

  #answered(text: string): void {
    const { orderId, answer } = answerSchema.parse(JSON.parse(text));
    this.#settle(orderId, answer);
  }

  #settle(orderId: string, outcome: Outcome): void {
    const resolve = this.#waiting.get(orderId);
    this.#waiting.delete(orderId);
    resolve?.(outcome);
  }
}
