import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadCalendars } from './calendar.ts';
import { weekdayOf } from './time-zone.ts';
import { workingHoursLater } from './working-time.ts';

const calendars = await loadCalendars(join(import.meta.dirname, '../../flows/hours.yaml'));
const later = (from: string, hours: number) => {
  const { at, day } = workingHoursLater(calendars, new Date(from), hours);
  return [at.toISOString(), day];
};

describe('hours of working days', () => {
  test.each([
    ['on a Monday', '2026-11-23T09:30:00Z', 24, '2026-11-24T09:30:00.000Z', '2026-11-24'],
    ['over a week-end', '2026-11-27T14:00:00Z', 24, '2026-11-30T14:00:00.000Z', '2026-11-30'],
    ['48 over a week-end', '2026-11-27T14:00:00Z', 48, '2026-12-01T14:00:00.000Z', '2026-12-01'],
    ['from a Saturday', '2026-11-28T10:00:00Z', 24, '2026-11-30T23:00:00.000Z', '2026-11-30'],
    ['over 8 December', '2026-12-07T11:00:00Z', 24, '2026-12-09T11:00:00.000Z', '2026-12-09'],
    ['over the clock change', '2026-10-23T13:00:00Z', 24, '2026-10-26T14:00:00.000Z', '2026-10-26'],
    [
      'of a few hours late in the evening',
      '2026-11-23T21:00:00Z',
      4,
      '2026-11-24T01:00:00.000Z',
      '2026-11-24',
    ],
  ])('%s', (_name, from, hours, at, day) => {
    expect(later(from, hours)).toEqual([at, day]);
  });

  test('are never over before their time, and always on a working day', () => {
    const instants = fc.date({
      min: new Date('2026-01-01'),
      max: new Date('2030-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 96 }), (from, hours) => {
        const { at, day } = workingHoursLater(calendars, from, hours);
        expect(at.getTime() - from.getTime()).toBeGreaterThanOrEqual((hours - 1) * 3_600_000 - 60_000);
        expect(weekdayOf(day)).toBeLessThan(6);
      }),
    );
  });
});
