import { celReads } from './cel-reads.ts';
import type { Step } from './step.ts';
import { referencePath, type With } from './values.ts';

/** A value that a step reads. */
export interface Read {
  readonly path: readonly string[];
  /** The keys of the step that lead to where it is written, as far as they are known. */
  readonly place: readonly string[];
  /** The step only asks whether it is there. */
  readonly asked: boolean;
}

/** Everything that a step reads: for its prompts, its look-up, another flow, its expressions. */
export function readsOf(step: Step): readonly Read[] {
  const withs = [...step.prompts.map((use) => use.values), step.lookUp?.with, step.subFlow?.with];
  const reads = [
    ...withs.flatMap(readsOfWith),
    ...(step.reads ?? []).map((path) => ({ path, place: placeOf(step), asked: false })),
    ...(step.expressions ?? []).flatMap(({ text, path: place }) =>
      celReads(text).map((read) => ({ ...read, place })),
    ),
  ];
  const once = new Map<string, Read>();
  for (const read of reads) {
    const key = read.path.join('.');
    const before = once.get(key);
    // Whoever asks whether it is there means that it may be missing.
    once.set(key, before === undefined ? read : { ...before, asked: before.asked || read.asked });
  }
  const asked = new Set([...once.values()].filter((read) => read.asked).map((read) => read.path[0]));
  return [...once.values()].map((read) => ({ ...read, asked: asked.has(read.path[0]) }));
}

function readsOfWith(given: With | undefined): readonly Read[] {
  if (given === undefined) return [];
  if (typeof given === 'string') return [{ path: referencePath(given) ?? [], place: ['with'], asked: false }];
  return Object.entries(given).flatMap(([name, expression]) => {
    const path = referencePath(expression);
    return path === undefined ? [] : [{ path, place: ['with', name], asked: false }];
  });
}

function placeOf(step: Step): readonly string[] {
  if (step.returns !== undefined) return ['value'];
  if (step.kind === 'say') return ['each'];
  return step.kind === 'set' || step.kind === 'pick' ? [step.kind] : ['with'];
}
