import type { Finding } from '../../source/finding.ts';
import { nearest } from '../../source/nearest.ts';
import { type Fields, typeAt } from '../types.ts';
import { referencePath } from '../values.ts';
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
export const unknownDestination: Check = ({ project, destinations, types }) =>
  stepsOf(project).flatMap(({ flow, name, step: { reaches } }): Finding[] => {
    const known = reaches && destinations[reaches.type];
    if (reaches === undefined || known === undefined) return [];
    const place = ['steps', name, reaches.key ?? keys[reaches.type]];
    const names = namesOf(reaches.name, types.scope(flow.name).variables);
    if (names === undefined)
      return [
        flow.source.findingInValue(place, {
          code: 'unknown-destination',
          message: `nobody knows before a call which ${words[reaches.type]} ${reaches.name} is`,
          mend: 'Write a name, or a variable that can only be one of several names, such as $call.queue.name',
        }),
      ];
    const wrong = names.find((one) => !known.includes(one));
    if (wrong === undefined) return [];
    const meant = nearest(wrong, known);
    return [
      flow.source.findingInValue(place, {
        code: 'unknown-destination',
        message: `there is no ${words[reaches.type]} "${wrong}"`,
        mend: meant === undefined ? `There are: ${known.join(', ') || 'none'}` : `Did you mean "${meant}"?`,
      }),
    ];
  });

/** The names that a step can lead to: the one that is written, or all that the variable can be; undefined if unknown. */
export function namesOf(written: string, variables: Fields): readonly string[] | undefined {
  const path = referencePath(written);
  if (path === undefined) return [written];
  const type = typeAt(variables, path);
  return type?.type === 'string' ? type.oneOf : undefined;
}
