/** Rows of the booking tables, and what they stand for. */
import { z } from 'zod';
import { modo, motivo, precedenza } from '../../operations/sportello.ts';
import { officeOf } from '../offices.ts';
import type { Booking } from './offer.ts';

export const takenRow = z.object({ office: z.string(), day: z.string(), at: z.string(), desks: z.number() });

export const bookingRow = z.object({
  code: z.string(),
  state: z.enum(['open', 'cancelled', 'past']),
  mode: modo,
  reason: motivo,
  precedence: precedenza,
  office: z.string(),
  day: z.string(),
  at: z.string(),
});
export type BookingRow = z.infer<typeof bookingRow>;

export function bookingOf({ code, mode, reason, precedence, office, day, at }: BookingRow): Booking {
  return { code, mode, reason, precedence, slot: { office: officeOf(office), day, at } };
}
