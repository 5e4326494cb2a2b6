import { circles, type Node, unattendedSteps } from '../unattended.ts';
import type { Check } from './check.ts';

/** Steps that lead round and round without ever waiting for the caller hang the call, also across flows. */
export const endlessLoop: Check = ({ project }) =>
  circles(unattendedSteps(project, false)).map((circle) =>
    finding(circle, {
      code: 'endless-loop',
      message: `${namesOf(circle)} without waiting for the caller`,
      mend: 'Put a step that listens into the circle, or a counter: set n, and choose by it to leave',
    }),
  );

/** A caller who never presses a key must come to an end too. */
export const endlessSilence: Check = ({ project }) =>
  circles(unattendedSteps(project, true))
    .filter((circle) => circle.some((node) => node.step.listens))
    .map((circle) =>
      finding(circle, {
        code: 'endless-silence',
        message: `${namesOf(circle)} for as long as a caller presses nothing`,
        mend: 'Lead `silent` (or `failed`) of the step that listens to a goodbye',
      }),
    );

function finding(circle: readonly Node[], remark: { code: string; message: string; mend: string }) {
  const first = circle.find((node) => node.step.listens) ?? circle[0];
  if (first === undefined) throw new RangeError('a circle has a step');
  return first.flow.source.finding(['steps', first.name], remark);
}

function namesOf(circle: readonly Node[]): string {
  const [first] = circle;
  const names = circle
    .slice(0, 6)
    .map(({ flow, name }) => (flow === first?.flow ? name : `${flow.name}/${name}`));
  const more = circle.length > names.length ? ' …' : '';
  return names.length === 1
    ? `step "${names[0]}" leads back to itself`
    : `steps ${names.join(', ')}${more} lead round and round`;
}
