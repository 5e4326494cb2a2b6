import type { Finding } from '../../source/finding.ts';
import { celReads } from '../cel-reads.ts';
import { nameOf } from '../fits.ts';
import type { Check } from './check.ts';
import { stepsOf } from './steps-of.ts';

/** CEL expressions must fit the types of what the steps of the flow save; a condition must be true or false. */
export const conditionTypes: Check = ({ project, types }) =>
  stepsOf(project).flatMap(({ flow, name, step }) =>
    (step.expressions ?? []).flatMap(({ text, path, condition }): Finding[] => {
      // A calendar that is not there has a finding of its own.
      if (celReads(text).some((read) => read.path[0] === 'call' && read.path[1] === 'open')) return [];
      const place = ['steps', name, ...path];
      const checked = types.check(flow.name, text);
      if (!checked.ok) {
        const remark = {
          code: 'condition-types',
          message: `in CEL: ${checked.message}`,
          mend: mendOf(checked.message),
        };
        return [flow.source.findingInValue(place, remark, checked.range?.start)];
      }
      if (!condition || checked.type.type === 'boolean' || checked.type.type === 'any') return [];
      const message = `a condition must be true or false, but this is ${nameOf(checked.type)}`;
      return [
        flow.source.findingInValue(place, {
          code: 'condition-types',
          message,
          mend: 'Compare it with something',
        }),
      ];
    }),
  );

function mendOf(message: string): string {
  return message.startsWith('no such overload')
    ? 'Compare values of one type; put texts in quotes'
    : 'See which values the steps before save, and of what type';
}
