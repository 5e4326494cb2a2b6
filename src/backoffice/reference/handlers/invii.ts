import { inviiElenco, inviiStato } from '../../operations/invii.ts';
import { sentDocuments, toldOf } from '../sent-documents.ts';
import { handler } from './handler.ts';
import { onePerson } from './one-person.ts';

export const inviiElencoHandler = handler(inviiElenco, ({ persona }, asked) => {
  const invii = sentDocuments(onePerson(asked, persona).index).map((sent) => toldOf(sent, asked.now));
  return invii.length === 0
    ? { outcome: 'absent', value: {} }
    : { outcome: 'found', value: { quanti: invii.length, invii } };
});

export const inviiStatoHandler = handler(inviiStato, ({ persona, riferimento }, asked) => {
  const sent = sentDocuments(onePerson(asked, persona).index).find(
    (one) => one.riferimento === riferimento.reveal(),
  );
  return sent === undefined
    ? { outcome: 'not-found', value: {} }
    : { outcome: 'found', value: toldOf(sent, asked.now) };
});
