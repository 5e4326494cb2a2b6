import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FindingsError, findingText } from '../source/finding.ts';
import { Source } from '../source/source.ts';
import { pillAge, pillState } from './pill-state.ts';
import { isPill, noPills, type PillTopic, pillFindings, readPills } from './pill-table.ts';

const shipped = join(import.meta.dirname, '../../flows/pills.yaml');
const source = (text: string) => new Source('pills.yaml', text);
const row = (name: string, prompts: string, more = '') =>
  `  ${name}: { title: T, prompts: [${prompts}], valid-from: "2026-01-01", source: L. 1/2026, verified: false${more} }\n`;

/** What is wrong with a table, a line each; nothing when it can be read. */
function wrongs(text: string): readonly string[] {
  try {
    readPills(source(text));
    return [];
  } catch (error) {
    if (!(error instanceof FindingsError)) throw error;
    return error.findings.map(findingText);
  }
}

describe('the table', () => {
  test('as it is shipped: the topics of the contact centre page, each with day and source', async () => {
    const { topics } = readPills(new Source(shipped, await readFile(shipped, 'utf8')));
    for (const name of [
      'nido',
      'credenziali',
      'delega',
      'disability-card',
      'assegno-unico',
      'video-guida',
      'riscatto-laurea',
      'malattia',
      'io-domestici',
      'io-linea-inps',
      'inclusione',
      'formazione-lavoro',
    ])
      expect(topics.map((topic) => topic.name)).toContain(name);
    expect(topics.every(({ prompts }) => prompts.every(isPill))).toBe(true);
  });

  test.each([
    ['a day that is none', row('a', 'pillola.a', ', valid-to: "2026-02-30"'), 'pills.yaml:2:'],
    [
      'an end before the beginning',
      row('a', 'pillola.a', ', valid-to: "2025-12-31"'),
      'does not come before',
    ],
    ['an address that is none', row('a', 'pillola.a', ', url: dove'), '"topics.a.url"'],
    ['a text in two topics', row('a', 'pillola.a') + row('b', 'pillola.a'), 'stands in "a" already'],
    ['no text', row('a', ''), '"topics.a.prompts"'],
  ])('%s is refused, where it stands', (_, rows, told) => {
    expect(wrongs(`topics:\n${rows}`).join('\n')).toContain(told);
  });

  test('asks for source and verification of every topic', () => {
    const told = wrongs('topics:\n  a: { title: T, prompts: [pillola.a], valid-from: "2026-01-01" }\n');
    expect(told).toHaveLength(2);
    expect(told.join('\n')).toMatch(/source.*\n.*verified/);
  });
});

describe('beside the texts', () => {
  const table = (rows: string) => {
    const file = source(`topics:\n${rows}`);
    return { file, table: readPills(file) };
  };
  const texts = (...ids: readonly string[]) => ({
    ids,
    has: (id: string) => ids.includes(id),
    finding: (id: string, remark: { code: string; message: string; mend: string }) => ({
      severity: 'error' as const,
      file: id,
      line: 1,
      column: 1,
      ...remark,
    }),
  });

  test('nothing is wrong when every pill has a topic and every topic its texts', () => {
    const { file, table: read } = table(row('a', 'pillola.a, pillola-altra.b'));
    expect(pillFindings(read, file, texts('pillola.a', 'pillola-altra.b', 'pillole.scelta'))).toEqual([]);
  });

  test('a pill without a topic is found where its text stands', () => {
    expect(pillFindings(noPills, undefined, texts('pillola.a')).map(findingText)).toEqual([
      expect.stringContaining('pillola.a:1:1: error [pill] "pillola.a" has no topic'),
    ]);
  });

  test('a topic without its text is found where it is named, with the text that is meant', () => {
    const { file, table: read } = table(row('a', 'pillola.naspi-importi'));
    const found = pillFindings(read, file, texts('pillola.naspi-importo')).map(findingText);
    expect(found[0]).toContain('pills.yaml:2:');
    expect(found[0]).toContain('Did you mean "pillola.naspi-importo"?');
    expect(found).toHaveLength(2);
  });
});

describe('how old a pill is', () => {
  const topic = (given: Partial<PillTopic>): PillTopic => ({
    name: 'a',
    title: 'T',
    prompts: ['pillola.a'],
    validFrom: '2020-01-01',
    validTo: undefined,
    source: 'L. 1/2020',
    url: undefined,
    verifiedOn: '2026-01-31',
    ...given,
  });

  test.each([
    ['2026-02-27', 0],
    ['2026-02-28', 0],
    ['2026-03-01', 1],
    ['2027-01-30', 11],
    ['2027-01-31', 12],
    ['2025-01-01', 0],
  ])('on %s, %d months since it was compared', (day, months) => {
    expect(pillAge(topic({}), day)).toBe(months);
  });

  test.each([
    ['compared last year', {}, '2026-12-31', 'current'],
    ['compared a year ago', {}, '2027-01-31', 'due'],
    ['never compared, however old', { verifiedOn: undefined }, '2030-01-01', 'unverified'],
    ['on its last day', { validTo: '2026-06-30' }, '2026-06-30', 'current'],
    ['after its last day', { validTo: '2026-06-30', verifiedOn: undefined }, '2026-07-01', 'expired'],
    ['before its first day', { validFrom: '2027-01-01' }, '2026-12-31', 'future'],
  ] as const)('%s', (_, given, day, state) => {
    expect(pillState(topic(given), day, noPills)).toBe(state);
  });

  test('days pass, and it never grows younger', () => {
    const day = fc.date({ min: new Date('2026-01-31'), max: new Date('2040-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(day, day, (one, other) => {
        const [earlier = '', later = ''] = [one, other].map((date) => date.toISOString().slice(0, 10)).sort();
        expect(pillAge(topic({}), later)).toBeGreaterThanOrEqual(pillAge(topic({}), earlier));
      }),
    );
  });
});
