/** Which slots of first-level desks can be booked at all. Pure: what is taken already is somebody else's to know. */
import { type Giorno, giorni } from '../../operations/sede.ts';
import type { Livello, Precedenza } from '../../operations/sportello.ts';
import { dayInItaly } from '../day-in-italy.ts';
import { type Office, offices } from '../offices.ts';
import { addDays, isHoliday, weekdayOf, workingDayAfter } from './working-days.ts';

export interface DeskRules {
  /** No slot before this many working days from today. */
  readonly earliestWorkingDays: number;
  /** No slot after this many days from today. */
  readonly latestDays: number;
  /** A first-level conversation takes ten minutes at most (front-end page, 3/4/2023). */
  readonly slotMinutes: number;
  /** The first times of each day that are only for people with precedence. */
  readonly reservedTimes: number;
  /** How many slots are offered at once. */
  readonly offered: number;
  /** When officials receive: eight hours a week in the afternoon at least, 15 to 30 minutes each (same page). */
  readonly secondLevel: {
    readonly days: readonly Giorno[];
    /** `HH:MM`; at a quarter past or to, where no first-level time is, so that a slot tells its level. */
    readonly from: string;
    readonly to: string;
    readonly slotMinutes: number;
  };
}

export const deskRules: DeskRules = {
  earliestWorkingDays: 1,
  latestDays: 60,
  slotMinutes: 10,
  reservedTimes: 2,
  offered: 3,
  secondLevel: {
    days: ['lunedi', 'martedi', 'mercoledi', 'giovedi'],
    from: '14:15',
    to: '16:15',
    slotMinutes: 30,
  },
};

/** One time at an office, as many desks as it has. */
export interface Slot {
  readonly office: Office;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** `HH:MM`, Italian time. */
  readonly at: string;
}

/** The slot as a caller's flow holds it. */
export function slotText({ office, day, at }: Slot): string {
  return `${office.code} ${day} ${at}`;
}

/** The slot behind such a text, bookable or not; undefined for a text that is none. */
export function readSlot(text: string): Slot | undefined {
  const [code = '', day = '', at = '', ...rest] = text.split(' ');
  const office = offices.get(code);
  const formed = /^\d{4}-\d\d-\d\d$/.test(day) && /^\d\d:\d\d$/.test(at) && rest.length === 0;
  return office === undefined || !formed ? undefined : { office, day, at };
}

/** Whom a slot leads to. */
export function levelOf({ at }: Pick<Slot, 'at'>): Livello {
  return minutesOf(at) % 10 === 5 ? 2 : 1;
}

/** How many can be received at one time: at each desk, or, at the second level, by one official for three desks. */
export function placesOf(slot: Slot): number {
  const { desks } = slot.office;
  return levelOf(slot) === 2 ? Math.ceil(desks / 3) : desks;
}

/** Times of an office on one day, in order; none when it is closed. */
export function timesOf(
  office: Office,
  day: string,
  { slotMinutes, secondLevel }: DeskRules,
  level: Livello = 1,
): readonly string[] {
  const weekday = giorni[weekdayOf(day) - 1];
  if (weekday === undefined || isHoliday(day) || day.slice(5) === office.patron) return [];
  if (level === 2)
    return secondLevel.days.includes(weekday)
      ? timesBetween(secondLevel.from, secondLevel.to, secondLevel.slotMinutes)
      : [];
  return office.hours
    .filter((range) => range.day === weekday)
    .toSorted((a, b) => a.from.localeCompare(b.from))
    .flatMap(({ from, to }) => timesBetween(from, to, slotMinutes));
}

function timesBetween(from: string, to: string, minutes: number): readonly string[] {
  const count = Math.floor((minutesOf(to) - minutesOf(from)) / minutes);
  return Array.from({ length: count }, (_, index) => clock(minutesOf(from) + index * minutes));
}

/** The first and the last day that can be booked. */
export function bookableDays(now: Date, rules: DeskRules): { readonly from: string; readonly to: string } {
  const today = dayInItaly(now);
  return { from: workingDayAfter(today, rules.earliestWorkingDays), to: addDays(today, rules.latestDays) };
}

/** True when this person may book this slot at this moment, if a desk is free. */
export function isBookable(
  { office, day, at }: Slot,
  given: { readonly precedence: Precedenza; readonly now: Date; readonly rules: DeskRules },
): boolean {
  const { from, to } = bookableDays(given.now, given.rules);
  if (day < from || day > to) return false;
  const level = levelOf({ at });
  const index = timesOf(office, day, given.rules, level).indexOf(at);
  return index >= (given.precedence === 'nessuna' && level === 1 ? given.rules.reservedTimes : 0);
}

/**
 * The slots that can be booked, by time; at one time, in the order of the offices.
 * @param after only later ones than this `YYYY-MM-DDTHH:MM`
 */
export function* bookableSlots(
  at: readonly Office[],
  given: {
    readonly precedence: Precedenza;
    readonly now: Date;
    readonly rules: DeskRules;
    readonly after?: string | undefined;
    readonly level?: Livello | undefined;
  },
): Generator<Slot> {
  const { precedence, rules, after = '', level = 1 } = given;
  const { from, to } = bookableDays(given.now, rules);
  const kept = precedence === 'nessuna' && level === 1 ? rules.reservedTimes : 0;
  for (let day = from; day <= to; day = addDays(day, 1)) {
    if (`${day}T24:00` <= after) continue;
    const ofDay = at.flatMap((office) =>
      timesOf(office, day, rules, level)
        .slice(kept)
        .map((time) => ({ office, day, at: time })),
    );
    for (const slot of ofDay.toSorted((a, b) => a.at.localeCompare(b.at)))
      if (`${day}T${slot.at}` > after) yield slot;
  }
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

function clock(minutes: number): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
