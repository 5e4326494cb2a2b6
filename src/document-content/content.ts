/**
 * What each kind of document says, as the institution's systems give it and as letters set it. All of it is about one
 * person. Amounts are whole cents, days `YYYY-MM-DD`.
 */
import { z } from 'zod';
import { avvisoPagopa } from './avviso-pagopa.ts';
import { certificazioneUnica } from './certificazione-unica.ts';
import { datiF24 } from './dati-f24.ts';
import { estrattoContributivo } from './estratto-contributivo.ts';
import { estrattoPagamenti } from './estratto-pagamenti.ts';
import { rataPensione } from './rata-pensione.ts';
import { situazioneDebitoria } from './situazione-debitoria.ts';

export const content = z.discriminatedUnion('tipo', [
  certificazioneUnica,
  estrattoContributivo,
  estrattoPagamenti,
  rataPensione,
  avvisoPagopa,
  situazioneDebitoria,
  datiF24,
]);
export type Content = z.infer<typeof content>;
