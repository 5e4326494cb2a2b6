import type { Finding } from '../../source/finding.ts';
import { nearest } from '../../source/nearest.ts';
import { celReads } from '../cel-reads.ts';
import type { Check } from './check.ts';
import { stepsOf } from './steps-of.ts';

/** `call.open["x"]` needs a calendar x in hours.yaml. */
export const unknownCalendar: Check = ({ project, calendarsKnown }) => {
  const { names } = project.calendars;
  if (!calendarsKnown) return [];
  return stepsOf(project).flatMap(({ flow, name, step }) =>
    (step.expressions ?? []).flatMap(({ text, path }) =>
      celReads(text).flatMap(({ path: [first, second, calendar], start }): Finding[] => {
        if (first !== 'call' || second !== 'open' || calendar === undefined || names.includes(calendar))
          return [];
        const meant = nearest(calendar, names);
        const remark = {
          code: 'unknown-calendar',
          message: `hours.yaml has no calendar "${calendar}"`,
          mend: meant === undefined ? `It has: ${names.join(', ')}` : `Did you mean "${meant}"?`,
        };
        return [flow.source.findingInValue(['steps', name, ...path], remark, start)];
      }),
    ),
  );
};
