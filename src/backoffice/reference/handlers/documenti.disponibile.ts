import { createHash } from 'node:crypto';
import { Sensitive } from '../../../privacy/sensitive.ts';
import { type Documento, documentiDisponibile } from '../../operations/documenti.disponibile.ts';
import type { SyntheticCitizen } from '../citizens.ts';
import { syntheticContact } from '../contacts.ts';
import { syntheticRelations } from '../domestic-relations.ts';
import { UnknownReference } from '../references.ts';
import { selfEmployed } from '../self-employed.ts';
import { handler } from './handler.ts';

export const documentiDisponibileHandler = handler(
  documentiDisponibile,
  ({ persona, tipo, parametri, canale }, { citizens }) => {
    const [citizen, ...others] = citizens(persona);
    if (citizen === undefined || others.length > 0)
      throw new UnknownReference('not the reference of one person');
    const { residence, email } = syntheticContact(citizen.index);
    if (!hasDocument(citizen, tipo, parametri.rapporto?.reveal())) return absent('non-disponibile');
    if (canale === 'residenza' && residence === 'nessuna') return absent('nessun-indirizzo');
    if (canale === 'email' && !email) return absent('nessuna-email');
    return { outcome: 'found', value: { soggetto: subjectOf(citizen), estero: residence === 'estero' } };
  },
);

function absent<Motivo extends string>(motivo: Motivo) {
  return { outcome: 'absent' as const, value: { motivo } };
}

/**
 * Those born before 1964 draw a pension (see practices.ts); artisans and traders pay by F24, and some of them owe
 * (self-employed.ts); an employer has notices of the own workers only. The last of every twenty has no documents at all.
 */
function hasDocument({ index, birthDate }: SyntheticCitizen, tipo: Documento, rapporto?: string): boolean {
  if (index % 20 === 19) return false;
  switch (tipo) {
    case 'rata-pensione':
      return birthDate < '1964';
    case 'situazione-debitoria':
      return selfEmployed(index)?.debito !== undefined;
    case 'dati-f24':
      return selfEmployed(index) !== undefined;
    case 'avviso-pagopa':
      return syntheticRelations(index).some(({ code }) => code === rapporto);
    default:
      return true;
  }
}

/** Opaque, and the same whatever reference was given: references are written anew each time. */
function subjectOf({ index }: SyntheticCitizen): Sensitive {
  const digest = createHash('sha256').update(`synthetic subject ${index}`).digest('base64url');
  return new Sensitive('persona', digest.slice(0, 22));
}
