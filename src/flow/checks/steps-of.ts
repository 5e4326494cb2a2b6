import type { Flow, Project } from '../project.ts';
import type { Step } from '../step.ts';

/** Every step of every flow, with its name and its flow: what most checks go through. */
export function stepsOf(project: Project): readonly { flow: Flow; name: string; step: Step }[] {
  return [...project.flows.values()].flatMap((flow) =>
    [...flow.steps].map(([name, step]) => ({ flow, name, step })),
  );
}
