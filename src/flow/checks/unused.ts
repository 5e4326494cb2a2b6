import { readsOf } from '../reads.ts';
import { rolesOf } from '../settings.ts';
import type { Check } from './check.ts';
import { textsOf } from './queue-table.ts';
import { stepsOf } from './steps-of.ts';

/** A flow that no number leads to. */
export const unusedFlow: Check = ({ project, reach, unread, entryFlows }) => {
  if (unread.size > 0 || entryFlows === undefined) return [];
  const roles = rolesOf(project.settings);
  return [...project.flows.values()]
    .filter((flow) => !roles.includes(flow.name) && !reach.reaches(flow.name))
    .map((flow) =>
      flow.source.finding(['flow'], {
        severity: 'warning',
        code: 'unused-flow',
        message: `no number leads to flow "${flow.name}"`,
        mend: 'Lead to it from numbers.yaml or with `go:`, or remove the file',
      }),
    );
};

/** A variable that is saved and never read. */
export const unusedVariable: Check = ({ project }) =>
  [...project.flows.values()].flatMap((flow) => {
    const read = new Set(
      [...flow.steps.values()].flatMap((step) => readsOf(step).map(({ path }) => path[0])),
    );
    // A questionnaire keeps its answers in its variable until they are all there.
    const steps = [...flow.steps].filter(([, { kind }]) => kind !== 'survey');
    return steps.flatMap(([name, step]) =>
      (step.saves ?? [])
        .filter((saved) => !read.has(saved.name))
        .map((saved) =>
          flow.source.finding(['steps', name, ...(step.kind === 'set' ? ['set', saved.name] : ['save'])], {
            severity: 'warning',
            code: 'unused-variable',
            message: `$${saved.name} is saved here, and no step of this flow reads it`,
            mend: 'Take it out, or read it',
          }),
        ),
    );
  });

/** A text that no step speaks. */
export const unusedPrompt: Check = ({ project, prompts, unread, entryFlows }) => {
  if (unread.size > 0 || entryFlows === undefined) return [];
  const used = new Set(Object.values(project.settings.prompts));
  for (const { step } of stepsOf(project)) for (const use of step.prompts) used.add(use.prompt);
  for (const queue of project.queues) for (const prompt of textsOf(queue)) used.add(prompt);
  const unused = new Map<string, string[]>();
  for (const language of project.settings.languages) {
    for (const id of prompts.ids(language))
      if (!used.has(id)) unused.set(id, [...(unused.get(id) ?? []), language]);
  }
  return [...unused].flatMap(([id, [first, ...others]]) =>
    first === undefined
      ? []
      : [
          prompts.finding(id, first, {
            severity: 'warning',
            code: 'unused-prompt',
            message: `no step speaks "${id}"${others.length > 0 ? ` (also in ${others.join(', ')})` : ''}`,
            mend: 'Take it out, or speak it',
          }),
        ],
  );
};
