/** Linea INPS requests of synthetic citizens. Pure, like people.ts, but for their dates. */
import type { mezziRisposta, statiLinea } from '../operations/linea.richiesta.ts';
import { dayInItaly } from './day-in-italy.ts';
import { officeCode, officeCount, officeTown } from './offices.ts';
import { RandomStream } from './random.ts';

export interface LineaRequest {
  /** 9 digits. */
  readonly id: string;
  readonly stato: (typeof statiLinea)[number];
  readonly mezzo: (typeof mezziRisposta)[number];
  /** Hours since the request, and since its last change of state. */
  readonly hoursAgo: number;
  readonly changedHoursAgo: number;
  readonly sede: string;
}

const seed = 803_164;
const hourMs = 3_600_000;
/** Hours within which an office answers (message 1114/2020). */
const dueHours = 48;

/** No citizen has more. */
const most = 2;

const kinds = [
  { stato: 'in-lavorazione', mezzo: 'nessuno' },
  { stato: 'risposta', mezzo: 'email' },
  { stato: 'in-ritardo', mezzo: 'nessuno' },
  { stato: 'risposta', mezzo: 'telefono' },
  { stato: 'chiusa', mezzo: 'nessuno' },
  { stato: 'risposta', mezzo: 'portale' },
] as const;

/** Two citizens of three have a request, every tenth another one; all kinds are among the first eleven. */
export function lineaRequests(citizen: number): readonly LineaRequest[] {
  if (citizen % 3 === 2) return [];
  const stream = new RandomStream(seed + citizen);
  return Array.from({ length: citizen % 10 === 0 ? most : 1 }, (_, position) => {
    const kind = kinds[(citizen + Math.floor(citizen / kinds.length) + position) % kinds.length] ?? kinds[0];
    return {
      id: String(100_000_000 + (((citizen * most + position) * 76_543) % 900_000_000)),
      ...kind,
      ...ages(kind.stato, stream),
      sede: officeTown(officeCode(stream.below(officeCount))),
    };
  });
}

/** Counted back from now, whenever that is: a request is as pending, late or answered next year as it is today. */
function ages(stato: LineaRequest['stato'], stream: RandomStream) {
  switch (stato) {
    case 'in-lavorazione': {
      const hoursAgo = 1 + stream.below(dueHours - 8);
      return { hoursAgo, changedHoursAgo: stream.below(hoursAgo) };
    }
    case 'in-ritardo': {
      const hoursAgo = dueHours + 24 + stream.below(400);
      return { hoursAgo, changedHoursAgo: hoursAgo };
    }
    default: {
      const changedHoursAgo = 10 + stream.below(2_000);
      return { hoursAgo: changedHoursAgo + 4 + stream.below(60), changedHoursAgo };
    }
  }
}

/** The days of a request, `YYYY-MM-DD`: when it came, when the answer is due, when its state last changed. */
export function daysOf(request: LineaRequest, now: Date) {
  const day = (hoursAgo: number) => dayInItaly(new Date(now.getTime() - hoursAgo * hourMs));
  return {
    ricevuta: day(request.hoursAgo),
    entro: day(request.hoursAgo - dueHours),
    aggiornata: day(request.changedHoursAgo),
  };
}
