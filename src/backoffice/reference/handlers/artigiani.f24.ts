import { artigianiF24 } from '../../operations/artigiani.f24.ts';
import { codeline } from '../codeline.ts';
import { dayInItaly } from '../day-in-italy.ts';
import { instalmentCents, nextInstalment } from '../instalments.ts';
import { selfEmployed } from '../self-employed.ts';
import { handler } from './handler.ts';
import { onePerson } from './one-person.ts';

/** Cause of contributions on the minimum income (inps.it, F24 for artisans and traders). */
const causes = { artigiani: 'AF', commercianti: 'CF' } as const;

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
      causale: causes[gestione],
      codiceSede: ufficio,
      codiceInps: codeline({ azienda, anno, rata }),
      dal,
      al,
    },
  };
});
