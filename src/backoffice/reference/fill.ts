import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { arrayText, type Database, type Queries } from '../../store/database.ts';
import { generation, type SyntheticCitizen, syntheticCitizen } from './citizens.ts';
import type { ReferenceKeys } from './keys.ts';
import { pinDigest } from './pin-digest.ts';
import { pinExpiry } from './pin-validity.ts';

const batchSize = 5_000;
const renewAfterMs = 7 * 86_400_000;

export interface FillOptions {
  readonly citizens: number;
  readonly keys: ReferenceKeys;
  /** Called after each batch. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

const populationRow = z.object({ generation: z.string(), citizens: z.number(), renewed: z.date() });

/**
 * Makes the database hold exactly the first `citizens` synthetic citizens: nothing to do when it does, more are added,
 * and it is filled anew when it holds too many or others (another generation, another pepper). Works in batches, each
 * one transaction, so memory stays small and a fill that was cut off goes on where it stopped.
 * PINs that are meant to be good are renewed once a week.
 * @throws RangeError when `citizens` is no integer of 0 or more
 */
export async function ensureCitizens(database: Database, options: FillOptions): Promise<void> {
  const { citizens, keys, onProgress } = options;
  if (!Number.isInteger(citizens) || citizens < 0) {
    throw new RangeError(`the number of citizens must be an integer of 0 or more, not ${citizens}`);
  }
  const wanted = `${generation}:${keys.fingerprint}`;
  await database.transaction(async (queries) => {
    const now = new Date();
    await queries.run(
      `INSERT INTO reference.population (generation, citizens, pins_renewed_at) VALUES ($1, 0, $2)
       ON CONFLICT DO NOTHING`,
      [wanted, now],
    );
    const held = await population(queries);
    if (held.generation !== wanted || held.citizens > citizens) await empty(queries, wanted, now);
    else if (now.getTime() - held.renewed.getTime() > renewAfterMs) await renewPins(queries, now);
  });

  const before = (await population(database)).citizens;
  let done = before;
  while (done < citizens) {
    done = await database.transaction(async (queries) => {
      // Another process may be filling too: the locked row says where both stand.
      const from = (await population(queries)).citizens;
      const to = Math.min(from + batchSize, citizens);
      if (from >= to) return from;
      const batch = Array.from({ length: to - from }, (_, index) => syntheticCitizen(from + index));
      await insertCitizens(queries, batch);
      await insertPins(queries, batch, keys);
      await queries.run('UPDATE reference.population SET citizens = $1', [to]);
      return to;
    });
    onProgress?.(done, citizens);
  }
  if (done > before) {
    for (const table of ['citizen', 'pin']) await database.script(`ANALYZE reference.${table}`);
  }
}

async function population(queries: Queries) {
  const [row] = await queries.rows(
    populationRow,
    'SELECT generation, citizens, pins_renewed_at AS renewed FROM reference.population FOR UPDATE',
  );
  if (row === undefined) throw new RangeError('the population row is missing');
  return row;
}

async function empty(queries: Queries, wanted: string, now: Date): Promise<void> {
  await queries.script(
    `TRUNCATE reference.citizen, reference.pin, reference.pin_tries, reference.request,
       reference.desk_booking, reference.desk_slot`,
  );
  await queries.run('UPDATE reference.population SET generation = $1, citizens = 0, pins_renewed_at = $2', [
    wanted,
    now,
  ]);
}

/** Active ones are those issued for a month or three (see citizens.ts); what the portal issued runs out when it does. */
async function renewPins(queries: Queries, now: Date): Promise<void> {
  for (const validity of ['mese', 'tre-mesi'] as const) {
    await queries.run('UPDATE reference.pin SET expires_at = $1 WHERE validity = $2 AND issued_by IS NULL', [
      pinExpiry(now, validity),
      validity,
    ]);
  }
  await queries.run('UPDATE reference.population SET pins_renewed_at = $1', [now]);
}

function insertCitizens(queries: Queries, batch: readonly SyntheticCitizen[]): Promise<number> {
  return queries.run(
    `INSERT INTO reference.citizen (id, signature, former_signature)
     SELECT * FROM unnest($1::text::integer[], $2::text::bigint[], $3::text::bigint[])`,
    [
      arrayText(batch.map(({ index }) => index)),
      arrayText(batch.map(({ keys }) => keys)),
      arrayText(batch.map(({ formerKeys }) => formerKeys ?? null)),
    ],
  );
}

async function insertPins(
  queries: Queries,
  batch: readonly SyntheticCitizen[],
  keys: ReferenceKeys,
): Promise<void> {
  const now = new Date();
  // Those that ran out did so yesterday.
  const ranOut = new Date(now.getTime() - 86_400_000);
  const rows = batch.flatMap(({ index, pin }) => {
    if (pin === undefined) return [];
    const salt = randomBytes(16);
    const expires = pin.active ? pinExpiry(now, pin.validity) : ranOut;
    return [{ index, salt, digest: pinDigest(keys, salt, index, pin.keys), validity: pin.validity, expires }];
  });
  const column = (read: (row: (typeof rows)[number]) => string | number) => arrayText(rows.map(read));
  await queries.run(
    `INSERT INTO reference.pin (citizen, salt, digest, validity, expires_at)
     SELECT citizen, decode(salt, 'hex'), decode(digest, 'hex'), validity, expires
     FROM unnest($1::text::integer[], $2::text::text[], $3::text::text[], $4::text::text[], $5::text::timestamptz[])
       AS new (citizen, salt, digest, validity, expires)`,
    [
      column(({ index }) => index),
      column(({ salt }) => salt.toString('hex')),
      column(({ digest }) => digest.toString('hex')),
      column(({ validity }) => validity),
      column(({ expires }) => expires.toISOString()),
    ],
  );
}
