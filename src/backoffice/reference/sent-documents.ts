/** Documents that synthetic citizens asked for before; only simulated calls know them, the records keep real ones. */
import { referenceOf } from '../../store/reference.ts';
import { type Documento, documenti } from '../operations/documenti.disponibile.ts';
import { type Tappa, tappe } from '../operations/invii.ts';
import { dayInItaly } from './day-in-italy.ts';

export interface SentDocument {
  readonly oggetto: Documento;
  readonly riferimento: string;
  readonly tappa: Tappa;
  /** Days before today on which it was asked for, and since when it is where it is. */
  readonly askedDaysAgo: number;
  readonly thereSinceDays: number;
}

const dayMs = 86_400_000;
const promisedDays = 14;
/** Far from the first ones that the records give out: no number means two things in one test. */
const firstReference = 5_000_000;

/** The newest first. The first ten of each twenty hold every stage once; the next three have two or three, the rest none. */
export function sentDocuments(index: number): readonly SentDocument[] {
  const place = index % 20;
  const count = place < 10 ? 1 : place < 12 ? 2 : place === 12 ? 3 : 0;
  return Array.from({ length: count }, (_, position) => ({
    oggetto: documenti[(place + position) % documenti.length] ?? 'estratto-contributivo',
    riferimento: referenceOf(BigInt(firstReference + index * 3 + position)),
    tappa: tappe[(place + position) % tappe.length] ?? 'in-lavorazione',
    askedDaysAgo: 3 + position * 20,
    thereSinceDays: 1 + position * 15,
  }));
}

/** A document as it is told. */
export function toldOf(sent: SentDocument, now: Date) {
  const day = (daysAgo: number) => dayInItaly(new Date(now.getTime() - daysAgo * dayMs));
  return {
    oggetto: sent.oggetto,
    tappa: sent.tappa,
    chiesta: day(sent.askedDaysAgo),
    data: day(sent.thereSinceDays),
    entro: day(sent.askedDaysAgo - promisedDays),
  };
}
