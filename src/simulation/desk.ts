import { sportelloCerca } from '../backoffice/operations/sportello.cerca.ts';
import { sportelloConferma } from '../backoffice/operations/sportello.conferma.ts';
import { sportelloDisdici } from '../backoffice/operations/sportello.disdici.ts';
import { sportelloSposta } from '../backoffice/operations/sportello.sposta.ts';
import { sportelloStato } from '../backoffice/operations/sportello.stato.ts';
import { dayInItaly } from '../backoffice/reference/day-in-italy.ts';
import {
  levelOf,
  placesOf,
  readSlot,
  deskRules as rules,
  type Slot,
  slotText,
} from '../backoffice/reference/desk/agenda.ts';
import { bookingCode, isBookingCode } from '../backoffice/reference/desk/code.ts';
import { isPast, objectionTo } from '../backoffice/reference/desk/judge.ts';
import { type Booking, offerOf, officesAsked, toldOf } from '../backoffice/reference/desk/offer.ts';
import { type Handler, handler } from '../backoffice/reference/handlers/handler.ts';
import { onePerson } from '../backoffice/reference/handlers/one-person.ts';
import { keyedText } from '../backoffice/reference/keyed-text.ts';

interface Held {
  readonly citizen: number;
  readonly booking: Booking;
  readonly cancelled: boolean;
}

/** Bookings as the reference back office makes them, in memory and for one call: codes follow one another. */
export class SimulatedDesk {
  readonly #held = new Map<string, Held>();

  readonly handlers: readonly Handler[] = [
    handler(sportelloCerca, (args, asked) => {
      const citizen = onePerson(asked, args.persona).index;
      return offerOf(officesAsked(args, citizen), {
        precedence: args.precedenza,
        now: asked.now,
        rules,
        after: args.dopo,
        level: args.livello,
        taken: (slot) => this.#desksTaken(slot),
        own: new Set(this.#openOf(citizen).map(({ slot }) => `${slot.day}T${slot.at}`)),
      });
    }),
    handler(sportelloConferma, (args, asked) => {
      const citizen = onePerson(asked, args.persona).index;
      const { modo: mode, motivo: reason, precedenza: precedence } = args;
      const slot = readSlot(args.posto);
      // Those whose day is over no longer stand in the way of new ones.
      const held = this.#openOf(citizen).filter((one) => one.slot.day >= dayInItaly(asked.now));
      const objection = objectionTo(slot, held, {
        reason,
        precedence,
        now: asked.now,
        rules,
        level: args.livello ?? 1,
      });
      if (objection !== undefined && 'already' in objection)
        return { outcome: 'already', value: toldOf(objection.already) };
      if (objection !== undefined || slot === undefined)
        return { outcome: 'refused', value: { perche: objection?.refused ?? 'non-prenotabile' } };
      if (this.#desksTaken(slot) >= placesOf(slot)) return { outcome: 'taken', value: {} };
      const code = bookingCode(1_000_000 + this.#held.size);
      const booking = { code, slot, mode, reason, precedence };
      this.#held.set(code, { citizen, booking, cancelled: false });
      return { outcome: 'accepted', value: toldOf(booking) };
    }),
    handler(sportelloStato, (args, asked) => {
      const code = keyedText(args.codice);
      const found = this.#of(onePerson(asked, args.persona).index, code);
      if (!isBookingCode(code)) return noBooking('errato');
      if (found === undefined) return noBooking('sconosciuto');
      if (found.cancelled) return noBooking('disdetta');
      if (isPast(found.booking, asked.now)) return noBooking('passata');
      return { outcome: 'found', value: toldOf(found.booking) };
    }),
    handler(sportelloSposta, (args, asked) => {
      const citizen = onePerson(asked, args.persona).index;
      const code = keyedText(args.codice);
      const found = this.#of(citizen, code);
      if (found === undefined || found.cancelled || isPast(found.booking, asked.now))
        return { outcome: 'not-found', value: {} };
      const slot = readSlot(args.posto);
      const others = this.#openOf(citizen).filter((one) => one.code !== code);
      const { precedence } = found.booking;
      const objection = objectionTo(slot, others, {
        reason: undefined,
        precedence,
        now: asked.now,
        rules,
        level: levelOf(found.booking.slot),
      });
      if (slot === undefined || objection !== undefined) {
        const perche =
          objection !== undefined && 'refused' in objection ? objection.refused : 'non-prenotabile';
        return { outcome: 'refused', value: { perche } };
      }
      // The desk that it has itself is free for it.
      if (this.#desksTaken(slot, code) >= placesOf(slot)) return { outcome: 'taken', value: {} };
      const booking = { ...found.booking, slot };
      this.#held.set(code, { ...found, booking });
      return { outcome: 'accepted', value: toldOf(booking) };
    }),
    handler(sportelloDisdici, (args, asked) => {
      const code = keyedText(args.codice);
      const found = this.#of(onePerson(asked, args.persona).index, code);
      if (found?.cancelled) return { outcome: 'already', value: {} };
      if (found === undefined || isPast(found.booking, asked.now)) return { outcome: 'not-found', value: {} };
      this.#held.set(code, { ...found, cancelled: true });
      return { outcome: 'accepted', value: {} };
    }),
  ];

  #of(citizen: number, code: string): Held | undefined {
    const found = this.#held.get(code);
    return found?.citizen === citizen ? found : undefined;
  }

  #openOf(citizen: number): readonly Booking[] {
    return [...this.#held.values()].flatMap((one) =>
      one.citizen === citizen && !one.cancelled ? [one.booking] : [],
    );
  }

  #desksTaken(slot: Slot, except?: string): number {
    const text = slotText(slot);
    return [...this.#held.values()].filter(
      ({ booking, cancelled }) => !cancelled && booking.code !== except && slotText(booking.slot) === text,
    ).length;
  }
}

function noBooking<const Why extends string>(perche: Why) {
  return { outcome: 'not-found', value: { perche } } as const;
}
