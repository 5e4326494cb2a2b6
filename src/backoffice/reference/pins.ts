/** pin.verifica: three tries, then a lock-out, for the person and for the number that calls. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { mac } from '../../privacy/mac.ts';
import { arrayText, type Database, type Queries } from '../../store/database.ts';
import type { ArgumentsOf, ResultOf } from '../operation.ts';
import { pinVerifica } from '../operations/pin.verifica.ts';
import { type ReferenceKeys, sameDigest } from './keys.ts';
import { pinDigest } from './pin-digest.ts';
import { type PinValidity, pinExpiry } from './pin-validity.ts';
import type { References } from './references.ts';
import { dayInRome } from './rome.ts';

/** How many wrong PINs within the window lock for how long. */
export interface LockRule {
  readonly tries: number;
  readonly windowMinutes: number;
  readonly lockMinutes: number;
}

export interface PinRules {
  readonly person: LockRule;
  readonly caller: LockRule;
}

export const pinRules: PinRules = {
  person: { tries: 3, windowMinutes: 24 * 60, lockMinutes: 60 },
  caller: { tries: 3, windowMinutes: 60, lockMinutes: 60 },
};

/** The key was used before for another request. */
export class IdempotencyKeyReused extends Error {}

type Answer = ResultOf<typeof pinVerifica>;

interface Subject {
  readonly name: string;
  readonly rule: LockRule;
}

const triesRow = z.object({
  subject: z.string(),
  failures: z.number(),
  from: z.date(),
  locked: z.date().nullable(),
});
const requestRow = z.object({ fingerprint: z.instanceof(Uint8Array), answer: z.string().nullable() });
const pinRow = z.object({
  salt: z.instanceof(Uint8Array),
  digest: z.instanceof(Uint8Array),
  expires: z.date(),
});
const { found, wrong, locked, expired, absent } = pinVerifica.outcomes;
const answerSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('found'), value: found }),
  z.object({ outcome: z.literal('wrong'), value: wrong }),
  z.object({ outcome: z.literal('locked'), value: locked }),
  z.object({ outcome: z.literal('expired'), value: expired }),
  z.object({ outcome: z.literal('absent'), value: absent }),
]);
const minuteMs = 60_000;
const keepRequestsMs = 24 * 60 * minuteMs;

export interface PinsOptions {
  readonly database: Database;
  readonly references: References;
  readonly keys: ReferenceKeys;
  readonly rules?: PinRules | undefined;
  /** The clock; tests give their own. */
  readonly now?: (() => Date) | undefined;
}

export class Pins {
  readonly #database: Database;
  readonly #references: References;
  readonly #keys: ReferenceKeys;
  readonly #rules: PinRules;
  readonly #now: () => Date;

  constructor({ database, references, keys, rules = pinRules, now = () => new Date() }: PinsOptions) {
    this.#database = database;
    this.#references = references;
    this.#keys = keys;
    this.#rules = rules;
    this.#now = now;
  }

  /**
   * Issues a PIN; the former one of the person is good no more.
   * @param pinKeys its keys, one a character
   */
  async issue(citizen: number, pinKeys: string, validity: PinValidity): Promise<void> {
    const salt = randomBytes(16);
    await this.#database.run(
      `INSERT INTO reference.pin (citizen, salt, digest, validity, expires_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (citizen) DO UPDATE SET salt = excluded.salt, digest = excluded.digest,
         validity = excluded.validity, expires_at = excluded.expires_at`,
      [
        citizen,
        salt,
        pinDigest(this.#keys, salt, citizen, pinKeys),
        validity,
        pinExpiry(this.#now(), validity),
      ],
    );
  }

  /**
   * @throws IdempotencyKeyReused when the key belongs to another request
   * @throws UnknownReference for a reference that is not of a person
   */
  async verifica(args: ArgumentsOf<typeof pinVerifica>, idempotencyKey: string): Promise<Answer> {
    const citizen = this.#references.readPerson(args.persona);
    const pinKeys = args.pin.reveal();
    const caller = args.chiamante?.reveal().replace(/[^\d+]/g, '') ?? '';
    const fingerprint = mac(this.#keys.requests, String(citizen), pinKeys, caller);
    return await this.#database.transaction(async (queries) => {
      const earlier = await this.#claim(queries, idempotencyKey, fingerprint);
      if (earlier !== undefined) return earlier;
      const answer = await this.#judge(queries, citizen, pinKeys, this.#subjects(citizen, caller));
      await queries.run('UPDATE reference.pin_request SET answer = $2 WHERE idempotency_key = $1', [
        idempotencyKey,
        JSON.stringify(answer),
      ]);
      return answer;
    });
  }

  /** Forgets old requests and tries that count no more. */
  async prune(): Promise<void> {
    const now = this.#now().getTime();
    const longest = Math.max(this.#rules.person.windowMinutes, this.#rules.caller.windowMinutes);
    await this.#database.run('DELETE FROM reference.pin_request WHERE asked_at < $1', [
      new Date(now - keepRequestsMs),
    ]);
    await this.#database.run(
      'DELETE FROM reference.pin_tries WHERE window_from < $1 AND coalesce(locked_until, window_from) < $2',
      [new Date(now - longest * minuteMs), new Date(now)],
    );
  }

  /** Takes the key for this request; a repeated request waits here for the first one and gets its answer. */
  async #claim(queries: Queries, key: string, fingerprint: Buffer): Promise<Answer | undefined> {
    const taken = await queries.run(
      `INSERT INTO reference.pin_request (idempotency_key, fingerprint, asked_at) VALUES ($1, $2, $3)
       ON CONFLICT DO NOTHING`,
      [key, fingerprint, this.#now()],
    );
    if (taken === 1) return undefined;
    const [request] = await queries.rows(
      requestRow,
      'SELECT fingerprint, answer FROM reference.pin_request WHERE idempotency_key = $1',
      [key],
    );
    if (request === undefined || request.answer === null || !sameDigest(request.fingerprint, fingerprint)) {
      throw new IdempotencyKeyReused('the Idempotency-Key was used for another request');
    }
    return answerSchema.parse(JSON.parse(request.answer));
  }

  /** The person and, where the number is known, its pseudonym: the number itself is not kept. */
  #subjects(citizen: number, caller: string): readonly Subject[] {
    const person = { name: `persona:${citizen}`, rule: this.#rules.person };
    if (caller === '') return [person];
    const pseudonym = mac(this.#keys.callers, caller).toString('base64url');
    return [{ name: `chiamante:${pseudonym}`, rule: this.#rules.caller }, person];
  }

  async #judge(
    queries: Queries,
    citizen: number,
    pinKeys: string,
    subjects: readonly Subject[],
  ): Promise<Answer> {
    const now = this.#now();
    const tries = await this.#lockTries(queries, subjects, now);
    // While locked nothing is compared, so that guessing on tells nothing.
    const until = latest(tries.map(({ locked }) => locked));
    if (until !== null && until > now) return lockedUntil(until);
    const [pin] = await queries.rows(
      pinRow,
      'SELECT salt, digest, expires_at AS expires FROM reference.pin WHERE citizen = $1',
      [citizen],
    );
    if (pin === undefined) return { outcome: 'absent', value: {} };
    if (sameDigest(pin.digest, pinDigest(this.#keys, pin.salt, citizen, pinKeys))) {
      // The number's tries stay: else one's own PIN in between would allow guessing without end.
      await queries.run('UPDATE reference.pin_tries SET failures = 0 WHERE subject = $1', [
        `persona:${citizen}`,
      ]);
      // Only whoever has the PIN hears that it ran out: to all others an old one is as good as a new one.
      return pin.expires > now
        ? { outcome: 'found', value: {} }
        : { outcome: 'expired', value: { scaduto: dayInRome(pin.expires) } };
    }
    let left = Number.POSITIVE_INFINITY;
    const locks: (Date | null)[] = [];
    for (const { name, rule } of subjects) {
      const held = tries.find(({ subject }) => subject === name);
      const counted = await this.#countFailure(queries, name, rule, held, now);
      left = Math.min(left, counted.left);
      locks.push(counted.locked);
    }
    const lock = latest(locks);
    return lock === null ? { outcome: 'wrong', value: { restano: left } } : lockedUntil(lock);
  }

  /** Reads the tries of the subjects and holds their rows until the transaction ends; always in one order. */
  async #lockTries(queries: Queries, subjects: readonly Subject[], now: Date) {
    const names = arrayText(subjects.map(({ name }) => name).sort());
    await queries.run(
      `INSERT INTO reference.pin_tries (subject, window_from)
       SELECT subject, $2 FROM unnest($1::text::text[]) AS new (subject) ORDER BY subject ON CONFLICT DO NOTHING`,
      [names, now],
    );
    return await queries.rows(
      triesRow,
      `SELECT subject, failures, window_from AS from, locked_until AS locked FROM reference.pin_tries
       WHERE subject = ANY($1::text::text[]) ORDER BY subject FOR UPDATE`,
      [names],
    );
  }

  /** Counts one wrong PIN: the tries left, and until when none is taken if it was the last. */
  async #countFailure(
    queries: Queries,
    subject: string,
    rule: LockRule,
    held: z.infer<typeof triesRow> | undefined,
    now: Date,
  ): Promise<{ left: number; locked: Date | null }> {
    const running = held !== undefined && now.getTime() - held.from.getTime() < rule.windowMinutes * minuteMs;
    const failures = (running ? held.failures : 0) + 1;
    const left = rule.tries - failures;
    const locked = left > 0 ? null : new Date(now.getTime() + rule.lockMinutes * minuteMs);
    await queries.run(
      `INSERT INTO reference.pin_tries (subject, failures, window_from, locked_until) VALUES ($1, $2, $3, $4)
       ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, window_from = excluded.window_from,
         locked_until = excluded.locked_until`,
      [
        subject,
        // A lock-out starts the count anew for when it ends.
        left > 0 ? failures : 0,
        running ? held.from : now,
        locked,
      ],
    );
    return { left, locked };
  }
}

function lockedUntil(until: Date): Answer {
  return { outcome: 'locked', value: { fino: until.toISOString() } };
}

function latest(dates: readonly (Date | null)[]): Date | null {
  return dates.reduce((one, other) => (other !== null && (one === null || other > one) ? other : one), null);
}
