import type { Finding } from '../../source/finding.ts';
import { nearest } from '../../source/nearest.ts';
import type { Check } from './check.ts';
import { stepsOf } from './steps-of.ts';

const words = {
  queue: 'operator queue',
  number: 'number to transfer to',
  box: 'voice box',
  document: 'document',
} as const;
const keys = { queue: 'queue', number: 'transfer', box: 'record', document: 'send-document' } as const;

/** The queue, number or voice box that a step leads to must be in the configuration, the document among those there are. */
export const unknownDestination: Check = ({ project, destinations }) =>
  stepsOf(project).flatMap(({ flow, name, step: { reaches } }): Finding[] => {
    const known = reaches && destinations[reaches.type];
    if (reaches === undefined || known === undefined || known.includes(reaches.name)) return [];
    const meant = nearest(reaches.name, known);
    return [
      flow.source.findingInValue(['steps', name, keys[reaches.type]], {
        code: 'unknown-destination',
        message: `there is no ${words[reaches.type]} "${reaches.name}"`,
        mend: meant === undefined ? `There are: ${known.join(', ') || 'none'}` : `Did you mean "${meant}"?`,
      }),
    ];
  });
