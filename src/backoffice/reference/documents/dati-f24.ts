import { codeline } from '../codeline.ts';
import { instalmentCents, instalmentsOf } from '../instalments.ts';
import { selfEmployed } from '../self-employed.ts';
import type { DocumentOf } from './document.ts';

/** Cause of contributions on the minimum income (inps.it, F24 for artisans and traders). */
export const causali = { artigiani: 'AF', commercianti: 'CF' } as const;
/** Before it there is no table of amounts. */
const firstYear = 2025;

/** What `artigiani.f24` tells of the next instalment, for the four of a year. */
export const datiF24: DocumentOf<'dati-f24'> = ({ citizen, holder, year, today }) => {
  const position = selfEmployed(citizen.index);
  const anno = year ?? Number(today.slice(0, 4));
  if (position === undefined || anno < firstYear || anno > Number(today.slice(0, 4))) return undefined;
  const { gestione, azienda, ufficio } = position;
  return {
    tipo: 'dati-f24',
    intestatario: holder,
    gestione,
    anno,
    rate: instalmentsOf(anno).map(({ rata, scadenza, dal, al }) => ({
      rata,
      scadenza,
      importo: instalmentCents(gestione, anno),
      causale: causali[gestione],
      codiceSede: ufficio,
      codiceInps: codeline({ azienda, anno, rata }),
      dal,
      al,
    })),
  };
};
