/** Figures as Markdown tables, for the terminal and for docs/performance.md alike. */
import type { Distribution } from '../caller/index.ts';
import type { CallFigures } from './call-bench.ts';
import type { Cost, InterpreterFigures } from './interpreter-bench.ts';
import type { Machine } from './machine.ts';

/** Rows of cells under a head, padded so that columns stand under each other. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

export function machineText(machine: Machine, asterisk: string | undefined): string {
  const { date, cpu, cores, node, loadAverage } = machine;
  const version = asterisk === undefined ? '' : `, Asterisk ${asterisk}`;
  return `${date}: ${cores} cores of ${cpu}, Node ${node}${version}; load average before ${loadAverage.join(' ')}`;
}

export function callTables(figures: readonly CallFigures[]): string {
  const rates = [...new Set(figures.map((one) => one.callsPerSecond))];
  const sections = rates.map((rate) => {
    const rows = figures.filter((one) => one.callsPerSecond === rate).map(callRow);
    return `${rate} calls/s\n\n${table(callHead, rows)}`;
  });
  return sections.join('\n\n');
}

const callHead = [
  'ms',
  'key to audio p50',
  'p95',
  'p99',
  'max',
  'INVITE to 200 p50',
  'p99',
  'CPU a call: Asterisk',
  'contender',
  'Redis',
  'load',
  'calls',
  'at once',
  'failed',
  'unheard',
  'other programs',
];

function callRow(one: CallFigures): string[] {
  const failed = Object.entries(one.failed).map(([reason, count]) => `${count} ${reason}`);
  const { asterisk, contender, redis, load } = one.cpuMsPerCall;
  return [
    one.contender,
    ...shown(one.keyToAudioMs, 'p50', 'p95', 'p99', 'max'),
    ...shown(one.inviteToAnswerMs, 'p50', 'p99'),
    ...[asterisk, contender, redis, load].map((ms) => ms.toFixed(1)),
    `${one.calls}`,
    `${one.mostAtOnce}`,
    failed.join(', ') || '0',
    `${one.unheard}`,
    `${one.othersCores.toFixed(2)} cores`,
  ];
}

function shown(distribution: Distribution, ...names: readonly (keyof Distribution)[]): string[] {
  return names.map((name) => distribution[name].toFixed(1));
}

export function interpreterTable(figures: InterpreterFigures): string {
  const row = (name: string, { p50, mean, p99 }: Cost) => [
    name,
    ...[p50, mean, p99].map((microseconds) => microseconds.toFixed(1)),
  ];
  const rows = [
    row(`advance, ${figures.transitions} transitions a walk`, figures.advance),
    row(`seal of the session (${figures.sealedBytes} bytes)`, figures.seal),
  ];
  return `${table(['µs a transition', 'p50', 'mean', 'p99'], rows)}\n\n${figures.walks} walks`;
}
