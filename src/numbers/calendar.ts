import { Configuration } from '../source/configuration.ts';
import { readSource } from '../source/read-text.ts';
import { Source } from '../source/source.ts';
import { PublicHolidays } from './holidays.ts';
import {
  type CalendarHours,
  type Hours,
  hoursSchema,
  type PartOfDay,
  partsOfDay,
  type Range,
} from './hours.ts';
import { addDays, type LocalTime, TimeZone, weekdayOf } from './time-zone.ts';

/** How far ahead an opening is looked for: a whole year of closed days has none. */
const horizonDays = 366;

/** When a calendar is open: the week (Monday first), and the days (YYYY-MM-DD) that differ from it. */
export interface Timetable {
  readonly zone: string;
  readonly week: readonly (readonly Range[])[];
  readonly days: ReadonlyMap<string, readonly Range[]>;
}

/** The calendars of the service: when each is open, by the wall clock of one zone. Instants are Dates or epoch ms. */
export class Calendars {
  /** In the order of the file. */
  readonly names: readonly string[];
  readonly #hours: Hours;
  readonly #zone: TimeZone;
  readonly #holidays: PublicHolidays;
  /** Beginnings of the parts of the day, latest first. */
  readonly #parts: readonly { readonly name: PartOfDay; readonly from: number }[];

  constructor(hours: Hours) {
    this.names = Object.keys(hours.calendars);
    this.#hours = hours;
    this.#zone = new TimeZone(hours.zone);
    this.#holidays = new PublicHolidays(hours.holidays.country, hours.holidays);
    this.#parts = partsOfDay
      .map((name) => ({ name, from: hours['parts-of-day'][name] }))
      .toSorted((left, right) => right.from - left.from);
  }

  /** @throws RangeError for a calendar that hours.yaml does not have. */
  isOpen(name: string, at: Date | number): boolean {
    const { date, weekday, hour, minute } = this.localParts(at);
    const now = hour * 60 + minute;
    const ranges = this.#rangesOn(this.#calendar(name), date, weekday);
    return ranges.some(({ from, to }) => from <= now && now < to);
  }

  /**
   * The first instant, in epoch ms, from `at` on at which the calendar is open: `at` itself when it is open
   * then, undefined when it stays closed for a year.
   * @throws RangeError for a calendar that hours.yaml does not have.
   */
  nextOpening(name: string, at: Date | number): number | undefined {
    const calendar = this.#calendar(name);
    const start = Number(at);
    if (this.isOpen(name, start)) return start;
    const today = this.localParts(start).date;
    for (let days = 0; days <= horizonDays; days += 1) {
      const date = addDays(today, days);
      for (const { from } of this.#rangesOn(calendar, date, weekdayOf(date))) {
        const opening = this.#zone.firstInstant(date, from);
        if (opening > start && this.isOpen(name, opening)) return opening;
      }
    }
    return undefined;
  }

  /**
   * The hours of a calendar as a table, for who can only look things up.
   * @returns `days`: those from the day of `from` on, for so many years, on which other hours hold than the week has
   * @throws RangeError for a calendar that hours.yaml does not have.
   */
  timetable(name: string, from: Date | number, years: number): Timetable {
    const calendar = this.#calendar(name);
    const days = new Map<string, readonly Range[]>();
    let date = this.localParts(from).date;
    for (let day = 0; day < years * 366; day += 1, date = addDays(date, 1)) {
      const ranges = this.#rangesOn(calendar, date, weekdayOf(date));
      if (ranges !== calendar.weekly[weekdayOf(date) - 1]) days.set(date, ranges);
    }
    return { zone: this.#hours.zone, week: calendar.weekly, days };
  }

  /** The greeting that fits the hour. */
  partOfDay(at: Date | number): PartOfDay {
    const { hour, minute } = this.localParts(at);
    const now = hour * 60 + minute;
    // Before the day's first part, the last one of yesterday goes on.
    const part = this.#parts.find(({ from }) => from <= now) ?? this.#parts[0];
    return part?.name ?? 'notte';
  }

  /** True on a national public holiday, as corrected in hours.yaml. */
  isHoliday(at: Date | number): boolean {
    return this.#holidays.has(this.localParts(at).date);
  }

  /**
   * The first instant, in epoch ms, at which the wall clock shows this time or a later one.
   * @param date `YYYY-MM-DD`
   * @param minute minutes since midnight; 1440 is the end of the day
   */
  instant(date: string, minute: number): number {
    return this.#zone.firstInstant(date, minute);
  }

  /** What clock and calendar show in the zone of the service. */
  localParts(at: Date | number): LocalTime {
    return this.#zone.localTime(Number(at));
  }

  #calendar(name: string): CalendarHours {
    const calendar = Object.hasOwn(this.#hours.calendars, name) ? this.#hours.calendars[name] : undefined;
    if (calendar === undefined) {
      throw new RangeError(
        `there is no calendar "${name}" in hours.yaml; there are: ${this.names.join(', ')}`,
      );
    }
    return calendar;
  }

  #rangesOn(calendar: CalendarHours, date: string, weekday: number): readonly Range[] {
    const exception = calendar.dates[date];
    if (exception !== undefined) return exception;
    if (calendar.holidays === 'closed' && this.#holidays.has(date)) return [];
    return calendar.weekly[weekday - 1] ?? [];
  }
}

/**
 * Reads calendars.
 * @param file the path that findings name
 * @param text what flows/hours.yaml holds
 * @throws FindingsError with file, line and column of everything that is wrong
 */
export function parseCalendars(file: string, text: string): Calendars {
  return readCalendars(new Source(file, text));
}

/** The calendars of a file. @throws FindingsError as parseCalendars, also when it cannot be read. */
export async function loadCalendars(file: string): Promise<Calendars> {
  return readCalendars(await readSource(file));
}

/** The calendars of a YAML file. @throws FindingsError */
export function readCalendars(source: Source): Calendars {
  const configuration = new Configuration(source, hoursSchema);
  const parts = Object.values(configuration.data['parts-of-day']);
  if (new Set(parts).size < parts.length) {
    const path = ['parts-of-day'];
    configuration.refuse('hours', [
      { path, message: 'two parts begin at one time', mend: 'Give each part its own beginning' },
    ]);
  }
  return new Calendars(configuration.data);
}
