import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Sealer } from '../privacy/seal.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import { openSubscriber } from '../store/subscriber.ts';

const entrySchema = z.object({
  name: z.string(),
  kind: z.enum(['webrtc', 'sip']),
  password: z.instanceof(Sensitive).transform((value, context) => {
    const text = value.reveal();
    if (typeof text === 'string') return new Sensitive(value.kind, text);
    context.addIssue({ code: 'custom', message: 'expected sensitive text' });
    return z.NEVER;
  }),
  /** Epoch ms. */
  until: z.number(),
});
/** A softphone that may register, as the desk gave it out. */
export type BookedSoftphone = z.output<typeof entrySchema>;

/** What a network needs of it (Telephony.enrol, Telephony.dismiss). */
interface Enrolling {
  enrol(softphone: { name: string; kind: 'webrtc' | 'sip'; password: string }): Promise<void>;
  dismiss(name: string): Promise<void>;
}

const key = 'centralino:softphones';
const channel = 'centralino:softphones:changed';

/**
 * Softphones that desks gave out, in Redis, their passwords sealed: every engine lets them register at its network, also
 * one that starts later. A softphone that its desk does not book again in time is dismissed.
 */
export class SoftphoneBook {
  readonly #redis: Redis;
  readonly #sealer: Sealer;

  constructor(redis: Redis, sealer: Sealer) {
    this.#redis = redis;
    this.#sealer = sealer;
  }

  /** Books a softphone, or books it on; again with another password it replaces the one before. Rejects without Redis. */
  async book(softphone: Omit<BookedSoftphone, 'until'>, forMs: number, now = Date.now()): Promise<void> {
    const sealed = this.#sealer.seal({ ...softphone, until: now + forMs });
    await this.#redis.hset(key, softphone.name, sealed);
    await this.#redis.publish(channel, softphone.name);
  }

  async cancel(name: string): Promise<void> {
    await this.#redis.hdel(key, name);
    await this.#redis.publish(channel, name);
  }

  /** Those that may register now. */
  async all(now = Date.now()): Promise<readonly BookedSoftphone[]> {
    const found = await this.#redis.hgetall(key);
    return Object.values(found)
      .flatMap((sealed) => this.#read(sealed) ?? [])
      .filter(({ until }) => until > now);
  }

  async find(name: string, now = Date.now()): Promise<BookedSoftphone | undefined> {
    const sealed = await this.#redis.hget(key, name);
    const found = sealed === null ? undefined : this.#read(sealed);
    return found !== undefined && found.until > now ? found : undefined;
  }

  /** Forgets those whose time is over. @returns their names */
  async sweep(now = Date.now()): Promise<readonly string[]> {
    const booked = await this.all(now);
    const names = await this.#redis.hkeys(key);
    const over = names.filter((name) => !booked.some((one) => one.name === name));
    for (const name of over) await this.cancel(name);
    return over;
  }

  /** Told the name of each one that changes, from when Redis is there until closed. */
  watch(changed: (name: string) => void): { close(): void } {
    const subscriber = openSubscriber(this.#redis, () => [channel]);
    subscriber.on('message', (_channel: string, name: string) => changed(name));
    subscriber.on('error', () => {});
    return { close: () => subscriber.disconnect() };
  }

  #read(sealed: string): BookedSoftphone | undefined {
    try {
      return entrySchema.parse(this.#sealer.open(sealed));
    } catch {
      return undefined;
    }
  }
}

/** Keeps a network's softphones those of the book. */
export class SoftphoneEnrolment {
  readonly #book: SoftphoneBook;
  readonly #network: Enrolling;
  readonly #logger: Logger;
  /** Name and password of those that are enrolled. */
  readonly #enrolled = new Map<string, string>();
  #watch: { close(): void } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(book: SoftphoneBook, network: Enrolling, logger: Logger) {
    this.#book = book;
    this.#network = network;
    this.#logger = logger;
  }

  /** @param everyMs how often the whole book is compared: what a lost message did not say is seen then */
  async start(everyMs = 5_000): Promise<void> {
    this.#watch = this.#book.watch((name) => void this.#changed(name));
    await this.#compare();
    this.#timer = setInterval(() => void this.#compare(), everyMs).unref();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#watch?.close();
  }

  async #compare(): Promise<void> {
    try {
      await this.#book.sweep();
      const booked = await this.#book.all();
      for (const one of booked) await this.#enrol(one);
      const names = new Set(booked.map(({ name }) => name));
      for (const name of this.#enrolled.keys()) if (!names.has(name)) await this.#dismiss(name);
    } catch {
      // Redis is away, or the network: those that are enrolled stay, and the next comparison comes soon.
    }
  }

  async #changed(name: string): Promise<void> {
    try {
      const found = await this.#book.find(name);
      if (found === undefined) await this.#dismiss(name);
      else await this.#enrol(found);
    } catch (error) {
      const reason = error instanceof Error ? error.name : 'unknown';
      this.#logger.warn({ reason }, 'a softphone could not be enrolled; again soon');
    }
  }

  async #enrol({ name, kind, password }: BookedSoftphone): Promise<void> {
    const known = `${kind}:${password.reveal()}`;
    if (this.#enrolled.get(name) === known) return;
    await this.#network.enrol({ name, kind, password: password.reveal() });
    this.#enrolled.set(name, known);
  }

  async #dismiss(name: string): Promise<void> {
    await this.#network.dismiss(name);
    this.#enrolled.delete(name);
  }
}
