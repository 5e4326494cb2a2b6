import { Sensitive } from '../../../privacy/sensitive.ts';
import { documentiDati } from '../../operations/documenti.dati.ts';
import { dayInItaly } from '../day-in-italy.ts';
import { documentOf } from '../documents/index.ts';
import { originalName } from '../original-names.ts';
import { syntheticRecipient } from '../recipients.ts';
import { handler } from './handler.ts';
import { onePerson } from './one-person.ts';

export const documentiDatiHandler = handler(documentiDati, ({ persona, tipo, parametri }, asked) => {
  const citizen = onePerson(asked, persona);
  const { name, residence, email } = syntheticRecipient(citizen);
  const dati = documentOf(tipo, {
    citizen,
    holder: {
      nome: name,
      nomeOriginale: originalName(citizen.name, citizen.surname),
      codiceFiscale: citizen.code,
      nascita: citizen.birthDate,
    },
    year: parametri.anno,
    month: parametri.mese,
    quarter: parametri.trimestre,
    relation: parametri.rapporto?.reveal(),
    now: asked.now,
    today: dayInItaly(asked.now),
  });
  if (dati === undefined) return { outcome: 'absent', value: { motivo: 'non-disponibile' as const } };
  return {
    outcome: 'found',
    value: {
      destinatario: {
        nome: new Sensitive('nome', name),
        residenza: residence && new Sensitive('indirizzo', residence),
        email: email === null ? null : new Sensitive('email', email),
      },
      dati: new Sensitive('persona', dati),
    },
  };
});
