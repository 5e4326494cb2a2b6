import type { Soaked, SoakPart } from './soak.ts';

/** What a figure may come to: a multiple of what it was, and so much more. */
export interface Bound {
  readonly factor: number;
  readonly more: number;
}

type Figure = Exclude<keyof SoakPart, 'endedAfterSeconds' | 'up'>;

/**
 * How much more a figure may be in the last third than in the first, where it is a leak otherwise. Redis is told and not
 * judged: it keeps a journal of every call for a week.
 */
const allowed: Readonly<Partial<Record<Figure, Bound>>> = {
  heapMegabytes: { factor: 1.15, more: 10 },
  engineMegabytes: { factor: 1.3, more: 40 },
  engineHandles: { factor: 1.1, more: 12 },
  asteriskMegabytes: { factor: 1.2, more: 20 },
  asteriskHandles: { factor: 1.25, more: 60 },
};

/** A figure at first and at last; of a soak in the first and the last third: medians, so that one noisy part says nothing. */
export interface Drift {
  readonly first: number;
  readonly last: number;
}

/** Whether it is more than what comes and goes. */
export function outgrows({ first, last }: Drift, { factor, more }: Bound): boolean {
  return last > first * factor + more;
}

/** @param parts in their order; the first is left out of four and more: everything is warming up in it */
export function driftOf(parts: readonly SoakPart[], figure: Figure): Drift {
  const counted = parts.length < 4 ? parts : parts.slice(1);
  const third = Math.max(1, Math.floor(counted.length / 3));
  const of = (some: readonly SoakPart[]) => median(some.map((part) => part[figure]));
  return { first: of(counted.slice(0, third)), last: of(counted.slice(-third)) };
}

/** What grew beyond what comes and goes: nothing in a line that can run for months. */
export function leaksOf({ parts }: Soaked): readonly string[] {
  return Object.entries(allowed).flatMap(([name, bound]) => {
    const figure = figures.find((one) => one === name);
    if (figure === undefined) return [];
    const drift = driftOf(parts, figure);
    return outgrows(drift, bound) ? [`${figure}: ${drift.first} at first, ${drift.last} at last`] : [];
  });
}

/** The parts as a table of Markdown. */
export function soakTable({ parts }: Soaked): string {
  const heads = ['after, s', 'calls up', 'key to prompt p50', 'p99, ms', 'engine heap', 'engine MB'];
  const more = ['engine handles', 'Asterisk MB', 'Asterisk handles', 'Redis MB'];
  const rows = parts.map((part) =>
    [
      part.endedAfterSeconds,
      part.up,
      ...figures.map((figure) => part[figure].toFixed(figure.endsWith('Ms') ? 1 : 0)),
    ].join(' | '),
  );
  const all = [...heads, ...more];
  return [`| ${all.join(' | ')} |`, `|${'--:|'.repeat(all.length)}`, ...rows.map((row) => `| ${row} |`)].join(
    '\n',
  );
}

/** The last line of the command. */
export function soakLine(found: Soaked): string {
  const { placed, lost, doubled, parts } = found;
  const told = (figure: Figure, digits = 0) => {
    const { first, last } = driftOf(parts, figure);
    return `${first.toFixed(digits)} -> ${last.toFixed(digits)}`;
  };
  const heap = `heap ${told('heapMegabytes')} MB`;
  const handles = `handles ${told('engineHandles')}`;
  const latency = `key-to-prompt p50 ${told('keyToPromptP50Ms', 1)} p99 ${told('keyToPromptP99Ms', 1)} ms`;
  return `soaked ${placed} lost ${lost} doubled ${doubled} leaks ${leaksOf(found).length} ${heap} ${handles} ${latency}`;
}

/** In the order of the table. */
const figures: readonly Figure[] = [
  'keyToPromptP50Ms',
  'keyToPromptP99Ms',
  'heapMegabytes',
  'engineMegabytes',
  'engineHandles',
  'asteriskMegabytes',
  'asteriskHandles',
  'redisMegabytes',
];

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
