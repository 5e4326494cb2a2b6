/** What callers choose at menus is counted, adds up over engines in a real Redis, and tells a better order. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { type MenuUse, menuUses } from '../src/call/menu-usage.ts';
import { RedisMenuUsage } from '../src/call/redis-menu-usage.ts';
import { usage } from '../src/cli/usage.ts';
import { openConsole } from '../src/console/server.ts';
import { type MenuReport, usageReport } from '../src/console/usage-report.ts';
import { type Advance, advance, begin } from '../src/flow/interpreter.ts';
import { isDigit } from '../src/input/keys.ts';
import { menuChoices } from '../src/metrics/catalogue/calls.ts';
import { Metrics } from '../src/metrics/registry.ts';
import { openRedis } from '../src/store/redis.ts';
import { type ConnectedRedis, connectedRedis } from './support/connected-redis.ts';
import { project as smallProject } from './support/small-project.ts';

const project = smallProject({
  prova: `
flow: prova
title: Prova
start: scelta
steps:
  scelta:
    menu:
      - { say: p.uno, then: dati }
      - { say: p.due, then: fine }
      - { key: "9", say: p.riascolta, then: .repeat }
    failed: fine
  dati: { ask: digits, between: [2, 2], say: p.dati, save: dati, then: scelta, failed: fine }
  fine: { hang-up: normal }
`,
});
const logger = pino({ level: 'silent' });
const today = Date.parse('2026-11-22T10:00:00Z');
const day = 24 * 60 * 60 * 1000;
const menu = (key: string): MenuUse => ({ flow: 'prova', step: 'scelta', key });

let connected: ConnectedRedis;
let redis: Redis;

beforeAll(async () => {
  connected = await connectedRedis();
  redis = connected.redis;
}, 600_000);
beforeEach(async () => void (await redis.flushall()));
afterAll(async () => {
  await connected?.close();
});

/** What a call uses when its caller presses keys; `-` is silence. */
function usesOf(keys: string): readonly string[] {
  const offer = { callId: 'c', line: 'l', flow: 'prova', language: 'it', caller: null };
  let here: Advance = begin(project, { type: 'offered', at: today, offer });
  const uses: MenuUse[] = [];
  const take = (next: Advance) => {
    here = next;
    uses.push(...menuUses(project, next));
  };
  for (const key of keys) {
    if (isDigit(key)) take(advance(project, here.session, { type: 'key', digit: key, at: today }));
    else {
      const playing = here.session.playing?.id ?? '';
      take(advance(project, here.session, { type: 'playback-ended', id: playing, at: today }));
      take(advance(project, here.session, { type: 'timer', id: here.session.timer ?? '', at: today }));
    }
  }
  return uses.map(({ flow, step, key }) => `${flow}/${step} ${key}`);
}

describe('what is counted', () => {
  test('are keys chosen at menus, wrong ones and silence, and no keys of entries', () => {
    expect(usesOf('9')).toEqual(['prova/scelta 9']);
    expect(usesOf('1234')).toEqual(['prova/scelta 1', 'prova/scelta wrong']);
    expect(usesOf('7-2')).toEqual(['prova/scelta wrong', 'prova/scelta silence', 'prova/scelta 2']);
    expect(usesOf('0')).toEqual(['prova/scelta 0']);
    expect(usesOf('1-')).toEqual(['prova/scelta 1']);
  });
});

describe('the counts', () => {
  test('add up over engines and days, and go after 90 days', async () => {
    const one = new RedisMenuUsage(redis, () => today);
    const other = new RedisMenuUsage(redis, () => today - 2 * day);
    one.count(menu('1'));
    one.count(menu('1'));
    other.count(menu('1'));
    other.count(menu('silence'));
    await Promise.all([one.flush(), other.flush()]);
    const of = async (days: number) =>
      (await one.read(days)).map(({ key, count }) => `${key} ${count}`).sort();
    expect(await of(1)).toEqual(['1 2']);
    expect(await of(30)).toEqual(['1 3', 'silence 1']);
    expect(one.counts).toEqual([{ ...menu('1'), count: 2 }]);
    const keys = await redis.keys('*');
    expect(keys.sort()).toEqual(['centralino:menus:2026-11-20', 'centralino:menus:2026-11-22']);
    for (const key of keys) expect(await redis.ttl(key)).toBeGreaterThan(89 * 24 * 60 * 60);
  });

  test('wait while Redis is away', async () => {
    const away = openRedis('redis://127.0.0.1:1', logger);
    const waiting = new RedisMenuUsage(away, () => today);
    waiting.count(menu('1'));
    await waiting.flush();
    away.disconnect();
    expect(waiting.counts).toEqual([{ ...menu('1'), count: 1 }]);
    await expect(waiting.read(1)).rejects.toThrow();
  });
});

describe('the report', () => {
  const counts = [
    { ...menu('1'), count: 1 },
    { ...menu('2'), count: 6 },
    { ...menu('9'), count: 2 },
    { ...menu('silence'), count: 1 },
    { flow: 'che-non-c-e-piu', step: 'scelta', key: '1', count: 100 },
  ];
  const expected: MenuReport = {
    flow: 'prova',
    step: 'scelta',
    times: 10,
    choices: [
      { key: '1', target: 'dati', count: 1, share: 0.1 },
      { key: '2', target: 'fine', count: 6, share: 0.6 },
      { key: '9', target: '.repeat', count: 2, share: 0.2 },
    ],
    others: [{ key: 'silence', count: 1, share: 0.1 }],
    suggested: ['2', '1'],
    reorder: true,
  };

  test('shows the choices as they are offered, and the order that usage suggests', () => {
    expect(usageReport(project, counts)).toEqual([expected]);
    expect(usageReport(project, [])).toMatchObject([{ times: 0, suggested: ['1', '2'], reorder: false }]);
  });

  test('is what the engine answers and the command prints', async () => {
    const metrics = new Metrics([menuChoices]);
    metrics.read(menuChoices, () =>
      counts.slice(0, 1).map(({ flow, step, key, count }) => ({ labels: { flow, step, key }, value: count })),
    );
    const web = await openConsole({
      host: '127.0.0.1',
      port: 0,
      calls: { size: 0, draining: false },
      journals: { list: async () => [], find: async () => undefined },
      telephony: { linkUp: true },
      metrics,
      flows: {
        status: {
          version: 'v',
          since: new Date(today).toISOString(),
          flows: 1,
          languages: ['it'],
          refused: null,
          reloads: { live: 0, refused: 0 },
        },
        reload: async () => ({ result: 'unchanged', version: 'v' }),
      },
      menus: {
        report: async (days) => {
          if (days > 30) throw new Error('away');
          return usageReport(project, counts);
        },
      },
      logger,
    });
    const get = (path: string) => fetch(`${web.url}${path}`, { signal: AbortSignal.timeout(10_000) });
    try {
      expect(await (await get('/api/usage?days=7')).json()).toEqual({ days: 7, menus: [expected] });
      expect((await get('/api/usage?days=91')).status).toBe(400);
      expect((await get('/api/usage?days=60')).status).toBe(503);
      expect(await (await get('/metrics')).text()).toContain(
        'centralino_menu_choice_total{flow="prova",step="scelta",key="1"} 1',
      );
      const written: string[] = [];
      const write = process.stdout.write.bind(process.stdout);
      process.stdout.write = (text: string | Uint8Array) => written.push(String(text)) > 0;
      const code = await usage.run({ url: web.url }, []).finally(() => {
        process.stdout.write = write;
      });
      expect(code).toBe(0);
      const [head, first, second, , , last] = written.join('').split('\n');
      expect([head, last]).toEqual(['prova/scelta: 10 times', '  most used first would be: 2 1']);
      expect(first).toMatch(/^ {2}1 +10\.0 % +1 {2}dati$/);
      expect(second).toMatch(/^ {2}2 +60\.0 % +6 {2}fine$/);
      await expect(usage.run({ url: web.url, days: '60' }, [])).rejects.toThrow('is Redis there?');
    } finally {
      await web.close();
    }
    await expect(usage.run({ url: web.url }, [])).rejects.toThrow('no engine answers');
  });
});
