import type { Flow } from '../project.ts';
import type { Check } from './check.ts';

/** Kinds that go on at once; a circle of them alone would never give the caller a word. */
const immediate: ReadonlySet<string> = new Set(['choose', 'language', 'set']);

/** A circle of steps that wait for nothing hangs the call. */
export const endlessLoop: Check = ({ project }) =>
  [...project.flows.values()].flatMap((flow) =>
    [...flow.steps.keys()]
      .filter((name) => isImmediate(flow, name) && leadsBack(flow, name))
      .map((name) =>
        flow.source.finding(['steps', name], {
          code: 'endless-loop',
          message: `step "${name}" leads back to itself without waiting for the caller`,
          mend: 'Put a step that speaks or listens into the circle',
        }),
      ),
  );

function isImmediate(flow: Flow, name: string): boolean {
  return immediate.has(flow.steps.get(name)?.kind ?? '');
}

function leadsBack(flow: Flow, start: string): boolean {
  const seen = new Set<string>();
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const exit of flow.steps.get(name)?.exits ?? []) {
      if (exit.target === start) return true;
      if (isImmediate(flow, exit.target) && !seen.has(exit.target)) {
        seen.add(exit.target);
        open.push(exit.target);
      }
    }
  }
  return false;
}
