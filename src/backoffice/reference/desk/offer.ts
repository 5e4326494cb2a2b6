/** What callers are told of slots and bookings. Pure. */
import type { ArgumentsOf, ResultOf } from '../../operation.ts';
import type { sportelloCerca } from '../../operations/sportello.cerca.ts';
import type { Livello, Modo, Motivo, Precedenza, Prenotazione } from '../../operations/sportello.ts';
import { provinceOfCap } from '../cap-prefixes.ts';
import { type Office, offices, officesOfProvince } from '../offices.ts';
import { residenceOf } from '../residences.ts';
import { bookableSlots, type DeskRules, levelOf, placesOf, type Slot, slotText } from './agenda.ts';

/** A person's booking. */
export interface Booking {
  readonly code: string;
  readonly slot: Slot;
  readonly mode: Modo;
  readonly reason: Motivo;
  readonly precedence: Precedenza;
}

export function toldOf({ code, slot, mode, reason, precedence }: Booking): Prenotazione {
  const { office, day, at } = slot;
  return {
    codice: code,
    data: day,
    ora: at,
    ufficio: office.code,
    sede: office.name,
    via: office.street,
    civico: office.number,
    comune: office.town,
    modo: mode,
    motivo: reason,
    precedenza: precedence,
    livello: levelOf(slot),
  };
}

/** The offices that a search is about: the one named, else those of the CAP's province, else of the person's. */
export function officesAsked(
  { ufficio, cap }: Pick<ArgumentsOf<typeof sportelloCerca>, 'ufficio' | 'cap'>,
  citizen: number,
): readonly Office[] {
  if (ufficio !== undefined) {
    const office = offices.get(ufficio);
    return office === undefined ? [] : [office];
  }
  const sigla = cap === undefined ? residenceOf(citizen)?.province : provinceOfCap(cap);
  return sigla === undefined ? [] : officesOfProvince(sigla);
}

/**
 * The first free slots.
 * @param taken how many desks of a slot are taken
 * @param own moments at which the person has a booking already, `YYYY-MM-DDTHH:MM`
 */
export function offerOf(
  at: readonly Office[],
  given: {
    readonly precedence: Precedenza;
    readonly now: Date;
    readonly rules: DeskRules;
    readonly after?: string | undefined;
    readonly level?: Livello | undefined;
    readonly taken: (slot: Slot) => number;
    readonly own: ReadonlySet<string>;
  },
): ResultOf<typeof sportelloCerca> {
  const free: Slot[] = [];
  for (const slot of bookableSlots(at, given)) {
    if (given.own.has(`${slot.day}T${slot.at}`) || given.taken(slot) >= placesOf(slot)) continue;
    free.push(slot);
    if (free.length === given.rules.offered) break;
  }
  const last = free.at(-1);
  if (last === undefined) return { outcome: 'none', value: {} };
  return {
    outcome: 'found',
    value: {
      posti: free.map((slot) => ({
        posto: slotText(slot),
        data: slot.day,
        ora: slot.at,
        sede: slot.office.name,
      })),
      successivi: `${last.day}T${last.at}`,
      altrogiorno: `${last.day}T24:00`,
    },
  };
}
