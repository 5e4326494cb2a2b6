import { expect, test } from '@jest/globals';
import { callTables, table } from './tables.ts';

test('columns stand under each other', () => {
  const lines = table(['name', 'p50'], [['a longer name', '1.0']]).split('\n');
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  expect(lines[1]).toMatch(/^\|-+\|-+:\|$/);
});

test('one table a rate, failures by reason', () => {
  const distribution = { count: 1, p50: 2.04, p95: 3, p99: 4, max: 5 };
  const figures = {
    contender: 'native',
    calls: 10,
    completed: 8,
    failed: { 'SIP 503': 2 },
    unheard: 0,
    mostAtOnce: 3,
    keyToAudioMs: distribution,
    inviteToAnswerMs: distribution,
    cpuMsPerCall: { asterisk: 20, contender: 0, redis: 0, load: 5 },
    othersCores: 0.1,
    loadAverage: 1,
  };
  const text = callTables([
    { ...figures, callsPerSecond: 1 },
    { ...figures, callsPerSecond: 30 },
  ]);
  expect(text.match(/calls\/s/g)).toHaveLength(2);
  expect(text).toContain('2 SIP 503');
  expect(text).toContain(' 2.0 |');
});
