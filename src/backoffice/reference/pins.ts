/** pin.verifica: three tries, then a lock-out, for the person and for the number that calls. */
import { z } from 'zod';
import { mac } from '../../privacy/mac.ts';
import type { Database, Queries } from '../../store/database.ts';
import type { ArgumentsOf, ResultOf } from '../operation.ts';
import { pinVerifica } from '../operations/pin.verifica.ts';
import { dayInItaly } from './day-in-italy.ts';
import { type ReferenceKeys, sameDigest } from './keys.ts';
import { audit, auditExpired, auditKeptDays, byTelephone } from './pin-audit.ts';
import { pinDigest } from './pin-digest.ts';
import {
  clearTries,
  countFailure,
  holdTries,
  type PinRules,
  personSubject,
  pinRules,
  pruneTries,
  type Subject,
} from './pin-tries.ts';
import type { References } from './references.ts';
import { once } from './requests.ts';

type Answer = ResultOf<typeof pinVerifica>;

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
const dayMs = 86_400_000;
/** How long a PIN that ran out is kept, so that its owner hears that it did. */
const expiredKeptDays = 90;

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
   * @throws IdempotencyKeyReused when the key belongs to another request
   * @throws UnknownReference for a reference that is not of a person
   */
  async verifica(args: ArgumentsOf<typeof pinVerifica>, idempotencyKey: string): Promise<Answer> {
    const citizen = this.#references.readPerson(args.persona);
    const pinKeys = args.pin.reveal();
    const caller = args.chiamante?.reveal().replace(/[^\d+]/g, '') ?? '';
    const fingerprint = mac(this.#keys.requests, String(citizen), pinKeys, caller);
    const now = this.#now();
    return await this.#database.transaction(async (queries) => {
      const request = { key: idempotencyKey, fingerprint, now, answer: answerSchema };
      const subjects = this.#subjects(citizen, caller);
      return await once(queries, request, () => this.#judge(queries, citizen, pinKeys, subjects, now));
    });
  }

  /** Forgets tries that count no more, PINs that ran out long ago and events of years ago. */
  async prune(): Promise<void> {
    const now = this.#now();
    await pruneTries(this.#database, this.#rules, now);
    await this.#database.run('DELETE FROM reference.pin WHERE issued_by IS NOT NULL AND expires_at < $1', [
      new Date(now.getTime() - expiredKeptDays * dayMs),
    ]);
    await this.#database.run('DELETE FROM reference.pin_audit WHERE at < $1', [
      new Date(now.getTime() - auditKeptDays * dayMs),
    ]);
  }

  /** The person and, where the number is known, its pseudonym: the number itself is not kept. */
  #subjects(citizen: number, caller: string): readonly Subject[] {
    const person = { name: personSubject(citizen), rule: this.#rules.person };
    if (caller === '') return [person];
    const pseudonym = mac(this.#keys.callers, caller).toString('base64url');
    return [{ name: `chiamante:${pseudonym}`, rule: this.#rules.caller }, person];
  }

  async #judge(
    queries: Queries,
    citizen: number,
    pinKeys: string,
    subjects: readonly Subject[],
    now: Date,
  ): Promise<Answer> {
    const tries = await holdTries(queries, subjects, now);
    // While locked nothing is compared, so that guessing on tells nothing.
    const until = latest(tries.map((one) => one.locked));
    if (until !== null && until > now) return lockedUntil(until);
    const [pin] = await queries.rows(
      pinRow,
      'SELECT salt, digest, expires_at AS expires FROM reference.pin WHERE citizen = $1',
      [citizen],
    );
    if (pin === undefined) return { outcome: 'absent', value: {} };
    if (sameDigest(pin.digest, pinDigest(this.#keys, pin.salt, citizen, pinKeys))) {
      // The number's tries stay: else one's own PIN in between would allow guessing without end.
      await clearTries(queries, citizen);
      if (pin.expires > now) return { outcome: 'found', value: {} };
      // Only whoever has the PIN hears that it ran out: to all others an old one is as good as a new one.
      await auditExpired(queries, { at: now, citizen, expires: pin.expires });
      return { outcome: 'expired', value: { scaduto: dayInItaly(pin.expires) } };
    }
    let left = Number.POSITIVE_INFINITY;
    const locks: (Date | null)[] = [];
    for (const subject of subjects) {
      const held = tries.find((one) => one.subject === subject.name);
      const counted = await countFailure(queries, subject, held, now);
      left = Math.min(left, counted.left);
      locks.push(counted.locked);
      if (counted.locked === null) continue;
      const event = subject.name === personSubject(citizen) ? 'bloccato' : 'numero-bloccato';
      await audit(queries, { at: now, citizen, by: byTelephone, event, expires: counted.locked });
    }
    const lock = latest(locks);
    return lock === null ? { outcome: 'wrong', value: { restano: left } } : lockedUntil(lock);
  }
}

function lockedUntil(until: Date): Answer {
  return { outcome: 'locked', value: { fino: until.toISOString() } };
}

function latest(dates: readonly (Date | null)[]): Date | null {
  return dates.reduce((one, other) => (other !== null && (one === null || other > one) ? other : one), null);
}
