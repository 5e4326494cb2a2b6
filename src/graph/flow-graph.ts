import { z } from 'zod';
import type { Flow } from '../flow/project.ts';
import type { Exit, PromptUse, Step } from '../flow/step.ts';
import type { Graph, GraphEdge, GraphNode, NodeRole } from './graph.ts';
import { excerpt } from './text.ts';

/** The text of a prompt as it is written in the prompt file, or undefined. */
export type PromptText = (prompt: string) => string | undefined;

/** Exits that are taken when something went wrong. */
const failures: ReadonlySet<string> = new Set(['failed', 'silent', 'unavailable']);
/** A step that more lines than this would lead to is named in the boxes that lead there instead. */
const linesToOneStep = 2;

/** A flow as a graph: a box a step, a line an exit. */
export function flowGraph(flow: Flow, promptText: PromptText): Graph {
  const exits = [...flow.steps].flatMap(([from, step]) => exitsOf(flow, from, step));
  const merged = mergeExits(exits.filter(({ to }) => flow.steps.has(to)));
  const edges = merged.map((edge) => ({ ...edge, noted: isNoted(edge, merged, flow) }));
  const nodes = [...flow.steps].map(([name, step]): GraphNode => {
    const data = stepData(flow, name);
    const builtIn = mergeExits(exits.filter(({ from, to }) => from === name && !flow.steps.has(to)));
    const noted = [...edges.filter((edge) => edge.from === name && edge.noted), ...builtIn];
    return {
      id: name,
      role: roleOf(step),
      title: name,
      kind: kindText(step, data),
      text: spokenText(step, promptText),
      notes: noted.map(({ label, to }) => `${label} → ${to}`.trimStart()),
      start: name === flow.start,
    };
  });
  return { title: `${flow.name}: ${flow.title}`, description: describe(flow, nodes, edges), nodes, edges };
}

type NamedExit = { from: string; to: string; label: string; failure: boolean };

function exitsOf(flow: Flow, from: string, step: Step): NamedExit[] {
  return step.exits.map((exit) => ({
    from,
    to: exit.target,
    label: labelOf(exit, stepData(flow, from)),
    failure: failures.has(exit.name),
  }));
}

/** `menu.1` is key 1; a branch of `choose` is its condition. */
function labelOf({ name }: Exit, data: unknown): string {
  // The usual way on needs no word.
  if (name === 'then') return '';
  const branch = /^choose\.(\d+)\.then$/.exec(name)?.[1];
  if (branch !== undefined) {
    const read = z.object({ choose: z.array(z.object({ when: z.string() })) }).safeParse(data);
    const when = read.data?.choose[Number(branch)]?.when;
    return when === undefined ? name : excerpt(when, 26, 2).join('\n');
  }
  return name.replace(/^(menu|on)\./, '');
}

/** Exits of one step that lead to the same one become one line; those of failure stay apart. */
function mergeExits(exits: readonly NamedExit[]): NamedExit[] {
  const merged = new Map<string, NamedExit>();
  for (const exit of exits) {
    const key = JSON.stringify([exit.from, exit.to, exit.failure]);
    const before = merged.get(key);
    const label = [before?.label, exit.label].filter((one) => one !== undefined && one !== '').join(', ');
    merged.set(key, { ...exit, label });
  }
  return [...merged.values()];
}

/** Lines to a step that many others lead to would hide the rest: failures, and jumps to where the flow ends. */
function isNoted(edge: NamedExit, all: readonly NamedExit[], flow: Flow): boolean {
  if (edge.from === edge.to) return true;
  const incoming = all.filter(({ to }) => to === edge.to);
  const last = flow.steps.get(edge.to)?.exits.length === 0;
  return incoming.length > linesToOneStep && (edge.failure || last);
}

function roleOf(step: Step): NodeRole {
  if (step.ends || step.returns !== undefined) return 'ends';
  if (step.subFlow !== undefined) return step.exits.length === 0 ? 'leaves' : 'sub-flow';
  if (step.lookUp !== undefined) return 'looks-up';
  if (step.listens) return 'listens';
  return step.prompts.length > 0 ? 'speaks' : 'decides';
}

/** The kind of a step with what its key says, where that is short: `ask digits`, `look-up pin.verifica`. */
function kindText(step: Step, data: unknown): string {
  if (step.subFlow !== undefined) return `go ${step.subFlow.flow}`;
  const read = z.record(z.string(), z.unknown()).safeParse(data);
  const value = read.data?.[step.kind];
  if (step.kind === 'say' || step.kind === 'menu') return step.kind;
  if (typeof value === 'string') return `${step.kind} ${value}`;
  const pairs = z.record(z.string(), z.string()).safeParse(value).data ?? {};
  const words = Object.entries(pairs).map(([name, text]) => `${name} = ${text}`);
  return [step.kind, ...words].join(' ');
}

function spokenText(step: Step, promptText: PromptText): readonly string[] {
  const uses = step.prompts.filter(({ path }) => path[0] === 'say').slice(0, 1);
  const choices = step.prompts.filter(({ path }) => path[0] === 'menu');
  const texts = [...uses, ...choices].flatMap((use) => filledIn(promptText(use.prompt), use.values) ?? []);
  return texts.length === 0 ? [] : excerpt(texts.join(' '), 36, choices.length > 0 ? 6 : 3);
}

/** A text with the values that the flow file itself gives it: the key of a choice. */
function filledIn(text: string | undefined, values: PromptUse['values']): string | undefined {
  const known = z.record(z.string(), z.number()).safeParse(values).data ?? {};
  return text?.replace(/\{(\w+)(?:, number)?\}/g, (argument, name: string) =>
    String(known[name] ?? argument),
  );
}

function stepData(flow: Flow, name: string): unknown {
  const read = z.object({ steps: z.record(z.string(), z.unknown()) }).safeParse(flow.source.data);
  return read.data?.steps[name];
}

/** The graph in words, for those who cannot see it. */
function describe(flow: Flow, nodes: readonly GraphNode[], edges: readonly GraphEdge[]): string {
  const steps = nodes.map(({ id, kind, notes }) => {
    const lines = edges.filter((edge) => edge.from === id && !edge.noted);
    const ways = [
      ...lines.map(({ label, to }) => `${label.replaceAll('\n', ' ') || 'then'} → ${to}`),
      ...notes,
    ];
    return `${id} (${kind})${ways.length === 0 ? '' : `: ${ways.join('; ')}`}.`;
  });
  return `The flow ${flow.name} begins at ${flow.start}. ${steps.join(' ')}`;
}
