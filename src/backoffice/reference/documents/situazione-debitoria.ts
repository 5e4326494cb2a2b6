import { instalmentCents } from '../instalments.ts';
import { selfEmployed } from '../self-employed.ts';
import type { DocumentOf } from './document.ts';

/** What `artigiani.situazione` tells in one sum, instalment by instalment. */
export const situazioneDebitoria: DocumentOf<'situazione-debitoria'> = ({ citizen, holder, today }) => {
  const position = selfEmployed(citizen.index);
  if (position?.debito === undefined) return undefined;
  const { gestione, debito } = position;
  return {
    tipo: 'situazione-debitoria',
    intestatario: holder,
    gestione,
    al: today,
    rate: debito.rateScadute.map(({ anno, rata, scadenza }, index) => ({
      anno,
      rata,
      scadenza,
      importo: instalmentCents(gestione, anno),
      riscossione: index < debito.affidate,
    })),
    totale: debito.totale,
  };
};
