/** persone.*: what a search among synthetic citizens comes to. */
import { numericIsValid } from '../../codice-fiscale/check.ts';
import { type Block, inspectKeys } from '../../codice-fiscale/inspect.ts';
import { type Neighbour, neighbours } from '../../codice-fiscale/neighbours.ts';
import type { Discriminante } from '../operations/persone.ts';
import type { SyntheticCitizen } from './citizens.ts';
import type { ReferenceBook } from './handlers/asked.ts';

/** More people than this with one signature cannot be told apart by a caller. */
export const mostCandidates = 8;

/**
 * The one person found, or a reference to the search and the question that narrows it.
 * @param found one or more
 * @param asked what the caller was asked before
 */
export function settled(
  found: readonly SyntheticCitizen[],
  asked: readonly Discriminante[],
  references: ReferenceBook,
) {
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0) {
    const persona = references.write({ type: 'persona', citizen: first.index });
    return { outcome: 'found' as const, value: { persona } };
  }
  const ricerca = references.write({
    type: 'ricerca',
    citizens: found.map(({ index }) => index),
    asked: [...asked],
  });
  return {
    outcome: 'ambiguous' as const,
    value: { ricerca, discriminante: discriminantOf(found, asked) },
  };
}

/** 1 to 12. */
export function birthMonth({ birthDate }: SyntheticCitizen): number {
  return Number(birthDate.slice(5, 7));
}

/** The first question that has different answers among the candidates and was not asked yet. */
function discriminantOf(
  candidates: readonly SyntheticCitizen[],
  asked: readonly Discriminante[],
): Discriminante {
  const differs = (read: (candidate: SyntheticCitizen) => unknown) => new Set(candidates.map(read)).size > 1;
  if (!asked.includes('mese') && differs(birthMonth)) return 'mese';
  if (!asked.includes('iniziale') && differs(({ initial }) => initial)) return 'iniziale';
  return 'pratica';
}

/**
 * What to make of keys that nobody has: the block to key in again where the entry itself is impossible, else the
 * signatures one slip of the finger away.
 */
export function suspect(keys: string): Block | 'sconosciuto' | readonly Neighbour[] {
  if (keys.length !== 16) return numericIsValid(keys) ? 'sconosciuto' : 'controllo';
  const judged = inspectKeys(keys);
  return judged === 'possible' ? neighbours(keys) : judged;
}

/** The block to key in again, when somebody is one slip away. */
export function blockOfNearest(
  near: readonly Neighbour[],
  isKnown: (signature: string) => boolean,
): Block | 'sconosciuto' {
  return near.find(({ signature }) => isKnown(signature))?.blocks[0] ?? 'sconosciuto';
}
