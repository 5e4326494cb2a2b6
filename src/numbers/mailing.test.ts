import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadCalendars } from './calendar.ts';
import { parseMailing, usualMailing } from './mailing.ts';
import { addDays, weekdayOf } from './time-zone.ts';

const flows = join(import.meta.dirname, '../../flows');
const text = await readFile(join(flows, 'mailing.yaml'), 'utf8');
const calendars = await loadCalendars(join(flows, 'hours.yaml'));
const isHoliday = (date: string) => calendars.isHoliday(Date.parse(`${date}T12:00:00Z`));
const cu = 'certificazione-unica';

describe('the campaign of the Certificazione Unica', () => {
  const mailing = parseMailing('mailing.yaml', text);

  test.each([
    ['2026-03-15', false],
    ['2026-03-16', true],
    ['2026-12-31', true],
    ['2027-01-01', false],
  ])('on %s it runs: %s', (day, open) => {
    expect(mailing.isOpen(cu, day)).toBe(open);
    expect(mailing.canBeAskedFor(cu, 2025, day)).toBe(open);
    expect(mailing.canBeAskedFor(cu, 2024, day)).toBe(false);
    expect(mailing.canBeAskedFor(cu, undefined, day)).toBe(false);
    expect(mailing.year(cu, day)).toBe(2025);
  });

  test('what has no campaigns can be asked for on any day', () => {
    expect(mailing.documents).toEqual([cu]);
    expect(mailing.canBeAskedFor('estratto-contributivo', undefined, '2026-01-02')).toBe(true);
  });

  test('the year is that of the campaign that runs, or ran last', () => {
    const next = `  - { document: ${cu}, year: 2026, from: "2027-03-16", to: "2027-12-31" }\n`;
    const both = parseMailing('mailing.yaml', text + next);
    expect(['2026-01-01', '2027-03-15', '2027-03-16', '2028-02-01'].map((day) => both.year(cu, day))).toEqual(
      [2025, 2025, 2026, 2026],
    );
  });
});

describe('the day of arrival', () => {
  test.each([
    ['ten working days, over two weekends', '2026-11-23', '2026-12-07'],
    ['over the holiday of 8 December', '2026-12-01', '2026-12-16'],
    ['from a Sunday', '2026-11-22', '2026-12-04'],
    ['over Christmas and New Year', '2026-12-21', '2027-01-07'],
  ])('%s: %s arrives by %s', (_, asked, arrives) => {
    expect(usualMailing.arrivesBy('residence', asked, isHoliday)).toBe(arrives);
  });

  test('an e-mail arrives the same day', () => {
    expect(usualMailing.arrivesBy('email', '2026-12-25', isHoliday)).toBe('2026-12-25');
  });

  test('is a working day, and so many of them lie between', () => {
    const day = fc.integer({ min: 0, max: 3_000 }).map((days) => addDays('2024-01-01', days));
    fc.assert(
      fc.property(day, (asked) => {
        const arrives = usualMailing.arrivesBy('abroad', asked, isHoliday);
        const between: string[] = [];
        for (let date = addDays(asked, 1); date <= arrives; date = addDays(date, 1)) between.push(date);
        const working = between.filter((date) => weekdayOf(date) < 6 && !isHoliday(date));
        expect(working).toHaveLength(20);
        expect(working.at(-1)).toBe(arrives);
      }),
    );
  });
});

test.each([
  ['residence: 10', 'residence: -1', '"delivery.residence" does not fit'],
  ['from: "2026-03-16"', 'from: 16 March', '"campaigns.0.from" does not fit. Write a date in quotes'],
  ['to: "2026-12-31"', 'to: "2026-01-31"', 'the last day must not come before the first'],
  [
    'campaigns:\n',
    `campaigns:\n  - { document: ${cu}, year: 2024, from: "2026-12-01", to: "2027-01-31" }\n`,
    'overlaps',
  ],
])('%s as %s is refused with its place', (from, to, message) => {
  expect(() => parseMailing('mailing.yaml', text.replace(from, to))).toThrow(message);
});
