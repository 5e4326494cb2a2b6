import type { Sensitive } from '../../../privacy/sensitive.ts';
import type { SyntheticCitizen } from '../citizens.ts';
import { UnknownReference } from '../references.ts';
import type { Asked } from './asked.ts';

/** The citizen behind a reference. @throws UnknownReference for a search that is still open among several */
export function onePerson({ citizens }: Asked, persona: Sensitive): SyntheticCitizen {
  const [citizen, ...others] = citizens(persona);
  if (citizen === undefined || others.length > 0)
    throw new UnknownReference('not the reference of one person');
  return citizen;
}
