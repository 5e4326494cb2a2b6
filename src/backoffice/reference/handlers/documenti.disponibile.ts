import { documentiDisponibile } from '../../operations/documenti.disponibile.ts';
import { syntheticContact } from '../contacts.ts';
import { hasDocument } from '../documents/available.ts';
import { subjectOf } from '../subjects.ts';
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
