import { createHash } from 'node:crypto';
import { Sensitive } from '../../../privacy/sensitive.ts';
import { documentiDisponibile } from '../../operations/documenti.disponibile.ts';
import type { SyntheticCitizen } from '../citizens.ts';
import { syntheticContact } from '../contacts.ts';
import { hasDocument } from '../documents/available.ts';
import { handler } from './handler.ts';
import { onePerson } from './one-person.ts';

export const documentiDisponibileHandler = handler(
  documentiDisponibile,
  ({ persona, tipo, parametri, canale }, asked) => {
    const citizen = onePerson(asked, persona);
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

/** Opaque, and the same whatever reference was given: references are written anew each time. */
function subjectOf({ index }: SyntheticCitizen): Sensitive {
  const digest = createHash('sha256').update(`synthetic subject ${index}`).digest('base64url');
  return new Sensitive('persona', digest.slice(0, 22));
}
