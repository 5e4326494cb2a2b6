/** Documents of synthetic citizens. Pure, like people.ts; they agree with what the other operations tell. */
import type { Content } from '../../../document-content/content.ts';
import type { Documento } from '../../operations/documenti.disponibile.ts';
import { hasDocument } from './available.ts';
import { avvisoPagopa } from './avviso-pagopa.ts';
import { certificazioneUnica } from './certificazione-unica.ts';
import { datiF24 } from './dati-f24.ts';
import type { DocumentAsked, DocumentOf } from './document.ts';
import { estrattoContributivo } from './estratto-contributivo.ts';
import { estrattoPagamenti } from './estratto-pagamenti.ts';
import { rataPensione } from './rata-pensione.ts';
import { situazioneDebitoria } from './situazione-debitoria.ts';

const kinds: { readonly [Kind in Documento]: DocumentOf<Kind> } = {
  'certificazione-unica': certificazioneUnica,
  'estratto-contributivo': estrattoContributivo,
  'estratto-pagamenti': estrattoPagamenti,
  'rata-pensione': rataPensione,
  'avviso-pagopa': avvisoPagopa,
  'situazione-debitoria': situazioneDebitoria,
  'dati-f24': datiF24,
};

/** What a document says; undefined for one that this citizen has not. */
export function documentOf(kind: Documento, asked: DocumentAsked): Content | undefined {
  return hasDocument(asked.citizen, kind, asked.relation) ? kinds[kind](asked) : undefined;
}
