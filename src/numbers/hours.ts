/** What flows/hours.yaml may say. */
import { z } from 'zod';
import { isHolidayCountry } from './holidays.ts';

/** Minutes since midnight, from the first (included) to the last (not included). */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export const partsOfDay = ['mattina', 'pomeriggio', 'sera', 'notte'] as const;
export type PartOfDay = (typeof partsOfDay)[number];

function minutes(clock: string): number {
  const [hour = '', minute = ''] = clock.split(':');
  return Number(hour) * 60 + Number(minute);
}

const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time of the day in quotes, "08:00"')
  .transform(minutes);

const range = z
  .string()
  .regex(
    /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/,
    'write from and to in quotes, "08:00-20:00"; "24:00" is the end of the day',
  )
  .transform((text): Range => {
    const [from = '', to = ''] = text.split('-');
    return { from: minutes(from), to: minutes(to) };
  })
  .refine(
    ({ from, to }) => from < to,
    'the end must come after the beginning; split at midnight what goes beyond',
  );

const ranges = z
  .array(range)
  .transform((list) => list.toSorted((left, right) => left.from - right.from))
  .refine(
    (list) => list.every(({ from }, index) => from >= (list[index - 1]?.to ?? 0)),
    'the times of one day must not overlap',
  );

/** Days of the week as ISO 8601 counts them: Monday first. */
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

const hoursOfDay = ranges.default([]);

/** Seven lists of ranges, Monday first; the word `always` is the whole of every day. */
const weekly = z.preprocess(
  // Put into the long form first, so that a mistake in the long form is reported where it is.
  (given) => (given === 'always' ? Object.fromEntries(weekdays.map((day) => [day, ['00:00-24:00']])) : given),
  z
    .strictObject({
      monday: hoursOfDay,
      tuesday: hoursOfDay,
      wednesday: hoursOfDay,
      thursday: hoursOfDay,
      friday: hoursOfDay,
      saturday: hoursOfDay,
      sunday: hoursOfDay,
    })
    .transform((week) => weekdays.map((day) => week[day])),
);

const date = z.iso.date('write a date in quotes, "2026-12-24"');

const zone = z.string().refine((name) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}, 'write a time zone such as Europe/Rome');

export const hoursSchema = z.strictObject({
  zone,
  'parts-of-day': z.strictObject({ mattina: clock, pomeriggio: clock, sera: clock, notte: clock }),
  holidays: z.strictObject({
    country: z.string().refine(isHolidayCountry, 'write the two capital letters of a country, such as IT'),
    except: z.array(date).default([]),
    extra: z.array(date).default([]),
  }),
  calendars: z.record(
    z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'write a name in small letters, digits and hyphens'),
    z.strictObject({
      title: z.string().min(1),
      holidays: z.enum(['open', 'closed']),
      weekly,
      dates: z.record(date, ranges).default({}),
    }),
  ),
});

export type Hours = z.infer<typeof hoursSchema>;
export type CalendarHours = Hours['calendars'][string];
