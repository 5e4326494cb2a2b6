/** persone.*: who has these keys, and which of them it is. */
import { z } from 'zod';
import { numericIsValid } from '../../codice-fiscale/check.ts';
import { type Block, inspectKeys } from '../../codice-fiscale/inspect.ts';
import { lettersOnKey } from '../../codice-fiscale/keypad.ts';
import { neighbours } from '../../codice-fiscale/neighbours.ts';
import { arrayText, type Database } from '../../store/database.ts';
import type { ArgumentsOf, ResultOf } from '../operation.ts';
import type { personeCerca } from '../operations/persone.cerca.ts';
import type { personeDistingui } from '../operations/persone.distingui.ts';
import type { Discriminante } from '../operations/persone.ts';
import { keyedText } from './keyed-text.ts';
import type { References } from './references.ts';

const candidateRow = z.object({ id: z.number(), month: z.number(), initial: z.string() });
type Candidate = z.infer<typeof candidateRow>;
const columns = 'id, birth_month AS month, initial';

/** More people than this with one signature cannot be told apart by a caller. */
const mostCandidates = 8;

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
    const candidates = await this.#database.rows(
      candidateRow,
      `SELECT ${columns} FROM reference.citizen WHERE signature = $1 OR former_signature = $1 LIMIT ${mostCandidates}`,
      [keys],
    );
    if (candidates.length === 0) return { outcome: 'not-found', value: { blocco: await this.#block(keys) } };
    return this.#settle(candidates, []);
  }

  async distingui(args: ArgumentsOf<typeof personeDistingui>): Promise<ResultOf<typeof personeDistingui>> {
    const search = this.#references.read(args.ricerca);
    // A person already settled stays settled: a repeated question does no harm.
    if (search.type === 'persona') return { outcome: 'found', value: { persona: args.ricerca } };
    const ids = search.type === 'ricerca' ? search.citizens : [];
    const month = args.mese === undefined ? undefined : Number(keyedText(args.mese));
    const initial = args.iniziale === undefined ? undefined : keyedText(args.iniziale).toUpperCase();
    const letters = initial === undefined ? undefined : (lettersOnKey[initial] ?? initial);
    const candidates = await this.#database.rows(
      candidateRow,
      `SELECT ${columns} FROM reference.citizen WHERE id = ANY($1::text::integer[]) ORDER BY id`,
      [arrayText(ids)],
    );
    const left = candidates.filter(
      (candidate) =>
        (month === undefined || candidate.month === month) &&
        (letters === undefined || letters.includes(candidate.initial)),
    );
    if (left.length === 0) return { outcome: 'not-found', value: {} };
    const asked: readonly Discriminante[] = search.type === 'ricerca' ? search.asked : [];
    return this.#settle(left, [
      ...asked,
      ...(month === undefined ? [] : (['mese'] as const)),
      ...(letters === undefined ? [] : (['iniziale'] as const)),
    ]);
  }

  #settle(candidates: readonly Candidate[], asked: readonly Discriminante[]) {
    const [first, ...others] = candidates;
    if (first !== undefined && others.length === 0) {
      const persona = this.#references.write({ type: 'persona', citizen: first.id });
      return { outcome: 'found' as const, value: { persona } };
    }
    const ricerca = this.#references.write({
      type: 'ricerca',
      citizens: candidates.map(({ id }) => id),
      asked: [...asked],
    });
    return {
      outcome: 'ambiguous' as const,
      value: { ricerca, discriminante: discriminantOf(candidates, asked) },
    };
  }

  /** The block to key in again: where the entry is impossible, or where somebody is one slip of the finger away. */
  async #block(keys: string): Promise<Block | 'sconosciuto'> {
    if (keys.length !== 16) return numericIsValid(keys) ? 'sconosciuto' : 'controllo';
    const judged = inspectKeys(keys);
    if (judged !== 'possible') return judged;
    const near = neighbours(keys);
    const known = await this.#database.rows(
      z.object({ signature: z.string() }),
      `SELECT signature FROM reference.citizen WHERE signature = ANY($1::text::bigint[]) LIMIT 20`,
      [arrayText(near.map(({ signature }) => signature))],
    );
    const found = new Set(known.map(({ signature }) => signature));
    const [nearest] = near.filter(({ signature }) => found.has(signature));
    return nearest?.blocks[0] ?? 'sconosciuto';
  }
}

/** The first question that has different answers among the candidates and was not asked yet. */
export function discriminantOf(
  candidates: readonly Candidate[],
  asked: readonly Discriminante[],
): Discriminante {
  const differs = (read: (candidate: Candidate) => unknown) => new Set(candidates.map(read)).size > 1;
  if (!asked.includes('mese') && differs(({ month }) => month)) return 'mese';
  if (!asked.includes('iniziale') && differs(({ initial }) => initial)) return 'iniziale';
  return 'pratica';
}
