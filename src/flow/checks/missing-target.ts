import { nearest } from '../../source/nearest.ts';
import { exitPath } from '../step.ts';
import { builtInTargets } from '../steps/fields.ts';
import type { Check } from './check.ts';

/** Every exit, and `start`, must lead to a step that exists. */
export const missingTarget: Check = ({ project }) =>
  [...project.flows.values()].flatMap((flow) => {
    const known = [...flow.steps.keys(), ...builtInTargets];
    const exits = [...flow.steps].flatMap(([name, step]) =>
      step.exits.map((exit) => ({ target: exit.target, path: ['steps', name, ...exitPath(exit)] })),
    );
    return [{ target: flow.start, path: ['start'] }, ...exits]
      .filter((exit) => !known.includes(exit.target))
      .map((exit) => {
        const meant = nearest(exit.target, known);
        return flow.source.findingInValue(exit.path, {
          code: 'missing-target',
          message: `there is no step "${exit.target}" in flow "${flow.name}"`,
          mend:
            meant === undefined
              ? `Add the step, or choose one of: ${[...flow.steps.keys()].join(', ')}`
              : `Did you mean "${meant}"?`,
        });
      });
  });
