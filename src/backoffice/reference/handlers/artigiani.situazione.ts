import { artigianiSituazione } from '../../operations/artigiani.situazione.ts';
import { selfEmployed } from '../self-employed.ts';
import { handler } from './handler.ts';
import { onePerson } from './one-person.ts';

export const artigianiSituazioneHandler = handler(artigianiSituazione, ({ persona }, asked) => {
  const position = selfEmployed(onePerson(asked, persona).index);
  if (position === undefined) return { outcome: 'absent', value: {} };
  const { gestione, debito } = position;
  if (debito === undefined) return { outcome: 'not-found', value: { gestione } };
  const { totale, rate, scaduta, riscossione } = debito;
  return { outcome: 'found', value: { gestione, totale, rate, scaduta, riscossione } };
});
