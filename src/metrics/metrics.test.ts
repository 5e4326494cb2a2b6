import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { promtool } from '../../test/support/promtool.ts';
import { themes } from './catalogue/index.ts';
import { metric } from './definition.ts';
import { Metrics } from './registry.ts';

const parts = ['engine'] as const;
const counted = metric({
  name: 'test_things_total',
  type: 'counter',
  help: 'Things.',
  labels: { kind: 'any', side: 'any' },
  mostSeries: 3,
  parts,
});
const plain = metric({ name: 'test_plain_total', type: 'counter', help: 'Plain.', labels: {}, parts });
const level = metric({ name: 'test_level', type: 'gauge', help: 'A level.', labels: {}, parts });
const took = metric({
  name: 'test_took_seconds',
  type: 'histogram',
  help: 'How long.',
  labels: { way: 'any' },
  buckets: [0.1, 1],
  parts,
});
const samplesOf = async (metrics: Metrics) =>
  (await metrics.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));

test('counts, levels and histograms, in the order they were defined in', async () => {
  const metrics = new Metrics([counted, plain, level, took]);
  metrics.count(counted, { kind: 'a', side: 'left' });
  metrics.count(counted, { side: 'left', kind: 'a' }, 2);
  metrics.readValue(level, () => 7);
  for (const seconds of [0.1, 0.25, 5]) metrics.observe(took, { way: 'up' }, seconds);
  expect(await samplesOf(metrics)).toEqual([
    'test_things_total{kind="a",side="left"} 3',
    'test_plain_total 0',
    'test_level 7',
    'test_took_seconds_bucket{way="up",le="0.1"} 1',
    'test_took_seconds_bucket{way="up",le="1"} 2',
    'test_took_seconds_bucket{way="up",le="+Inf"} 3',
    'test_took_seconds_sum{way="up"} 5.35',
    'test_took_seconds_count{way="up"} 3',
  ]);
});

test('there are never more series than are allowed: the rest is counted as other', async () => {
  const metrics = new Metrics([counted]);
  for (let index = 0; index < 50; index++) metrics.count(counted, { kind: `k${index}`, side: 'x' });
  metrics.count(counted, { kind: 'k1', side: 'x' });
  expect(await samplesOf(metrics)).toEqual([
    'test_things_total{kind="k0",side="x"} 1',
    'test_things_total{kind="k1",side="x"} 2',
    'test_things_total{kind="k2",side="x"} 1',
    'test_things_total{kind="other",side="other"} 47',
  ]);
});

test('a value that cannot be had is left out, and the others are told', async () => {
  const metrics = new Metrics([level, plain]);
  metrics.readValue(level, () => {
    throw new Error('away');
  });
  expect(await samplesOf(metrics)).toEqual(['test_plain_total 0']);
});

test('a metric that was not defined for this process cannot be counted', () => {
  expect(() => new Metrics([level]).count(plain, {})).toThrow('does not tell test_plain_total');
});

test('whatever a label holds, Prometheus reads it', async () => {
  const metrics = new Metrics([counted]);
  const odd = fc.sample(fc.tuple(fc.string({ unit: 'binary' }), fc.string()), { numRuns: 2, seed: 7 });
  for (const [kind, side] of [...odd, ['a"b\\c\nd', ''] as const]) metrics.count(counted, { kind, side });
  const { code, said } = await promtool(['check', 'metrics'], await metrics.text());
  expect({ code, said }).toEqual({ code: 0, said: '' });
}, 600_000);

test('Prometheus finds nothing wrong with any metric of ours', async () => {
  const metrics = new Metrics(themes.flatMap(({ metrics: all }) => all));
  for (const { metrics: all } of themes) {
    for (const definition of all) {
      const labels = Object.fromEntries(Object.keys(definition.labels).map((label) => [label, 'x']));
      if (definition.type === 'histogram') metrics.observe(definition, labels, 0.2);
      else metrics.count(definition, labels);
    }
  }
  const { code, said } = await promtool(['check', 'metrics'], await metrics.text());
  expect({ code, said }).toEqual({ code: 0, said: '' });
}, 600_000);

test('each name is there once, begins with ours or is one that everybody uses, and its meaning is one line', () => {
  const all = themes.flatMap(({ metrics }) => metrics);
  const names = all.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, help, type, buckets = [] } of all) {
    expect(name).toMatch(/^(centralino|process)_[a-z_]+$/);
    expect(help).toMatch(/^[A-Z0-9][^\n]+\.$/);
    expect(buckets).toEqual([...buckets].sort((one, other) => one - other));
    expect(buckets.length > 0).toBe(type === 'histogram');
  }
});
