import type { Finding } from '../../source/finding.ts';
import type { Check } from './check.ts';
import { stepsOf } from './steps-of.ts';

/** Every way leads somewhere: no step without an exit but those that end, and no return where nobody entered. */
export const deadEnd: Check = ({ project, entryFlows }) => {
  const roots = new Map<string, string>();
  for (const { flow } of entryFlows ?? []) roots.set(flow, 'a number leads to it');
  roots.set(project.settings.operator, 'the key 0 leads to it');
  roots.set(project.settings['unknown-number'], 'unknown numbers lead to it');
  return stepsOf(project).flatMap(({ flow, name, step }): Finding[] => {
    const root = roots.get(flow.name);
    if (step.returns !== undefined && root !== undefined) {
      return [
        flow.source.findingInValue(['steps', name, 'return'], {
          code: 'dead-end',
          message: `flow "${flow.name}" can return, but ${root}: there is nothing to return to`,
          mend: 'End with a goodbye and hang-up, or go to another flow',
        }),
      ];
    }
    const leads =
      step.exits.length > 0 || step.ends || step.returns !== undefined || step.subFlow !== undefined;
    return leads
      ? []
      : [
          flow.source.findingInValue(['steps', name], {
            code: 'dead-end',
            message: `step "${name}" leads nowhere`,
            mend: 'Say where the call goes from here',
          }),
        ];
  });
};
