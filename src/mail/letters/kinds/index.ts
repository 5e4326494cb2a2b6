import type { LetterKind } from '../kind.ts';
import { avvisoPagopa } from './avviso-pagopa.ts';
import { certificazioneUnica } from './certificazione-unica.ts';
import { datiF24 } from './dati-f24.ts';
import { estrattoContributivo } from './estratto-contributivo.ts';
import { estrattoPagamenti } from './estratto-pagamenti.ts';
import { rataPensione } from './rata-pensione.ts';
import { situazioneDebitoria } from './situazione-debitoria.ts';

/** Every kind of letter. Adding one is adding a file, a line here, and its texts in each language. */
export const letterKinds: readonly LetterKind[] = [
  certificazioneUnica,
  estrattoContributivo,
  estrattoPagamenti,
  rataPensione,
  avvisoPagopa,
  situazioneDebitoria,
  datiF24,
];
