import { lineaRichiesta } from '../../operations/linea.richiesta.ts';
import { daysOf, lineaRequests } from '../linea-requests.ts';
import { handler } from './handler.ts';

export const lineaRichiestaHandler = handler(lineaRichiesta, ({ persona, richiesta }, { citizens, now }) => {
  const keyed = richiesta.reveal();
  const matching = citizens(persona)
    .flatMap(({ index }) => lineaRequests(index))
    .filter(({ id }) => id === keyed);
  const [match] = matching;
  if (match === undefined) return { outcome: 'not-found', value: {} };
  const { stato, mezzo, sede } = match;
  return { outcome: 'found', value: { stato, mezzo, sede, ...daysOf(match, now) } };
});
