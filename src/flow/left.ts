import { celReads } from './cel-reads.ts';
import type { Flow, Project } from './project.ts';
import type { Session } from './session.ts';

/** What a caller hung up in the middle of: nothing in it is about a person. */
export interface Left {
  readonly flow: string;
  readonly language: string;
}

/**
 * What the caller of a session leaves unfinished by hanging up now; undefined where there is nothing to go on with.
 * It is the flow that runs beneath all blocks, if it says `resumable` and is not at a step that ends it.
 */
export function leftBy(project: Project, { phase, frames, language }: Session): Left | undefined {
  const [service] = frames;
  const resumable = service && project.flows.get(service.flow)?.resumable;
  if (resumable === undefined || phase !== 'running') return undefined;
  const isDone = frames.some(
    ({ flow, step }) =>
      resumable.done.includes(`${flow}/${step}`) || (flow === service?.flow && resumable.done.includes(step)),
  );
  return isDone || service === undefined ? undefined : { flow: service.flow, language };
}

/** The flows that a caller can be offered to go on with. */
export function resumableFlows(project: Project): readonly string[] {
  return [...project.flows.values()].filter((flow) => flow.resumable !== undefined).map(({ name }) => name);
}

const offering = new WeakMap<Project, Map<string, boolean>>();

/** Whether a call that begins in this flow is asked about what was left: by it, or by a block that it enters. */
export function offersLeft(project: Project, name: string): boolean {
  const known = offering.get(project) ?? new Map<string, boolean>();
  offering.set(project, known);
  const before = known.get(name);
  if (before !== undefined) return before;
  const flow = project.flows.get(name);
  const blocks = [...(flow?.steps.values() ?? [])].flatMap(({ subFlow }) =>
    subFlow === undefined || subFlow.returns === 'never' ? [] : (project.flows.get(subFlow.flow) ?? []),
  );
  const offers = flow !== undefined && [flow, ...blocks].some(readsLeft);
  known.set(name, offers);
  return offers;
}

function readsLeft(flow: Flow): boolean {
  return [...flow.steps.values()].some((step) =>
    (step.expressions ?? []).some(({ text }) =>
      celReads(text).some(({ path: [first, second] }) => first === 'call' && second === 'left'),
    ),
  );
}
