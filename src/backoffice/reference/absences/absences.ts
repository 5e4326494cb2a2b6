/** assenze.comunica: absences of staff, each reported once. */
import { z } from 'zod';
import { mac } from '../../../privacy/mac.ts';
import { Sealer } from '../../../privacy/seal.ts';
import { Sensitive } from '../../../privacy/sensitive.ts';
import type { Database, Queries } from '../../../store/database.ts';
import { referenceOf } from '../../../store/reference.ts';
import type { ArgumentsOf, ResultOf } from '../../operation.ts';
import type { assenzeComunica } from '../../operations/assenze.comunica.ts';
import { addDays } from '../desk/working-days.ts';
import { keyedText } from '../keyed-text.ts';
import { type ReferenceKeys, sameDigest } from '../keys.ts';
import { IdempotencyKeyReused } from '../requests.ts';
import { employeeNumber, isEmployee, judgeAbsence } from './rules.ts';

/** A year after it was reported nobody asks about an absence by telephone any more. */
const keepMs = 366 * 24 * 60 * 60_000;

const absenceRow = z.object({
  reference: z.string(),
  day: z.string(),
  days: z.number(),
  key: z.string(),
  fingerprint: z.instanceof(Uint8Array),
});

export class Absences {
  readonly #database: Database;
  readonly #keys: ReferenceKeys;
  readonly #sealer: Sealer;
  readonly #now: () => Date;

  /** @param given.now the clock; tests give their own */
  constructor(given: { database: Database; keys: ReferenceKeys; now?: (() => Date) | undefined }) {
    this.#database = given.database;
    this.#keys = given.keys;
    this.#sealer = new Sealer(given.keys.absences);
    this.#now = given.now ?? (() => new Date());
  }

  /** @throws IdempotencyKeyReused, DatabaseError */
  async comunica(
    args: ArgumentsOf<typeof assenzeComunica>,
    idempotencyKey: string,
  ): Promise<ResultOf<typeof assenzeComunica>> {
    const number = employeeNumber(keyedText(args.matricola));
    if (!isEmployee(number)) return { outcome: 'not-found', value: {} };
    const now = this.#now();
    const judged = judgeAbsence(args.dal, args.giorni, now);
    if ('refused' in judged) return { outcome: 'refused', value: { perche: judged.refused } };
    const { dal, giorni } = judged.period;
    const certificate = args.certificato === undefined ? '' : keyedText(args.certificato);
    const asked = {
      employee: mac(this.#keys.absences, 'employee', number),
      day: dal,
      key: idempotencyKey,
      fingerprint: mac(this.#keys.absences, 'request', number, args.motivo, dal, String(giorni), certificate),
    };
    const sealed = this.#sealer.seal(new Sensitive('pratica', JSON.stringify({ number, certificate })));
    return await this.#database.transaction(async (queries) => {
      const reported = await held(queries, asked);
      if (reported !== undefined) return reported;
      const [next] = await queries.rows(
        z.object({ count: z.string() }),
        "SELECT nextval('reference.absence_reference') AS count",
      );
      const reference = referenceOf(BigInt(next?.count ?? 0));
      const written = await queries.run(
        `INSERT INTO reference.absence
           (reference, employee, day, days, reason, sealed, idempotency_key, fingerprint, reported_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
        [reference, asked.employee, dal, giorni, args.motivo, sealed, asked.key, asked.fingerprint, now],
      );
      if (written === 1) return { outcome: 'accepted', value: { ...judged.period, riferimento: reference } };
      // Somebody else was faster, and has committed: that is what the insert waited for.
      const faster = await held(queries, asked);
      if (faster === undefined) throw new Error('an absence was neither written nor there');
      return faster;
    });
  }

  /** Forgets what nobody asks about any more. @throws DatabaseError */
  async prune(): Promise<void> {
    await this.#database.run('DELETE FROM reference.absence WHERE reported_at < $1', [
      new Date(this.#now().getTime() - keepMs),
    ]);
  }
}

/** What was reported before, under this key or for this day. */
async function held(
  queries: Queries,
  asked: { employee: Buffer; day: string; key: string; fingerprint: Buffer },
): Promise<ResultOf<typeof assenzeComunica> | undefined> {
  const rows = await queries.rows(
    absenceRow,
    `SELECT reference, day, days, idempotency_key AS key, fingerprint FROM reference.absence
     WHERE idempotency_key = $1 OR (employee = $2 AND day = $3)`,
    [asked.key, asked.employee, asked.day],
  );
  const row = rows.find(({ key }) => key === asked.key) ?? rows[0];
  if (row === undefined) return undefined;
  const repeated = row.key === asked.key;
  if (repeated && !sameDigest(row.fingerprint, asked.fingerprint))
    throw new IdempotencyKeyReused('the Idempotency-Key was used for another request');
  const { reference: riferimento, day: dal, days: giorni } = row;
  const value = { dal, al: addDays(dal, giorni - 1), giorni, riferimento };
  return { outcome: repeated ? 'accepted' : 'already', value };
}
