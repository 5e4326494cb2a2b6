import type { MenuCount } from '../call/menu-usage.ts';

/** Callers and operators of one engine. */
export interface OperatorsMeasured {
  readonly sizes: { readonly waiting: number; readonly talking: number };
  readonly counts: {
    readonly offers: Readonly<Record<string, number>>;
    readonly waits: Readonly<Record<string, number>>;
    readonly linesDropped: number;
    readonly adopted: number;
  };
}

/** What a monitor asks an engine for; nothing in here is about a person. */
export interface Measured {
  readonly calls: number;
  readonly draining: boolean;
  readonly linkUp: boolean;
  readonly flows: {
    readonly version: string;
    readonly since: string;
    readonly refused: object | null;
    readonly reloads: { readonly live: number; readonly refused: number };
  };
  /** What callers chose at menus. */
  readonly menus: readonly MenuCount[];
  readonly operators: OperatorsMeasured;
}

type Sample = { readonly labels?: Readonly<Record<string, string>>; readonly value: number };

interface Metric {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly samples: (measured: Measured) => readonly Sample[];
}

/** Adding a metric is adding an entry. */
const metrics: readonly Metric[] = [
  {
    name: 'centralino_calls',
    type: 'gauge',
    help: 'Calls under way.',
    samples: ({ calls }) => [{ value: calls }],
  },
  {
    name: 'centralino_asterisk_link_up',
    type: 'gauge',
    help: '1 while the engine is connected to Asterisk.',
    samples: ({ linkUp }) => [{ value: Number(linkUp) }],
  },
  {
    name: 'centralino_draining',
    type: 'gauge',
    help: '1 while the engine takes no new calls because it is to stop.',
    samples: ({ draining }) => [{ value: Number(draining) }],
  },
  {
    name: 'centralino_flows_info',
    type: 'gauge',
    help: 'Always 1; the label is the version of flows and prompts that new calls get.',
    samples: ({ flows }) => [{ labels: { version: flows.version }, value: 1 }],
  },
  {
    name: 'centralino_flows_live_since_seconds',
    type: 'gauge',
    help: 'When that version went live, in Unix time.',
    samples: ({ flows }) => [{ value: Date.parse(flows.since) / 1000 }],
  },
  {
    name: 'centralino_flows_change_refused',
    type: 'gauge',
    help: '1 while the files hold a change that is not all right and therefore not live.',
    samples: ({ flows }) => [{ value: Number(flows.refused !== null) }],
  },
  {
    name: 'centralino_flows_reloads_total',
    type: 'counter',
    help: 'Changes of flows and prompts since the start, by what became of them.',
    samples: ({ flows }) =>
      Object.entries(flows.reloads).map(([result, value]) => ({ labels: { result }, value })),
  },
  {
    name: 'centralino_menu_choice_total',
    type: 'counter',
    help: 'What callers did at each menu since the start: the key they chose, silence, or a wrong key.',
    samples: ({ menus }) =>
      menus.map(({ flow, step, key, count }) => ({ labels: { flow, step, key }, value: count })),
  },
  {
    name: 'centralino_waiting_callers',
    type: 'gauge',
    help: 'Callers of this engine who wait for an operator.',
    samples: ({ operators }) => [{ value: operators.sizes.waiting }],
  },
  {
    name: 'centralino_conversations',
    type: 'gauge',
    help: 'Conversations with operators on this engine.',
    samples: ({ operators }) => [{ value: operators.sizes.talking }],
  },
  {
    name: 'centralino_offers_total',
    type: 'counter',
    help: 'Operators who were rung since the start, by what came of it.',
    samples: ({ operators }) =>
      Object.entries(operators.counts.offers).map(([result, value]) => ({ labels: { result }, value })),
  },
  {
    name: 'centralino_waits_total',
    type: 'counter',
    help: 'Stays in queues since the start, by how they ended.',
    samples: ({ operators }) =>
      Object.entries(operators.counts.waits).map(([outcome, value]) => ({ labels: { outcome }, value })),
  },
  {
    name: 'centralino_operator_lines_dropped_total',
    type: 'counter',
    help: 'Conversations broken off by the line of the operator.',
    samples: ({ operators }) => [{ value: operators.counts.linesDropped }],
  },
  {
    name: 'centralino_conversations_adopted_total',
    type: 'counter',
    help: 'Conversations taken up from an engine that had died.',
    samples: ({ operators }) => [{ value: operators.counts.adopted }],
  },
];

export const metricsType = 'text/plain; version=0.0.4; charset=utf-8';

/** The measurements in the text format of Prometheus (exposition format 0.0.4). */
export function metricsText(measured: Measured): string {
  const lines = metrics.flatMap(({ name, type, help, samples }) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples(measured).map(({ labels = {}, value }) => `${name}${labelText(labels)} ${value}`),
  ]);
  return `${lines.join('\n')}\n`;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
