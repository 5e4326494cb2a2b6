import type { Sensitive } from '../../../privacy/sensitive.ts';
import type { SyntheticCitizen } from '../citizens.ts';
import { type Reference, UnknownReference } from '../references.ts';

/** Opaque references: sealed on the wire, plain where nothing leaves the process. */
export interface ReferenceBook {
  write(meaning: Reference): Sensitive;
  /** @throws UnknownReference for a reference that was not given to the caller */
  read(reference: Sensitive): Reference;
}

/** What a handler knows besides the arguments. */
export interface Asked {
  /**
   * Whom a reference stands for: one citizen, or the several of a search that is still open, which something else of
   * the request (the number of a practice) may settle.
   * @throws UnknownReference for a reference that was not given to the caller
   */
  citizens(reference: Sensitive): readonly SyntheticCitizen[];
  /** The citizen with this number; undefined for a number beyond the population. */
  citizen(index: number): SyntheticCitizen | undefined;
  readonly references: ReferenceBook;
  readonly now: Date;
}

/** @param given.citizen the citizens that there are, by number */
export function askedOf(given: Omit<Asked, 'citizens'>): Asked {
  return {
    ...given,
    citizens(reference) {
      const meaning = given.references.read(reference);
      if (meaning.type === 'domanda') throw new UnknownReference('not the reference of a person or a search');
      const numbers = meaning.type === 'persona' ? [meaning.citizen] : meaning.citizens;
      return numbers.map((number) => {
        const citizen = given.citizen(number);
        if (citizen === undefined) throw new UnknownReference('the reference of somebody who is not there');
        return citizen;
      });
    },
  };
}
