import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Sealer } from '../privacy/seal.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import { openSubscriber } from '../store/subscriber.ts';
import { roles as allRoles, type Person } from './people.ts';

/** One log-in of one person. */
export interface Session {
  /** Not the token: whoever knows it cannot log in by it. */
  readonly id: string;
  readonly person: Person;
  /** What a page shows with every change it asks for (cross-site request forgery). */
  readonly csrf: string;
  /** Password of the browser's softphone, for as long as the session. */
  readonly softphone: Sensitive;
  /** Epoch ms. */
  readonly openedAt: number;
}

/** Why a session ended. */
export type Ended = 'elsewhere' | 'logged-out';

export interface SessionRules {
  /** Without a request for so long it is over. */
  readonly idleMinutes: number;
  /** After so long it is over in any case. */
  readonly longestHours: number;
}

export const usualSessionRules: SessionRules = { idleMinutes: 30, longestHours: 12 };

const keptSchema = z.object({
  digest: z.string(),
  name: z.string(),
  roles: z.array(z.enum(allRoles)).min(1),
  csrf: z.string(),
  softphone: z.instanceof(Sensitive).transform((value) => new Sensitive('tasti', String(value.reveal()))),
  openedAt: z.number(),
});
const channel = 'centralino:staff:ended';
const endedSchema = z.object({ name: z.string(), id: z.string(), why: z.enum(['elsewhere', 'logged-out']) });

/**
 * Who is logged in, in Redis: one session a person, so that logging in again ends the one before, whichever process
 * served it. Of a token only its digest is kept, and the softphone's password is sealed.
 * Every method rejects when Redis is away.
 */
export class Sessions {
  readonly #redis: Redis;
  readonly #sealer: Sealer;
  readonly #rules: SessionRules;
  readonly #now: () => number;

  constructor(
    redis: Redis,
    sealer: Sealer,
    rules: SessionRules = usualSessionRules,
    now: () => number = Date.now,
  ) {
    this.#redis = redis;
    this.#sealer = sealer;
    this.#rules = rules;
    this.#now = now;
  }

  /** Logs a person in; whoever was logged in under that name is told and out. @returns the token for the cookie too */
  async open(person: Person): Promise<{ readonly token: string; readonly session: Session }> {
    const secret = randomBytes(32).toString('base64url');
    const token = `${Buffer.from(person.name).toString('base64url')}.${secret}`;
    const digest = digestOf(secret);
    const session: Session = {
      id: digest.slice(0, 16),
      person: { name: person.name, roles: person.roles },
      csrf: randomBytes(24).toString('base64url'),
      softphone: new Sensitive('tasti', randomBytes(24).toString('base64url')),
      openedAt: this.#now(),
    };
    const { csrf, softphone, openedAt } = session;
    const text = this.#sealer.seal({ digest, ...session.person, csrf, softphone, openedAt });
    const before = await this.#redis.set(keyOf(person.name), text, 'EX', this.#idleSeconds, 'GET');
    const earlier = before === null ? undefined : this.#read(before);
    if (earlier !== undefined) await this.#tell(earlier.session, 'elsewhere');
    return { token, session };
  }

  /** The session of a token, if there is one; it lives on from now. */
  async find(token: string): Promise<Session | undefined> {
    const [encoded = '', secret = ''] = token.split('.');
    const name = Buffer.from(encoded, 'base64url').toString('utf8');
    if (name === '' || name.length > 100) return undefined;
    const text = await this.#redis.get(keyOf(name));
    const kept = text === null ? undefined : this.#read(text);
    if (kept === undefined || !sameDigest(kept.digest, digestOf(secret))) return undefined;
    if (this.#longestLeftMs(kept.session) <= 0) {
      await this.#redis.del(keyOf(name));
      return undefined;
    }
    await this.#redis.expire(keyOf(name), this.#idleSeconds);
    return kept.session;
  }

  /** Whether it is still there. @param touch true keeps it alive: its person is in a conversation */
  async lives(session: Session, touch: boolean): Promise<boolean> {
    if (this.#longestLeftMs(session) <= 0) return false;
    const key = keyOf(session.person.name);
    const text = touch ? await this.#redis.getex(key, 'EX', this.#idleSeconds) : await this.#redis.get(key);
    return text !== null && this.#read(text)?.session.id === session.id;
  }

  /**
   * When it is over if nothing is asked for meanwhile: 0 seconds when it is over, or another one is there. `final`: whatever
   * is asked for.
   */
  async left(session: Session): Promise<{ readonly seconds: number; readonly final: boolean }> {
    if (!(await this.lives(session, false))) return { seconds: 0, final: true };
    const longest = Math.floor(this.#longestLeftMs(session) / 1_000);
    const idle = await this.#redis.ttl(keyOf(session.person.name));
    return { seconds: Math.max(0, Math.min(idle, longest)), final: longest <= idle };
  }

  /** Logs out. */
  async close(session: Session): Promise<void> {
    const text = await this.#redis.get(keyOf(session.person.name));
    const kept = text === null ? undefined : this.#read(text);
    if (kept?.session.id !== session.id) return;
    await this.#redis.del(keyOf(session.person.name));
    await this.#tell(session, 'logged-out');
  }

  /** Told of each session that somebody ended, in any process. @returns how to stop listening */
  async onEnded(listener: (name: string, id: string, why: Ended) => void): Promise<() => void> {
    const subscriber = openSubscriber(this.#redis, () => [channel], { maxRetriesPerRequest: 0 });
    subscriber.on('error', () => {});
    subscriber.on('message', (_channel, text) => {
      const told = endedSchema.safeParse(parsed(text));
      if (told.success) listener(told.data.name, told.data.id, told.data.why);
    });
    await subscriber.subscribe(channel);
    return () => subscriber.disconnect();
  }

  #longestLeftMs({ openedAt }: Session): number {
    return openedAt + this.#rules.longestHours * 3_600_000 - this.#now();
  }

  get #idleSeconds(): number {
    return Math.ceil(this.#rules.idleMinutes * 60);
  }

  async #tell({ person, id }: Session, why: Ended): Promise<void> {
    await this.#redis.publish(channel, JSON.stringify({ name: person.name, id, why }));
  }

  #read(text: string): { readonly digest: string; readonly session: Session } | undefined {
    const read = keptSchema.safeParse(this.#opened(text));
    if (!read.success) return undefined;
    const { digest, name, roles, csrf, softphone, openedAt } = read.data;
    return {
      digest,
      session: { id: digest.slice(0, 16), person: { name, roles }, csrf, softphone, openedAt },
    };
  }

  /** Sealed with another key, it is nobody's session. */
  #opened(text: string): unknown {
    try {
      return this.#sealer.open(text);
    } catch {
      return undefined;
    }
  }
}

function keyOf(name: string): string {
  return `centralino:staff:session:${name}`;
}

function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

function sameDigest(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
