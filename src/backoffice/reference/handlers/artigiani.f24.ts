import { artigianiF24 } from '../../operations/artigiani.f24.ts';
import { codeline } from '../codeline.ts';
import { dayInItaly } from '../day-in-italy.ts';
import { causali } from '../documents/dati-f24.ts';
import { instalmentCents, nextInstalment } from '../instalments.ts';
import { selfEmployed } from '../self-employed.ts';
import { handler } from './handler.ts';
import { onePerson } from './one-person.ts';

export const artigianiF24Handler = handler(artigianiF24, ({ persona }, asked) => {
  const position = selfEmployed(onePerson(asked, persona).index);
  if (position === undefined) return { outcome: 'absent', value: {} };
  const { gestione, azienda, ufficio } = position;
  const { anno, rata, scadenza, dal, al } = nextInstalment(dayInItaly(asked.now));
  return {
    outcome: 'found',
    value: {
      gestione,
      anno,
      rata,
      scadenza,
      importo: instalmentCents(gestione, anno),
      causale: causali[gestione],
      codiceSede: ufficio,
      codiceInps: codeline({ azienda, anno, rata }),
      dal,
      al,
    },
  };
});
