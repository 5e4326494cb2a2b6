import Holidays from 'date-holidays';

/** What a project corrects in the calculated holidays: dates as `YYYY-MM-DD`. */
export interface HolidayCorrections {
  readonly except: readonly string[];
  readonly extra: readonly string[];
}

/** Years kept calculated; a call asks about this one, or the next. */
const remembered = 20;

/** National public holidays of a country, corrected. */
export class PublicHolidays {
  readonly #calculated: Holidays;
  readonly #corrections: HolidayCorrections;
  readonly #years = new Map<string, ReadonlySet<string>>();

  /** @param country ISO 3166-1 code; see isHolidayCountry */
  constructor(country: string, corrections: HolidayCorrections) {
    this.#calculated = new Holidays(country, { types: ['public'] });
    this.#corrections = corrections;
  }

  /** @param date `YYYY-MM-DD` */
  has(date: string): boolean {
    const year = date.slice(0, 4);
    const known = this.#years.get(year) ?? this.#calculate(year);
    return known.has(date);
  }

  #calculate(year: string): ReadonlySet<string> {
    const { except, extra } = this.#corrections;
    const days = new Set(this.#calculated.getHolidays(year).map((holiday) => holiday.date.slice(0, 10)));
    for (const date of except) days.delete(date);
    for (const date of extra) days.add(date);
    if (this.#years.size >= remembered) this.#years.clear();
    this.#years.set(year, days);
    return days;
  }
}

const supported = new Holidays().getCountries();

/** True for a country whose holidays can be calculated, as its ISO 3166-1 code: `IT`. */
export function isHolidayCountry(code: string): boolean {
  return Object.hasOwn(supported, code);
}
