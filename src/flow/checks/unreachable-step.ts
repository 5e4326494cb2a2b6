import { nearest } from '../../source/nearest.ts';
import type { Flow } from '../project.ts';
import type { Check } from './check.ts';

/** Nothing may stand in a flow that no call can reach; of steps that hang together, the first is named. */
export const unreachableStep: Check = ({ project }) =>
  [...project.flows.values()].flatMap((flow) => {
    const reached = reachedFrom(flow, [flow.start]);
    const found = [];
    for (const name of beginnings(flow, reached)) {
      if (reached.has(name)) continue;
      const others = [...reachedFrom(flow, [name])].filter((other) => !reached.has(other) && other !== name);
      for (const other of [name, ...others]) reached.add(other);
      const behind = others.length === 0 ? '' : `, and only it leads to ${others.slice(0, 6).join(', ')}`;
      found.push(
        flow.source.finding(['steps', name], {
          code: 'unreachable-step',
          message: `no way leads to step "${name}"${behind}`,
          mend: 'Lead to it from another step, or take it out',
        }),
      );
    }
    return found;
  });

/** Steps that are not reached: first those to which nothing at all leads, then the rest (circles). */
function beginnings(flow: Flow, reached: ReadonlySet<string>): readonly string[] {
  const lost = [...flow.steps.keys()].filter((name) => !reached.has(name));
  const ledTo = new Set(lost.flatMap((name) => targetsOf(flow, name).filter((target) => target !== name)));
  return [...lost.filter((name) => !ledTo.has(name)), ...lost.filter((name) => ledTo.has(name))];
}

function reachedFrom(flow: Flow, starts: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const open = [...starts].map((name) => meant(flow, name));
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (!flow.steps.has(name) || reached.has(name)) continue;
    reached.add(name);
    open.push(...targetsOf(flow, name));
  }
  return reached;
}

function targetsOf(flow: Flow, name: string): readonly string[] {
  return (flow.steps.get(name)?.exits ?? []).map((exit) => meant(flow, exit.target));
}

/** A mistyped target has a finding of its own; the step that was meant is not to be called unreachable as well. */
function meant(flow: Flow, target: string): string {
  if (flow.steps.has(target) || target.startsWith('.')) return target;
  return nearest(target, flow.steps.keys()) ?? target;
}
