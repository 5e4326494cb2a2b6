/** The wall clock somewhere, day-light saving included. */

/** What the wall clock and the calendar on the wall show. */
export interface LocalTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  /** 1 Monday to 7 Sunday (ISO 8601). */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** `YYYY-MM-DD`. */
  readonly date: string;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Every zone in use changes its offset at a quarter of an hour, UTC. */
const slotMs = 15 * minuteMs;

/** A time zone of the IANA database. Instants are epoch ms. */
export class TimeZone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  /** The offset found last: nearly every question is about now. */
  #slot = Number.NaN;
  #offset = 0;
  /** The day shown last, as days since 1970, and its date. */
  #dayNumber = Number.NaN;
  #date = '';

  /** @throws RangeError for a zone that does not exist. */
  constructor(name: string) {
    this.name = name;
    this.#format = new Intl.DateTimeFormat('en-GB', {
      timeZone: name,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
  }

  /** Wall clock minus UTC at an instant, in ms. */
  offsetAt(at: number): number {
    const slot = Math.floor(at / slotMs) * slotMs;
    if (slot !== this.#slot) {
      const shown: Record<string, number> = {};
      for (const { type, value } of this.#format.formatToParts(slot)) shown[type] = Number(value);
      const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = shown;
      this.#offset = Date.UTC(year, month - 1, day, hour, minute) - slot;
      this.#slot = slot;
    }
    return this.#offset;
  }

  localTime(at: number): LocalTime {
    const wall = new Date(at + this.offsetAt(at));
    const dayNumber = Math.floor(wall.getTime() / dayMs);
    if (dayNumber !== this.#dayNumber) {
      this.#dayNumber = dayNumber;
      this.#date = wall.toISOString().slice(0, 10);
    }
    return {
      year: wall.getUTCFullYear(),
      month: wall.getUTCMonth() + 1,
      day: wall.getUTCDate(),
      weekday: wall.getUTCDay() || 7,
      hour: wall.getUTCHours(),
      minute: wall.getUTCMinutes(),
      second: wall.getUTCSeconds(),
      date: this.#date,
    };
  }

  /**
   * The first instant at which the wall clock shows this time of this day or a later one: an hour that happens
   * twice counts from the first, an hour that is skipped begins when it would.
   * @param date `YYYY-MM-DD`
   * @param minute minutes since midnight
   */
  firstInstant(date: string, minute: number): number {
    const wall = Date.parse(`${date}T00:00:00Z`) + minute * minuteMs;
    let at = wall - Math.max(this.offsetAt(wall - dayMs), this.offsetAt(wall + dayMs));
    // Runs only on the day of a change, and for no longer than the clock moves.
    while (at + this.offsetAt(at) < wall) at += minuteMs;
    return at;
  }
}

/** The date some days later. @param date `YYYY-MM-DD` */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** Day of the week of a date, 1 Monday to 7 Sunday. @param date `YYYY-MM-DD` */
export function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}
