import type { Livello, Motivo, Precedenza } from '../../operations/sportello.ts';
import { dayInItaly } from '../day-in-italy.ts';
import { type DeskRules, isBookable, levelOf, type Slot } from './agenda.ts';
import type { Booking } from './offer.ts';

/** What stands against a booking, apart from the desk being taken. */
export type Objection =
  | { readonly already: Booking }
  | { readonly refused: 'stessa-ora' | 'non-prenotabile' };

/**
 * The rules for one person's bookings: one open one for a reason, none at the time of another, and only slots that can
 * be booked. Pure.
 * @param held the person's open bookings; one that is to be moved is left out
 * @param slot undefined: what was asked for is no slot
 */
export function objectionTo(
  slot: Slot | undefined,
  held: readonly Booking[],
  given: {
    /** Undefined for a booking that is moved: it keeps its reason. */
    readonly reason: Motivo | undefined;
    readonly precedence: Precedenza;
    readonly now: Date;
    readonly rules: DeskRules;
    /** The level that was asked for; a booking that is moved keeps its own. */
    readonly level: Livello;
  },
): Objection | undefined {
  const same = held.find(({ reason }) => reason === given.reason);
  if (same !== undefined) return { already: same };
  if (slot === undefined || levelOf(slot) !== given.level || !isBookable(slot, given))
    return { refused: 'non-prenotabile' };
  const clash = held.some((one) => one.slot.day === slot.day && one.slot.at === slot.at);
  return clash ? { refused: 'stessa-ora' } : undefined;
}

/** True from the day after the slot's: until then the booking can be told, though no longer moved. */
export function isPast({ slot }: Booking, now: Date): boolean {
  return slot.day < dayInItaly(now);
}
