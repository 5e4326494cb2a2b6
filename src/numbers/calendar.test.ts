import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Calendars, loadCalendars, parseCalendars } from './calendar.ts';
import { TimeZone } from './time-zone.ts';

const file = join(import.meta.dirname, '../../flows/hours.yaml');
const at = (iso: string) => Date.parse(iso);
const instant = fc.integer({ min: at('2024-01-01T00:00Z'), max: at('2035-12-31T00:00Z') });

let calendars: Calendars;
let text: string;
beforeAll(async () => {
  calendars = await loadCalendars(file);
  text = await readFile(file, 'utf8');
});

describe('opening hours of the project', () => {
  test.each([
    ['operatori-it', 'Monday, the first moment', '2026-11-23T08:00:00+01:00', true],
    ['operatori-it', 'Monday, a moment before', '2026-11-23T07:59:59.999+01:00', false],
    ['operatori-it', 'Friday, the last moment', '2026-11-27T19:59:59.999+01:00', true],
    ['operatori-it', 'Friday, the end', '2026-11-27T20:00:00+01:00', false],
    ['operatori-it', 'Saturday before two', '2026-11-28T13:59:00+01:00', true],
    ['operatori-it', 'Saturday at two', '2026-11-28T14:00:00+01:00', false],
    ['operatori-it', 'Sunday', '2026-11-29T10:00:00+01:00', false],
    ['operatori-it', 'Immaculate Conception, a Tuesday', '2026-12-08T10:00:00+01:00', false],
    ['operatori-it', 'Easter Monday', '2027-03-29T10:00:00+02:00', false],
    ['operatori-it', 'Saint Francis, a Monday', '2027-10-04T10:00:00+02:00', false],
    ['operatori-it', '4 October before it was a holiday', '2024-10-04T10:00:00+02:00', true],
    ['operatori-it', 'patron of Rome only', '2026-06-29T10:00:00+02:00', true],
    ['operatori-lingue', 'Friday before two', '2026-11-27T13:59:00+01:00', true],
    ['operatori-lingue', 'Friday after two', '2026-11-27T14:00:00+01:00', false],
    ['operatori-lingue', 'Saturday', '2026-11-28T10:00:00+01:00', false],
    ['automatici', 'Christmas night', '2026-12-25T03:00:00+01:00', true],
    ['automatici', 'midnight', '2026-11-24T00:00:00+01:00', true],
  ])('%s, %s', (name, _, iso, open) => {
    expect(calendars.isOpen(name, at(iso))).toBe(open);
    expect(calendars.isOpen(name, new Date(iso))).toBe(open);
  });

  test('the operators open at eight by the wall clock on both sides of a change of the clocks', () => {
    for (const [before, opens] of [
      ['2026-10-24T05:59:59Z', '2026-10-24T06:00:00Z'],
      ['2026-10-26T06:59:59Z', '2026-10-26T07:00:00Z'],
      ['2027-03-27T06:59:59Z', '2027-03-27T07:00:00Z'],
      ['2027-03-30T05:59:59Z', '2027-03-30T06:00:00Z'],
    ] as const) {
      expect(calendars.isOpen('operatori-it', at(before))).toBe(false);
      expect(calendars.isOpen('operatori-it', at(opens))).toBe(true);
      expect(calendars.nextOpening('operatori-it', at(before))).toBe(at(opens));
    }
  });

  test.each([
    ['operatori-it', '2026-11-22T12:00:00+01:00', '2026-11-23T08:00:00+01:00'],
    ['operatori-it', '2026-11-23T12:00:00+01:00', '2026-11-23T12:00:00+01:00'],
    ['operatori-it', '2026-12-24T21:00:00+01:00', '2026-12-28T08:00:00+01:00'],
    ['operatori-it', '2026-10-24T15:00:00+02:00', '2026-10-26T08:00:00+01:00'],
    ['operatori-it', '2027-03-27T15:00:00+01:00', '2027-03-30T08:00:00+02:00'],
    ['operatori-lingue', '2026-12-31T15:00:00+01:00', '2027-01-04T09:00:00+01:00'],
  ])('%s at %s opens next at %s', (name, now, opening) => {
    expect(calendars.nextOpening(name, at(now))).toBe(at(opening));
  });

  test('the next opening is open, and nothing between is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('operatori-it', 'operatori-lingue'),
        instant,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (name, now, share) => {
          const opening = calendars.nextOpening(name, now) ?? Number.NaN;
          expect(calendars.isOpen(name, opening)).toBe(true);
          if (opening > now)
            expect(calendars.isOpen(name, now + Math.floor((opening - 1 - now) * share))).toBe(false);
          else expect(opening).toBe(now);
        },
      ),
    );
  });

  test('on a holiday no operator is there, all day', () => {
    fc.assert(
      fc.property(instant, (now) => {
        fc.pre(calendars.isHoliday(now));
        expect(calendars.isOpen('operatori-it', now) || calendars.isOpen('operatori-lingue', now)).toBe(
          false,
        );
        expect(calendars.isOpen('automatici', now)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    [
      2025,
      [
        '01-01',
        '01-06',
        '04-20',
        '04-21',
        '04-25',
        '05-01',
        '06-02',
        '08-15',
        '11-01',
        '12-08',
        '12-25',
        '12-26',
      ],
    ],
    [
      2026,
      [
        '01-01',
        '01-06',
        '04-05',
        '04-06',
        '04-25',
        '05-01',
        '06-02',
        '08-15',
        '10-04',
        '11-01',
        '12-08',
        '12-25',
        '12-26',
      ],
    ],
    [
      2027,
      [
        '01-01',
        '01-06',
        '03-28',
        '03-29',
        '04-25',
        '05-01',
        '06-02',
        '08-15',
        '10-04',
        '11-01',
        '12-08',
        '12-25',
        '12-26',
      ],
    ],
  ])('the holidays of %d are those of the law', (year, days) => {
    const found: string[] = [];
    for (let noon = at(`${year}-01-01T11:00Z`); noon < at(`${year + 1}-01-01T00:00Z`); noon += 86_400_000) {
      if (calendars.isHoliday(noon)) found.push(calendars.localParts(noon).date.slice(5));
    }
    expect(found).toEqual(days);
  });

  test.each([
    ['2026-11-23T05:00:00+01:00', 'mattina'],
    ['2026-11-23T12:59:59+01:00', 'mattina'],
    ['2026-11-23T13:00:00+01:00', 'pomeriggio'],
    ['2026-07-23T18:00:00+02:00', 'sera'],
    ['2026-11-23T23:00:00+01:00', 'notte'],
    ['2026-11-24T00:00:00+01:00', 'notte'],
    ['2026-11-24T04:59:59+01:00', 'notte'],
  ])('at %s it is %s', (iso, part) => expect(calendars.partOfDay(at(iso))).toBe(part));

  test('a calendar that is not there is an error that names those that are', () => {
    for (const name of ['operatori', 'constructor']) {
      expect(() => calendars.isOpen(name, 0)).toThrow(
        'there are: operatori-it, operatori-lingue, automatici',
      );
      expect(() => calendars.nextOpening(name, 0)).toThrow(RangeError);
    }
  });
});

describe('what ops staff may change', () => {
  const changed = (from: string, to: string) => {
    expect(text).toContain(from);
    return parseCalendars('flows/hours.yaml', text.replace(from, to));
  };

  test('one day may have other hours, also a holiday', () => {
    const special = changed(
      'dates: {}',
      'dates: { "2026-12-24": ["08:00-12:00", "13:00-14:00"], "2026-12-08": ["09:00-10:00"], "2026-12-31": [] }',
    );
    expect(special.isOpen('operatori-it', at('2026-12-24T11:00+01:00'))).toBe(true);
    expect(special.nextOpening('operatori-it', at('2026-12-24T12:00+01:00'))).toBe(
      at('2026-12-24T13:00+01:00'),
    );
    expect(special.isOpen('operatori-it', at('2026-12-24T15:00+01:00'))).toBe(false);
    expect(special.isOpen('operatori-it', at('2026-12-08T09:30+01:00'))).toBe(true);
    expect(special.nextOpening('operatori-it', at('2026-12-31T09:00+01:00'))).toBe(
      at('2027-01-02T08:00+01:00'),
    );
  });

  test('a calculated holiday may be struck out, another day added', () => {
    const extra = changed('extra: []', 'extra: ["2026-11-24"]');
    expect(extra.isOpen('operatori-it', at('2026-11-24T10:00+01:00'))).toBe(false);
    const except = changed('except: []', 'except: ["2027-10-04"]');
    expect(except.isOpen('operatori-it', at('2027-10-04T10:00+02:00'))).toBe(true);
    expect(except.isHoliday(at('2026-10-04T10:00+02:00'))).toBe(true);
  });

  test('a calendar that never opens has no next opening', () => {
    const closed = changed('weekly: always', 'weekly: {}');
    expect(closed.nextOpening('automatici', at('2026-11-24T10:00+01:00'))).toBeUndefined();
  });

  test.each([
    [
      'zone: Europe/Rome',
      'zone: Europe/Roma',
      'hours.yaml:4:1: error [syntax] "zone" does not fit. Write a time zone',
    ],
    ['"05:00"', '"5:00"', 'hours.yaml:8:3: error [syntax] "parts-of-day.mattina" does not fit. Write a time'],
    ['"05:00"', '"13:00"', 'hours.yaml:7:1: error [hours] parts-of-day: two parts begin'],
    [
      'extra: []',
      'extra: ["2026-02-30"]',
      'hours.yaml:18:11: error [syntax] "holidays.extra.0" does not fit. Write a date',
    ],
    [
      'country: IT',
      'country: Italia',
      'hours.yaml:16:3: error [syntax] "holidays.country" does not fit. Write the two capital',
    ],
    [
      'holidays: closed',
      'holidays: shut',
      'hours.yaml:25:5: error [syntax] "calendars.operatori-it.holidays" does not fit',
    ],
    [
      'dates: {}',
      'dates: { "2026-12-24": ["14:00-08:00"] }',
      '"calendars.operatori-it.dates.2026-12-24.0" does not fit: the end must',
    ],
    ['dates: {}', 'dates: { "2026-12-24": ["08:00-12:00", "11:00-14:00"] }', 'must not overlap'],
    [
      'saturday: ["08:00-14:00"]',
      'saturday: ["8-14"]',
      'hours.yaml:32:18: error [syntax] "calendars.operatori-it.weekly.saturday.0" does not fit. Write from and to',
    ],
    [
      'saturday:',
      'sabato:',
      'hours.yaml:32:7: error [unknown-key] "sabato" is not known here. Known are: monday',
    ],
    ['weekly: always', 'weekly: sometimes', '"calendars.automatici.weekly" should be object'],
  ])('%s as %s is refused with its place', (from, to, message) => {
    expect(() => changed(from, to)).toThrow(message);
  });
});

describe('TimeZone', () => {
  const rome = new TimeZone('Europe/Rome');

  test.each([
    ['2026-10-25T00:59:59Z', '2026-10-25', 2, 59],
    ['2026-10-25T01:00:00Z', '2026-10-25', 2, 0],
    ['2027-03-28T00:59:59Z', '2027-03-28', 1, 59],
    ['2027-03-28T01:00:00Z', '2027-03-28', 3, 0],
    ['2026-12-31T23:00:00Z', '2027-01-01', 0, 0],
  ])('%s is %s %d:%d in Rome', (iso, date, hour, minute) => {
    expect(rome.localTime(at(iso))).toMatchObject({ date, hour, minute });
  });

  test('agrees with the platform at any instant, in any order', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('Europe/Rome', 'Asia/Kathmandu', 'Australia/Lord_Howe'),
        fc.array(instant, { minLength: 1 }),
        (name, instants) => {
          const zone = new TimeZone(name);
          const format = new Intl.DateTimeFormat('sv-SE', {
            timeZone: name,
            dateStyle: 'short',
            timeStyle: 'medium',
          });
          for (const now of instants) {
            const { date, hour, minute, second } = zone.localTime(now);
            const clock = [hour, minute, second].map((part) => String(part).padStart(2, '0')).join(':');
            expect(`${date} ${clock}`).toBe(format.format(now));
          }
        },
      ),
    );
  });

  test.each([
    ['an hour that happens twice counts from the first', '2026-10-25', 150, '2026-10-25T00:30:00Z'],
    ['after it the clock is an hour later', '2026-10-25', 180, '2026-10-25T02:00:00Z'],
    ['a skipped hour begins when it would', '2027-03-28', 157, '2027-03-28T01:00:00Z'],
    ['after it the clock is an hour earlier', '2027-03-28', 180, '2027-03-28T01:00:00Z'],
    ['an ordinary day', '2026-11-23', 480, '2026-11-23T07:00:00Z'],
  ])('%s', (_, date, minute, iso) => {
    expect(new Date(rome.firstInstant(date, minute)).toISOString()).toBe(new Date(iso).toISOString());
  });
});
