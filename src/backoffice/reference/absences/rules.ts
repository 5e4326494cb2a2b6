/** What absences can be reported, and by whom. Pure: what was reported already is somebody else's to know. */
import type { z } from 'zod';
import type { perche, periodo } from '../../operations/assenze.ts';
import { dayInItaly } from '../day-in-italy.ts';
import { addDays } from '../desk/working-days.ts';

export const absenceRules = {
  /** Reported late at most by so many days. */
  latestDaysAgo: 7,
  earliestDaysAhead: 60,
  longestDays: 180,
} as const;

type Judged = { readonly period: z.output<typeof periodo> } | { readonly refused: z.output<typeof perche> };

/** Synthetic employees: their numbers follow one another. */
const employees = { first: 10_001, count: 25_000 };

/** Whether an employee has this number. @param number as it was keyed in: leading zeros do not matter */
export function isEmployee(number: string): boolean {
  const value = Number(number);
  return value >= employees.first && value < employees.first + employees.count;
}

/** An employee number without leading zeros: the same for the same employee. */
export function employeeNumber(keyed: string): string {
  return String(Number(keyed));
}

/**
 * The days of an absence.
 * @param firstDay `oggi`, `domani` or `YYYY-MM-DD`
 * @param days calendar days
 */
export function judgeAbsence(firstDay: string, days: number, now: Date): Judged {
  const today = dayInItaly(now);
  const { latestDaysAgo, earliestDaysAhead, longestDays } = absenceRules;
  const dal = firstDay === 'oggi' ? today : firstDay === 'domani' ? addDays(today, 1) : firstDay;
  if (dal < addDays(today, -latestDaysAgo)) return { refused: 'troppo-indietro' };
  if (dal > addDays(today, earliestDaysAhead)) return { refused: 'troppo-avanti' };
  if (days < 1 || days > longestDays) return { refused: 'troppi-giorni' };
  return { period: { dal, al: addDays(dal, days - 1), giorni: days } };
}
