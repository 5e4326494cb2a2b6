import type { Flow } from '../project.ts';
import type { Check } from './check.ts';

/** Nothing may stand in a flow that no call can reach. */
export const unreachableStep: Check = ({ project }) =>
  [...project.flows.values()].flatMap((flow) => {
    const reached = reachableSteps(flow);
    return [...flow.steps.keys()]
      .filter((name) => !reached.has(name))
      .map((name) =>
        flow.source.finding(['steps', name], {
          code: 'unreachable-step',
          message: `no way leads to step "${name}"`,
          mend: 'Lead to it from another step, or take it out',
        }),
      );
  });

function reachableSteps(flow: Flow): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [flow.start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const step = flow.steps.get(name);
    if (step === undefined || reached.has(name)) continue;
    reached.add(name);
    open.push(...step.exits.map((exit) => exit.target));
  }
  return reached;
}
