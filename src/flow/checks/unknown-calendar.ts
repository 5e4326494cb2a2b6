import type { Finding } from '../../source/finding.ts';
import { nearest } from '../../source/nearest.ts';
import { celReads } from '../cel-reads.ts';
import type { Check } from './check.ts';
import { stepsOf } from './steps-of.ts';

/** `call.open["x"]` needs a calendar x in hours.yaml, `call.campaign["x"]` a document x with campaigns in mailing.yaml. */
export const unknownCalendar: Check = ({ project, calendarsKnown }) => {
  if (!calendarsKnown) return [];
  const { names, campaigns } = project.calendars;
  const known = new Map([
    ['open', { names, lacks: 'hours.yaml has no calendar' }],
    ['campaign', { names: campaigns.names, lacks: 'mailing.yaml has no campaign of' }],
    ['campaignYear', { names: campaigns.names, lacks: 'mailing.yaml has no campaign of' }],
  ]);
  return stepsOf(project).flatMap(({ flow, name: stepName, step }) =>
    (step.expressions ?? []).flatMap(({ text, path }) =>
      celReads(text).flatMap(({ path: [first, second = '', name], start }): Finding[] => {
        const those = first === 'call' ? known.get(second) : undefined;
        if (those === undefined || name === undefined || those.names.includes(name)) return [];
        const meant = nearest(name, those.names);
        const remark = {
          code: 'unknown-calendar',
          message: `${those.lacks} "${name}"`,
          mend: meant === undefined ? `It has: ${those.names.join(', ')}` : `Did you mean "${meant}"?`,
        };
        return [flow.source.findingInValue(['steps', stepName, ...path], remark, start)];
      }),
    ),
  );
};
