/** PINs telefonici on the portal's behalf: issued, taken back, and what is to be known of them. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { signature } from '../../codice-fiscale/keypad.ts';
import { mac } from '../../privacy/mac.ts';
import type { Database, Queries } from '../../store/database.ts';
import type { issuePin, PortalResult, pinState, revokePin } from '../portal/operations.ts';
import { syntheticCitizen } from './citizens.ts';
import type { ReferenceKeys } from './keys.ts';
import { audit } from './pin-audit.ts';
import { type PinForm, PinMaker, usualPinForm } from './pin-code.ts';
import { pinDigest } from './pin-digest.ts';
import { clearTries, personLockedUntil } from './pin-tries.ts';
import { type PinValidity, pinExpiry, pinValidities } from './pin-validity.ts';
import { claim, release, settle } from './requests.ts';

/** How many PINs one citizen can have issued in how long. */
export interface IssueRule {
  readonly most: number;
  readonly withinMinutes: number;
}

export const issueRule: IssueRule = { most: 5, withinMinutes: 60 };

export interface PinIssuingOptions {
  readonly database: Database;
  readonly keys: ReferenceKeys;
  /** Who asks: it stands in the audit. */
  readonly client: string;
  readonly form?: PinForm | undefined;
  readonly rule?: IssueRule | undefined;
  /** The clock; tests give their own. */
  readonly now?: (() => Date) | undefined;
}

const pinRow = z.object({ validity: z.enum(pinValidities), expires: z.date() });
const alreadySchema = z.object({ scade: z.iso.datetime() });
const atRow = z.object({ at: z.date() });
const minuteMs = 60_000;

export class PinIssuing {
  readonly #database: Database;
  readonly #keys: ReferenceKeys;
  readonly #client: string;
  readonly #maker: PinMaker;
  readonly #rule: IssueRule;
  readonly #now: () => Date;

  /** @throws RangeError for a form of PIN that cannot be used */
  constructor(options: PinIssuingOptions) {
    this.#database = options.database;
    this.#keys = options.keys;
    this.#client = options.client;
    this.#maker = new PinMaker(options.form ?? usualPinForm);
    this.#rule = options.rule ?? issueRule;
    this.#now = options.now ?? (() => new Date());
  }

  /**
   * Issues a PIN in place of the former one, and ends a lock-out: whoever has signed in at the portal is not the one
   * who guessed on the telephone.
   * @throws IdempotencyKeyReused when the key belongs to another request
   */
  issue(
    { codiceFiscale, validita }: { codiceFiscale: string; validita: PinValidity },
    idempotencyKey: string,
  ): Promise<PortalResult<(typeof issuePin)['outcomes']>> {
    const now = this.#now();
    const key = `portale:${this.#client}:${idempotencyKey}`;
    const fingerprint = mac(this.#keys.requests, codiceFiscale, validita);
    return this.#database.transaction(async (queries) => {
      const citizen = await holdCitizen(queries, codiceFiscale);
      if (citizen === undefined) return { outcome: 'not-found', value: {} };
      const earlier = await claim(queries, key, fingerprint, now);
      if (earlier !== undefined) {
        return { outcome: 'already', value: alreadySchema.parse(JSON.parse(earlier)) };
      }
      const again = await this.#nextIssue(queries, citizen, now);
      if (again !== undefined) {
        await release(queries, key);
        return { outcome: 'too-many', value: { fino: again.toISOString() } };
      }
      const pin = this.#maker.make();
      const expires = pinExpiry(now, validita);
      await this.#store(queries, citizen, pin, validita, expires);
      await clearTries(queries, citizen);
      const at = { at: now, citizen, by: this.#client };
      await audit(queries, { ...at, event: 'emesso', validity: validita, expires });
      const scade = expires.toISOString();
      await settle(queries, key, { scade });
      return { outcome: 'issued', value: { pin, scade } };
    });
  }

  async state(codiceFiscale: string): Promise<PortalResult<(typeof pinState)['outcomes']>> {
    const now = this.#now();
    return await this.#database.transaction(async (queries) => {
      const citizen = await holdCitizen(queries, codiceFiscale);
      if (citizen === undefined) return { outcome: 'not-found', value: {} };
      const [pin] = await queries.rows(
        pinRow,
        'SELECT validity, expires_at AS expires FROM reference.pin WHERE citizen = $1',
        [citizen],
      );
      if (pin === undefined) return { outcome: 'none', value: {} };
      const until = pin.expires.toISOString();
      if (pin.expires <= now) return { outcome: 'expired', value: { scaduto: until } };
      const locked = await personLockedUntil(queries, citizen, now);
      return {
        outcome: 'active',
        value: {
          validita: pin.validity,
          scade: until,
          bloccatoFino: locked === null ? null : locked.toISOString(),
        },
      };
    });
  }

  revoke(codiceFiscale: string): Promise<PortalResult<(typeof revokePin)['outcomes']>> {
    const now = this.#now();
    return this.#database.transaction(async (queries) => {
      const citizen = await holdCitizen(queries, codiceFiscale);
      if (citizen === undefined) return { outcome: 'not-found', value: {} };
      const taken = await queries.run('DELETE FROM reference.pin WHERE citizen = $1', [citizen]);
      if (taken === 0) return { outcome: 'none', value: {} };
      await audit(queries, { at: now, citizen, by: this.#client, event: 'revocato' });
      return { outcome: 'revoked', value: {} };
    });
  }

  /** When the next PIN can be issued; undefined for now. */
  async #nextIssue(queries: Queries, citizen: number, now: Date): Promise<Date | undefined> {
    const { most, withinMinutes } = this.#rule;
    const issued = await queries.rows(
      atRow,
      `SELECT at FROM reference.pin_audit WHERE citizen = $1 AND event = 'emesso' AND at > $2
       ORDER BY at DESC LIMIT ${most}`,
      [citizen, new Date(now.getTime() - withinMinutes * minuteMs)],
    );
    const first = issued[most - 1];
    return first && new Date(first.at.getTime() + withinMinutes * minuteMs);
  }

  async #store(
    queries: Queries,
    citizen: number,
    pin: string,
    validity: PinValidity,
    expires: Date,
  ): Promise<void> {
    const salt = randomBytes(16);
    const digest = pinDigest(this.#keys, salt, citizen, signature(pin));
    await queries.run(
      `INSERT INTO reference.pin (citizen, salt, digest, validity, expires_at, issued_by)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (citizen) DO UPDATE SET salt = excluded.salt, digest = excluded.digest,
         validity = excluded.validity, expires_at = excluded.expires_at, issued_by = excluded.issued_by`,
      [citizen, salt, digest, validity, expires, this.#client],
    );
  }
}

/**
 * The number of the citizen who has this code, whose row is held until the transaction ends: what is done about one
 * citizen is done one after the other. Several can have the same keys; the code itself settles who is meant.
 */
async function holdCitizen(queries: Queries, code: string): Promise<number | undefined> {
  const sameKeys = await queries.rows(
    z.object({ id: z.number() }),
    'SELECT id FROM reference.citizen WHERE signature = $1 ORDER BY id FOR UPDATE',
    [signature(code)],
  );
  return sameKeys.find(({ id }) => syntheticCitizen(id).code === code)?.id;
}
