import { Sensitive } from '../../../privacy/sensitive.ts';
import { syntheticCitizen } from '../citizens.ts';
import { UnknownReference } from '../references.ts';
import type { Asked } from './asked.ts';

/** For tests of handlers: every reference stands for these citizens. @param indexes none of them: nobody is asked about */
export function askedAbout(now: Date, ...indexes: readonly number[]): Asked {
  return {
    citizens: () => indexes.map(syntheticCitizen),
    citizen: syntheticCitizen,
    references: {
      write: (meaning) =>
        new Sensitive('persona', meaning.type === 'persona' ? `citizen ${meaning.citizen}` : meaning.type),
      read() {
        throw new UnknownReference('nothing was written');
      },
    },
    now,
  };
}
