/** The dashboard, the alerts and the runbook: Prometheus reads them, and what they name is there. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { themes } from '../src/metrics/catalogue/index.ts';
import { projectDir } from './support/parts.ts';
import { promtool } from './support/promtool.ts';

const read = (path: string) => readFile(join(projectDir, path), 'utf8');
const alertsPath = join(projectDir, 'ops/prometheus/alerts.yaml');
const rule = z.object({
  alert: z.string(),
  expr: z.string(),
  for: z.string(),
  labels: z.object({ severity: z.enum(['page', 'ticket']) }),
  annotations: z.object({ summary: z.string(), runbook_url: z.string() }),
});
const rulesFile = z.object({ groups: z.array(z.object({ name: z.string(), rules: z.array(rule) })) });
const dashboard = z.object({
  panels: z.array(
    z.object({
      title: z.string(),
      targets: z.array(z.object({ expr: z.string(), legendFormat: z.string() })).default([]),
    }),
  ),
  annotations: z.object({ list: z.array(z.object({ expr: z.string() })) }),
});

const alerts = async () =>
  rulesFile.parse(parse(await read('ops/prometheus/alerts.yaml'))).groups.flatMap(({ rules }) => rules);
const panels = async () => dashboard.parse(JSON.parse(await read('ops/grafana/centralino.json')));
const definitions = new Map(themes.flatMap(({ metrics }) => metrics.map((one) => [one.name, one] as const)));
/** Labels that Prometheus adds by itself. */
const added = ['job', 'instance', 'le'];

/** Names in a query that no process tells, and labels that its metric has not. */
function unknownIn(query: string): string[] {
  const unknown: string[] = [];
  for (const [, name = '', , matchers = ''] of query.matchAll(
    /\b((?:centralino|process)_[a-z_]+)(\{([^}]*)\})?/g,
  )) {
    const base = name.replace(/_(bucket|sum|count)$/, '');
    const definition = definitions.get(name) ?? definitions.get(base);
    const isSample = name === base || definition?.type === 'histogram';
    if (definition === undefined || !isSample) {
      unknown.push(name);
      continue;
    }
    for (const [, label = ''] of matchers.matchAll(/(\w+)\s*(?:=|!=|=~|!~)\s*"/g)) {
      if (!(label in definition.labels) && !added.includes(label)) unknown.push(`${name}{${label}}`);
    }
  }
  return unknown;
}

test('a query that names what is not there would be found', () => {
  expect(unknownIn('rate(centralino_calls_totals[5m]) + centralino_calls')).toEqual([
    'centralino_calls_totals',
  ]);
  expect(unknownIn('centralino_calls_total{outcom="caller"}')).toEqual(['centralino_calls_total{outcom}']);
  expect(unknownIn('centralino_calls_bucket')).toEqual(['centralino_calls_bucket']);
});

test('Prometheus reads its configuration and the alerts, and the alerts do what their tests say', async () => {
  for (const args of [
    ['check', 'config', join(projectDir, 'ops/prometheus/prometheus.yaml')],
    ['check', 'rules', alertsPath],
    ['test', 'rules', join(projectDir, 'ops/prometheus/alerts.test.yaml')],
  ]) {
    const { code, said } = await promtool(args);
    expect({ args, code, said: code === 0 ? '' : said }).toEqual({ args, code: 0, said: '' });
  }
}, 600_000);

test('every metric and label that an alert names is there', async () => {
  const all = await alerts();
  expect(all.length).toBeGreaterThan(20);
  expect(all.flatMap(({ alert, expr }) => unknownIn(expr).map((name) => `${alert}: ${name}`))).toEqual([]);
});

test('every query of the dashboard is one that Prometheus reads, and names what is there', async () => {
  const { panels: all, annotations } = await panels();
  const queries = [
    ...all.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ...annotations.list.map(({ expr }) => expr),
  ];
  expect(queries.length).toBeGreaterThan(30);
  expect(queries.flatMap(unknownIn)).toEqual([]);
  const dir = await mkdtemp(join(tmpdir(), 'centralino-queries-'));
  try {
    const rules = queries.map((expr, index) => ({
      record: `centralino:query_${index}`,
      expr: expr.replaceAll('$__rate_interval', '5m'),
    }));
    const file = join(dir, 'queries.json');
    await writeFile(file, JSON.stringify({ groups: [{ name: 'queries', rules }] }));
    const { code, said } = await promtool(['check', 'rules', file]);
    expect({ code, said: code === 0 ? '' : said }).toEqual({ code: 0, said: '' });
  } finally {
    await rm(dir, { recursive: true });
  }
}, 600_000);

test('every alert has its section in the runbook, which says what it means, what callers hear and what to do', async () => {
  const sections = new Map(
    (await read('docs/runbook.md'))
      .split(/^### /m)
      .slice(1)
      .map((text) => [text.slice(0, text.indexOf('\n')).trim(), text] as const),
  );
  const all = await alerts();
  expect([...sections.keys()].sort()).toEqual(all.map(({ alert }) => alert).sort());
  for (const { alert, annotations } of all) {
    expect(annotations.runbook_url).toBe(`docs/runbook.md#${alert.toLowerCase()}`);
    for (const part of ['**Means.**', '**Callers hear.**', '**Do.**'])
      expect({ alert, has: sections.get(alert)?.includes(part), part }).toEqual({ alert, has: true, part });
  }
});
