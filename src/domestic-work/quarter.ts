/** Quarters, contribution weeks and the days to pay. Days are `YYYY-MM-DD`, compared as texts. */

export interface Quarter {
  readonly year: number;
  /** 1 to 4. */
  readonly quarter: number;
}

/** First and last day, both included. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** A contribution week, Sunday to Saturday: it belongs to the quarter in which its Saturday falls. */
export interface Week {
  readonly sunday: string;
  readonly saturday: string;
}

const dayMs = 86_400_000;
const saturdayOfWeek = 6;
/** Contributions are paid from the first to the tenth day after the quarter (domain.md section 4). */
const daysToPay = 10;

export function quarterOf(day: string): Quarter {
  const date = instant(day);
  return { year: date.getUTCFullYear(), quarter: Math.floor(date.getUTCMonth() / 3) + 1 };
}

export function nextQuarter({ year, quarter }: Quarter): Quarter {
  return quarter === 4 ? { year: year + 1, quarter: 1 } : { year, quarter: quarter + 1 };
}

export function previousQuarter({ year, quarter }: Quarter): Quarter {
  return quarter === 1 ? { year: year - 1, quarter: 4 } : { year, quarter: quarter - 1 };
}

export function daysOfQuarter({ year, quarter }: Quarter): Period {
  const first = Date.UTC(year, (quarter - 1) * 3, 1);
  const afterLast = Date.UTC(year, quarter * 3, 1);
  return { from: text(new Date(first)), to: text(new Date(afterLast - dayMs)) };
}

/** The weeks that close in a quarter, in order: 12, 13 or 14 of them. */
export function weeksOfQuarter(quarter: Quarter): readonly Week[] {
  const { from, to } = daysOfQuarter(quarter);
  const weeks: Week[] = [];
  const untilSaturday = saturdayOfWeek - instant(from).getUTCDay();
  for (let saturday = addDays(from, untilSaturday); saturday <= to; saturday = addDays(saturday, 7))
    weeks.push({ sunday: addDays(saturday, -6), saturday });
  return weeks;
}

export interface DueRules {
  /**
   * Days that the last day to pay is moved past, such as Sundays and holidays. Nobody by default, so that the day
   * that is told is never too late. The press has seen both Sunday 10 April 2022 and Easter Monday 10 April 2023
   * moved by a day, and Saturday 10 April 2021 not; no circular that says so was found.
   */
  readonly isHoliday?: (day: string) => boolean;
}

/**
 * The first and the last day to pay the contributions of a quarter: the first ten days after it, or the ten days
 * after the relation ended, where these are over earlier (domain.md section 4).
 * @param ended last day of the relation, where it is known
 */
export function dueWindow(quarter: Quarter, ended?: string, rules: DueRules = {}): Period {
  const opens = daysOfQuarter(nextQuarter(quarter)).from;
  const usual = { from: opens, to: addDays(opens, daysToPay - 1) };
  const afterEnd =
    ended === undefined ? undefined : { from: addDays(ended, 1), to: addDays(ended, daysToPay) };
  const { from, to } = afterEnd !== undefined && afterEnd.to < usual.to ? afterEnd : usual;
  let last = to;
  // A week at most: a calendar without working days must not hold anybody up.
  for (let moved = 0; moved < 7 && rules.isHoliday?.(last) === true; moved += 1) last = addDays(last, 1);
  return { from, to: last };
}

/** @param days may be negative @throws RangeError for a day that is not one */
export function addDays(day: string, days: number): string {
  return text(new Date(instant(day).getTime() + days * dayMs));
}

function instant(day: string): Date {
  const date = new Date(`${day}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(date.getTime()))
    throw new RangeError('a day is written YYYY-MM-DD');
  return date;
}

function text(date: Date): string {
  return date.toISOString().slice(0, 10);
}
