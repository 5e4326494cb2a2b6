import type { Definition, Part } from '../definition.ts';
import * as calls from './calls.ts';
import * as engine from './engine.ts';
import * as neighbours from './neighbours.ts';
import * as operators from './operators.ts';
import * as process from './process.ts';

/** All metrics by theme; a new one is an entry in a file of this folder. */
export const themes: readonly { readonly title: string; readonly metrics: readonly Definition[] }[] = [
  { title: 'Calls', metrics: Object.values(calls) },
  { title: 'The engine', metrics: Object.values(engine) },
  { title: 'Operators and queues', metrics: Object.values(operators) },
  { title: 'Neighbours', metrics: Object.values(neighbours) },
  { title: 'Every process', metrics: Object.values(process) },
];

/** What a process of this kind tells. */
export function metricsOf(part: Part): readonly Definition[] {
  return themes.flatMap(({ metrics }) => metrics.filter((one) => one.parts.includes(part)));
}
