import { celReads } from './cel-reads.ts';
import type { Flow, Project } from './project.ts';
import type { Step } from './step.ts';

/** A step of a flow, and where a call goes from it when the caller does nothing. */
export interface Node {
  readonly flow: Flow;
  readonly name: string;
  readonly step: Step;
  readonly next: Set<Node>;
}

/** Kinds that wait for somebody who is not the caller, for as long as it takes. */
const waiting: ReadonlySet<string> = new Set(['queue', 'transfer', 'record', 'survey']);

/**
 * The ways that calls take of themselves. Steps that listen end them; with `silent` they go on, as they do for a
 * caller who never presses a key.
 */
export function unattendedSteps(project: Project, silent: boolean): readonly Node[] {
  const nodes = new Map(
    [...project.flows.values()].map((flow) => [
      flow,
      new Map(
        [...flow.steps].map(([name, step]): [string, Node] => [name, { flow, name, step, next: new Set() }]),
      ),
    ]),
  );
  const all = [...nodes.values()].flatMap((steps) => [...steps.values()]);
  const startOf = (name: string) => {
    const flow = project.flows.get(name);
    return flow && nodes.get(flow)?.get(flow.start);
  };
  const lead = (from: Node, to: Node | undefined) => {
    if (to === undefined || from.next.has(to)) return false;
    from.next.add(to);
    return true;
  };
  for (const node of all) {
    const { step, flow } = node;
    if (step.subFlow !== undefined) lead(node, startOf(step.subFlow.flow));
    for (const target of targetsOf(step, silent)) {
      if (target === '.repeat') lead(node, node);
      else if (target === '.operator') lead(node, startOf(flow.operator ?? project.settings.operator));
      else lead(node, nodes.get(flow)?.get(target));
    }
  }
  // A flow that was entered goes on where its returns lead, as soon as it is known to get there by itself.
  for (let grown = true; grown; ) {
    grown = false;
    for (const node of all.filter(({ step }) => step.subFlow !== undefined && step.exits.length > 0)) {
      const returns = returnsFrom(startOf(node.step.subFlow?.flow ?? ''));
      for (const { name, target } of node.step.exits)
        if (returns.has(name.replace(/^on\./, '')))
          grown = lead(node, nodes.get(node.flow)?.get(target)) || grown;
    }
  }
  return all;
}

function targetsOf(step: Step, silent: boolean): readonly string[] {
  if (step.subFlow !== undefined || waiting.has(step.kind)) return [];
  if (!step.listens) return step.exits.map((exit) => exit.target);
  if (!silent) return [];
  const exit =
    step.exits.find(({ name }) => name === 'silent') ?? step.exits.find(({ name }) => name === 'failed');
  return exit === undefined ? [] : [exit.target];
}

/** The names under which a flow comes back by itself. */
function returnsFrom(start: Node | undefined): ReadonlySet<string> {
  const seen = new Set(start === undefined ? [] : [start]);
  for (const node of seen) for (const next of node.next) if (next.flow === node.flow) seen.add(next);
  return new Set([...seen].flatMap(({ step }) => (step.returns === undefined ? [] : [step.returns])));
}

/** Groups of steps that lead round and round among themselves, without a counter that ends it. */
export function circles(nodes: readonly Node[]): readonly (readonly Node[])[] {
  const left = new Set(nodes);
  const found: (readonly Node[])[] = [];
  trim(left);
  for (const node of left) {
    const ahead = reachable(node, left);
    const circle = nodes.filter((other) => ahead.has(other) && reachable(other, left).has(node));
    const isCircle = circle.length > 1 || node.next.has(node);
    for (const one of isCircle ? circle : [node]) left.delete(one);
    if (!isCircle) continue;
    const counters = circle.filter((one) => counts(one, circle));
    if (counters.length === 0) found.push(circle);
    else found.push(...circles(circle.filter((one) => !counters.includes(one))));
  }
  return found;
}

/** Takes out, again and again, what leads nowhere or what nothing leads to: no circle goes through it. */
function trim(left: Set<Node>): void {
  const before = new Map<Node, Node[]>([...left].map((node) => [node, []]));
  for (const node of left) for (const next of node.next) before.get(next)?.push(node);
  const ways = new Map(
    [...left].map((node) => [
      node,
      { in: before.get(node)?.length ?? 0, out: [...node.next].filter((next) => left.has(next)).length },
    ]),
  );
  const open = [...left].filter((node) => ways.get(node)?.in === 0 || ways.get(node)?.out === 0);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (!left.delete(node)) continue;
    for (const next of node.next) if (lose(ways.get(next), 'in')) open.push(next);
    for (const one of before.get(node) ?? []) if (lose(ways.get(one), 'out')) open.push(one);
  }
}

function lose(ways: { in: number; out: number } | undefined, side: 'in' | 'out'): boolean {
  if (ways === undefined) return false;
  ways[side] -= 1;
  return ways[side] === 0;
}

function reachable(from: Node, within: ReadonlySet<Node>): ReadonlySet<Node> {
  const seen = new Set([...from.next].filter((next) => within.has(next)));
  for (const node of seen) for (const next of node.next) if (within.has(next)) seen.add(next);
  return seen;
}

/** Whether a step decides by a variable that the circle itself changes, and can leave the circle. */
function counts(node: Node, circle: readonly Node[]): boolean {
  if (node.step.kind !== 'choose' || [...node.next].every((next) => circle.includes(next))) return false;
  const changed = new Set(
    circle.flatMap(({ flow, step }) =>
      flow === node.flow && step.kind === 'set' ? (step.saves ?? []).map((saved) => saved.name) : [],
    ),
  );
  return (node.step.expressions ?? []).some(({ text }) =>
    celReads(text).some(({ path: [name = ''] }) => changed.has(name)),
  );
}
