import type { Finding } from '../../source/finding.ts';
import { nearest } from '../../source/nearest.ts';
import { decided } from '../cel-decide.ts';
import type { Flow, Project } from '../project.ts';
import type { Check } from './check.ts';
import { stepsOf } from './steps-of.ts';

/** A flow that callers can be offered to go on with needs a way that leads there, and steps that are there. */
export const resumable: Check = ({ project, unread }) =>
  [...project.flows.values()].flatMap((flow): Finding[] => {
    if (flow.resumable === undefined) return [];
    const findings = flow.resumable.done.flatMap((step, index) => unknownStep(project, flow, step, index));
    if (unread.size > 0 || isLedTo(project, flow.name)) return findings;
    return [
      ...findings,
      flow.source.finding(['resumable'], {
        code: 'resumable',
        message: `no step leads to flow "${flow.name}" where call.left is "${flow.name}": nobody is offered to go on with it`,
        mend: `Choose by 'call.left == "${flow.name}"' where callers are asked, and go to it from there`,
      }),
    ];
  });

function unknownStep(project: Project, flow: Flow, given: string, index: number): readonly Finding[] {
  const [name = '', block] = given.split('/').toReversed();
  const of = block === undefined ? flow : project.flows.get(block);
  if (of?.steps.has(name)) return [];
  const meant = nearest(name, of?.steps.keys() ?? []);
  const remark = {
    code: 'resumable',
    message: `there is no step "${given}"`,
    mend: meant === undefined ? 'Write a step of this flow, or block/step' : `Did you mean "${meant}"?`,
  };
  return [flow.source.findingInValue(['resumable', 'done', String(index)], remark)];
}

/** Whether some condition on `call.left` leads to a step that goes to this flow. */
function isLedTo(project: Project, name: string): boolean {
  return stepsOf(project).some(({ flow, step }) =>
    (step.expressions ?? []).some(({ text, path, condition }) => {
      if (!condition || decided(text, ['call', 'left'], name) !== true) return false;
      const exit = step.exits.find((one) => one.name === path.join('.').replace(/\bwhen$/, 'then'));
      return flow.steps.get(exit?.target ?? '')?.subFlow?.flow === name;
    }),
  );
}
