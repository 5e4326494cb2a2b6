/** domande.stato and domande.elenco: the applications of a person. */
import { Sensitive } from '../../../privacy/sensitive.ts';
import type { Domanda } from '../../operations/domanda.ts';
import { domandeElenco } from '../../operations/domande.elenco.ts';
import { domandeStato } from '../../operations/domande.stato.ts';
import { type Application, applicationsOf, applicationWith } from '../applications.ts';
import { officeTown } from '../offices.ts';
import { protocolText } from '../practices.ts';
import type { ReferenceBook } from './asked.ts';
import { handler } from './handler.ts';
import { onePerson } from './one-person.ts';

/** No answer holds more. */
const mostListed = 20;

export const domandeStatoHandler = handler(domandeStato, ({ persona, pratica }, { citizens, references }) => {
  const match = applicationWith(pratica.reveal(), citizens(persona));
  if (match === undefined) return { outcome: 'not-found', value: {} };
  const whose = references.write({ type: 'persona', citizen: match.citizen.index });
  return { outcome: 'found', value: { ...told(match, references), persona: whose } };
});

export const domandeElencoHandler = handler(domandeElenco, ({ persona }, asked) => {
  const all = applicationsOf(onePerson(asked, persona));
  if (all.length === 0) return { outcome: 'absent', value: {} };
  const domande = all.slice(0, mostListed).map((one) => told(one, asked.references));
  return { outcome: 'found', value: { domande, quante: all.length } };
});

function told({ citizen, position, practice }: Application, references: ReferenceBook): Domanda {
  return {
    prestazione: practice.prestazione,
    stato: practice.stato,
    presentata: practice.presentata,
    aggiornata: practice.aggiornata,
    sede: officeTown(practice.ufficio),
    id: references.write({ type: 'domanda', citizen: citizen.index, position }),
    domus: new Sensitive('pratica', practice.domus),
    protocollo: new Sensitive('pratica', protocolText(practice)),
  };
}
