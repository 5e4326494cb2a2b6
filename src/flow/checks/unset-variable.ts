import type { Flow } from '../project.ts';
import type { Step } from '../step.ts';
import { referencesOf, type With } from '../values.ts';
import type { Check } from './check.ts';

/** A `$variable` must be saved by some step of the flow, or come with the flow's own parameters. */
export const unsetVariable: Check = ({ project }) => {
  const parameters = new Map<string, Set<string>>();
  for (const flow of project.flows.values()) {
    for (const step of flow.steps.values()) {
      if (step.subFlow === undefined) continue;
      const known = parameters.get(step.subFlow.flow) ?? new Set<string>();
      const given = step.subFlow.with;
      if (typeof given === 'object') for (const name of Object.keys(given)) known.add(name);
      parameters.set(step.subFlow.flow, known);
    }
  }
  return [...project.flows.values()].flatMap((flow) => {
    const known = new Set(['call', ...(parameters.get(flow.name) ?? []), ...savedBy(flow)]);
    return [...flow.steps].flatMap(([name, step]) =>
      readsOf(step)
        .filter((path) => !known.has(path[0] ?? ''))
        .map((path) =>
          flow.source.finding(['steps', name], {
            code: 'unset-variable',
            message: `step "${name}" reads $${path.join('.')}, which no step of this flow saves`,
            mend: `Saved here are: ${[...known].join(', ')}`,
          }),
        ),
    );
  });
};

function savedBy(flow: Flow): readonly string[] {
  return [...flow.steps.values()].flatMap((step) => (step.saves ?? []).map((saved) => saved.name));
}

function readsOf(step: Step): readonly (readonly string[])[] {
  const groups: (With | undefined)[] = [...step.prompts.map((use) => use.values), step.lookUp?.with];
  return [...groups.flatMap(referencesOf), ...(step.reads ?? [])];
}
