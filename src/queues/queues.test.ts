import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Calendars, loadCalendars } from '../numbers/calendar.ts';
import { FindingsError } from '../source/finding.ts';
import { Source } from '../source/source.ts';
import { type Language, languages } from '../speech/language.ts';
import type { Queue } from './queue.ts';
import { isOpen, loadQueues, nextAttempt, noQueues, type QueueRules, readQueues } from './queues.ts';
import { routeOf } from './route.ts';

const flows = join(import.meta.dirname, '../../flows');
const at = (iso: string) => Date.parse(iso);

let calendars: Calendars;
let shipped: QueueRules;
let text: string;
beforeAll(async () => {
  calendars = await loadCalendars(join(flows, 'hours.yaml'));
  shipped = await loadQueues(join(flows, 'queues.yaml'), calendars.names);
  text = await readFile(join(flows, 'queues.yaml'), 'utf8');
});

const queue = (name: string): Queue => {
  const found = shipped.queues.get(name);
  if (found === undefined) throw new Error(`no queue ${name}`);
  return found;
};

describe('the queues of the project', () => {
  test('lead from the expert to whoever speaks the language', () => {
    expect(routeOf(shipped, 'pensioni')).toEqual([
      { queue: 'pensioni', topic: 'pensioni', level: 1, atLeast: 4, seconds: 30 },
      { queue: 'pensioni', topic: 'pensioni', level: 1, atLeast: 2, seconds: 60 },
      { queue: 'pensioni', topic: '*', level: 1, atLeast: 1, seconds: 60 },
      { queue: 'generale', topic: 'generale', level: 1, atLeast: 3, seconds: 30 },
      { queue: 'generale', topic: 'generale', level: 1, atLeast: 1, seconds: 60 },
      { queue: 'generale', topic: '*', level: 1, atLeast: 1 },
    ]);
    expect(routeOf(shipped, 'riscossione')?.map((phase) => phase.topic)).toEqual([
      'riscossione',
      'riscossione',
    ]);
    expect(routeOf(shipped, 'non-c-e')).toBeUndefined();
  });

  test('of the second level never lead to the first, nor the other way round', () => {
    for (const { name, level } of shipped.queues.values())
      expect(new Set(routeOf(shipped, name)?.map((phase) => phase.level))).toEqual(new Set([level]));
  });

  test.each<[string, Language, string, boolean]>([
    ['pensioni', 'it', '2026-11-23T19:59+01:00', true],
    ['pensioni', 'it', '2026-11-28T13:00+01:00', true],
    ['pensioni', 'it', '2026-11-28T14:00+01:00', false],
    ['pensioni', 'ar', '2026-11-23T13:59+01:00', true],
    ['pensioni', 'ar', '2026-11-23T14:00+01:00', false],
    ['pensioni', 'ru', '2026-11-28T10:00+01:00', false],
    ['riscossione', 'de', '2026-11-23T08:30+01:00', false],
  ])('%s in %s at %s: open %s', (name, language, iso, open) => {
    expect(isOpen(queue(name), language, calendars, at(iso))).toBe(open);
  });

  test('open and close by the wall clock on both sides of a change of the clocks', () => {
    // The clocks go back on Sunday 25 October 2026 and forward on Sunday 28 March 2027.
    for (const [iso, open] of [
      ['2026-10-24T06:00:00Z', true],
      ['2026-10-26T06:00:00Z', false],
      ['2026-10-26T07:00:00Z', true],
      ['2027-03-27T06:59:59Z', false],
      ['2027-03-30T06:00:00Z', true],
    ] as const)
      expect(isOpen(queue('pensioni'), 'it', calendars, at(iso))).toBe(open);
  });

  test('a call-back is tried again at the intervals of the file, never outside the hours', () => {
    const next = (language: Language, attempts: number, now: string) =>
      nextAttempt(queue('pensioni'), language, shipped.callBacks, calendars, attempts, at(now));
    expect(next('it', 1, '2026-11-23T10:00+01:00')).toBe(at('2026-11-23T10:10+01:00'));
    expect(next('it', 2, '2026-11-23T10:00+01:00')).toBe(at('2026-11-23T11:00+01:00'));
    expect(next('it', 3, '2026-11-23T18:00+01:00')).toBe(at('2026-11-24T08:00+01:00'));
    expect(next('it', 4, '2026-11-23T10:00+01:00')).toBeUndefined();
    expect(next('en', 2, '2026-11-27T13:30+01:00')).toBe(at('2026-11-30T09:00+01:00'));
    // The night in which the clocks go back lies between.
    expect(next('it', 1, '2026-10-24T13:55+02:00')).toBe(at('2026-10-26T08:00+01:00'));
  });

  test('have a calendar in every language', () => {
    for (const { calendars: own } of shipped.queues.values())
      expect(Object.keys(own).sort()).toEqual([...languages].sort());
  });
});

test('without a file there are no queues', async () => {
  expect(await loadQueues(join(flows, 'non-c-e.yaml'), [])).toBe(noQueues);
});

describe('what is wrong is said at its place', () => {
  const findings = (from: string, to: string) => {
    expect(text).toContain(from);
    try {
      readQueues(new Source('queues.yaml', text.replace(from, to)), calendars.names);
    } catch (error) {
      if (!(error instanceof FindingsError)) throw error;
      return error.findings.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`);
    }
    return [];
  };

  test.each([
    [
      'at-least: 4, for: 30',
      'at-least: 6, for: 30',
      /^18:9 syntax "defaults.routing.0.at-least" does not fit/,
    ],
    ['at-least: 2, for: 60', 'at-least: 5, for: 60', /^19:7 queues .*asks for more than the step before/],
    ['overflow: generale', 'overflow: generali', /^\d+:3 queues queues.pensioni: there is no queue generali/],
    [
      '{ any-topic: true, at-least: 1, for: 600 }',
      '{ overflow: pensioni }',
      /^\d+:3 queues .* circle: pensioni, generale, pensioni/,
    ],
    [
      '- { at-least: 1, for: 600 }\n  riscossione-enti',
      '- { overflow: generale }\n      - { at-least: 1, for: 9 }\n  riscossione-enti',
      /^\d+:9 queues .*nothing comes after an overflow/,
    ],
    [
      'title: Informazioni generali',
      'title: G\n    record: { retention-days: 30 }',
      /queues.pensioni: generale records, and callers of pensioni are not told so/,
    ],
    ['others: operatori-lingue', 'others: operatori', /^32:30 queues .*there is no calendar operatori$/],
    ['{ it: operatori-it', '{ xx: operatori-it', /^32:12 queues .*no language of the service/],
    ['priority: 6', 'priority: 10', /syntax "queues.invalidita.priority"/],
    ['max-wait: 1800', 'max-wait: 1800\n  maxwait: 3', /unknown-key "maxwait"/],
  ])('%s as %s', (from, to, expected) => {
    expect(findings(from, to)[0]).toMatch(expected);
  });
});
