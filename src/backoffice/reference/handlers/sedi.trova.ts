import type { Sede } from '../../operations/sede.ts';
import { sediTrova } from '../../operations/sedi.trova.ts';
import { provinceOfCap } from '../cap-prefixes.ts';
import { dayInItaly } from '../day-in-italy.ts';
import { spokenHours } from '../office-hours.ts';
import { type Office, officesOfProvince } from '../offices.ts';
import { residenceOf } from '../residences.ts';
import { handler } from './handler.ts';

/** No answer holds more: a caller chooses with one key. */
const mostOffices = 8;

export const sediTrovaHandler = handler(sediTrova, ({ provincia, cap, persona }, { citizens, now }) => {
  const [citizen] = persona === undefined ? [] : citizens(persona);
  const home = citizen && residenceOf(citizen.index);
  const sigla = provincia ?? (cap === undefined ? home?.province : provinceOfCap(cap));
  if (sigla === undefined) return { outcome: cap === undefined ? 'absent' : 'not-found', value: {} };
  const near = nearest(officesOfProvince(sigla), provincia === undefined ? (cap ?? home?.cap ?? '') : '');
  if (near.length === 0) return { outcome: 'not-found', value: {} };
  const today = dayInItaly(now);
  return {
    outcome: 'found',
    value: { sedi: near.slice(0, mostOffices).map((office) => told(office, today)) },
  };
});

/** Those whose CAP shares most of its first digits with this one come first. */
function nearest(offices: readonly Office[], cap: string): readonly Office[] {
  const shared = (office: Office) => {
    let length = 0;
    while (length < cap.length && office.cap.charAt(length) === cap.charAt(length)) length += 1;
    return length;
  };
  return offices.toSorted((a, b) => shared(b) - shared(a));
}

/** @param today `YYYY-MM-DD` */
function told(office: Office, today: string): Sede {
  const year = Number(today.slice(0, 4));
  const thisYear = `${year}-${office.patron}`;
  return {
    codice: office.code,
    tipo: office.type,
    nome: office.name,
    via: office.street,
    civico: office.number,
    cap: office.cap,
    comune: office.town,
    orari: [...spokenHours(office.hours)],
    chiusura: thisYear > today ? thisYear : `${year + 1}-${office.patron}`,
  };
}
