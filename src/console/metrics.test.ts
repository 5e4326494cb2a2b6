import { expect, test } from '@jest/globals';
import { metricsText } from './metrics.ts';

test('metrics are in the text format, one sample a line', () => {
  const text = metricsText({
    calls: 3,
    draining: false,
    linkUp: true,
    flows: {
      version: '0123"\\\n',
      since: '2026-11-22T10:00:00.500Z',
      refused: { at: 'x' },
      reloads: { live: 2, refused: 1 },
    },
    menus: [
      { flow: 'principale', step: 'scelta', key: '1', count: 5 },
      { flow: 'principale', step: 'scelta', key: 'silence', count: 2 },
    ],
    operators: {
      sizes: { waiting: 4, talking: 2 },
      counts: { offers: { answered: 7, busy: 1 }, waits: { answered: 6 }, linesDropped: 1, adopted: 2 },
    },
  });
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(samples).toEqual([
    'centralino_calls 3',
    'centralino_asterisk_link_up 1',
    'centralino_draining 0',
    'centralino_flows_info{version="0123\\"\\\\\\n"} 1',
    'centralino_flows_live_since_seconds 1795341600.5',
    'centralino_flows_change_refused 1',
    'centralino_flows_reloads_total{result="live"} 2',
    'centralino_flows_reloads_total{result="refused"} 1',
    'centralino_menu_choice_total{flow="principale",step="scelta",key="1"} 5',
    'centralino_menu_choice_total{flow="principale",step="scelta",key="silence"} 2',
    'centralino_waiting_callers 4',
    'centralino_conversations 2',
    'centralino_offers_total{result="answered"} 7',
    'centralino_offers_total{result="busy"} 1',
    'centralino_waits_total{outcome="answered"} 6',
    'centralino_operator_lines_dropped_total 1',
    'centralino_conversations_adopted_total 2',
  ]);
  for (const sample of samples) {
    const name = sample.split(/[{ ]/)[0];
    expect(text).toContain(`# TYPE ${name} `);
    expect(text).toContain(`# HELP ${name} `);
  }
});
