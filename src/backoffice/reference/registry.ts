/** persone.cerca: who has these keys. */
import { z } from 'zod';
import { arrayText, type Database } from '../../store/database.ts';
import type { ArgumentsOf, ResultOf } from '../operation.ts';
import type { personeCerca } from '../operations/persone.cerca.ts';
import { syntheticCitizen } from './citizens.ts';
import type { References } from './references.ts';
import { blockOfNearest, mostCandidates, settled, suspect } from './search.ts';

export class Registry {
  readonly #database: Database;
  readonly #references: References;

  constructor(database: Database, references: References) {
    this.#database = database;
    this.#references = references;
  }

  /**
   * domain.md section 3. A code under omocodia is found by its base form too, and in the same look-up: whoever has
   * the base form as assigned code is then asked the discriminating question as well, rather than being taken
   * for the other.
   */
  async cerca({ chiavi }: ArgumentsOf<typeof personeCerca>): Promise<ResultOf<typeof personeCerca>> {
    const keys = chiavi.reveal();
    const rows = await this.#database.rows(
      z.object({ id: z.number() }),
      `SELECT id FROM reference.citizen WHERE signature = $1 OR former_signature = $1
       ORDER BY id LIMIT ${mostCandidates}`,
      [keys],
    );
    const found = rows
      .map(({ id }) => syntheticCitizen(id))
      // As numbers, keys with zeros before them are those of a numeric code.
      .filter((citizen) => citizen.keys === keys || citizen.formerKeys === keys);
    if (found.length > 0) return settled(found, [], this.#references);
    const near = suspect(keys);
    if (typeof near === 'string') return { outcome: 'not-found', value: { blocco: near } };
    const known = await this.#known(near.map(({ signature }) => signature));
    return { outcome: 'not-found', value: { blocco: blockOfNearest(near, (one) => known.has(one)) } };
  }

  /** Those of the signatures that somebody has. */
  async #known(signatures: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.#database.rows(
      z.object({ signature: z.string() }),
      `SELECT DISTINCT signature FROM reference.citizen WHERE signature = ANY($1::text::bigint[])`,
      [arrayText(signatures)],
    );
    return new Set(rows.map(({ signature }) => signature));
  }
}
