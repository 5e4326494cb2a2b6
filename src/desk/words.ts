/** Words of the desk: what codes of the back office mean to an operator. Italian, as the institution writes it. */
import type { Choice } from '../staff/wire.ts';
import type { DocumentChoice, FactChoice } from './wire.ts';

const dateFormat = new Intl.DateTimeFormat('it-IT', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});

/** `venerdì 27 novembre 2026`. @param day `YYYY-MM-DD` */
export function writtenDay(day: string): string {
  return dateFormat.format(new Date(`${day}T00:00:00Z`));
}

/** Reasons of a first-level appointment, by the back office's codes. */
export const bookingReasons: readonly Choice[] = [
  { name: 'informazioni', title: 'Informazioni' },
  { name: 'stato-pratica', title: 'Stato di una pratica' },
  { name: 'prestazione-in-corso', title: 'Prestazione in corso di pagamento' },
  { name: 'pin-identita', title: 'PIN telefonico e identità digitale' },
  { name: 'cambio-residenza', title: 'Cambio di residenza o di recapiti' },
  { name: 'decesso', title: 'Decesso di un familiare' },
  { name: 'delega-riscossione', title: 'Delega alla riscossione' },
  { name: 'quota-sindacale', title: 'Quota sindacale' },
];
export const bookingModes: readonly Choice[] = [
  { name: 'in-presenza', title: 'In sede' },
  { name: 'ricontatto', title: 'Richiamata telefonica' },
];
export const precedences: readonly Choice[] = [
  { name: 'nessuna', title: 'Nessuna' },
  { name: 'gravidanza', title: 'Gravidanza' },
  { name: 'figlio-piccolo', title: 'Figlio con meno di un anno' },
  { name: 'disabilita', title: 'Disabilità o mobilità ridotta' },
];

export const facts: readonly FactChoice[] = [
  { name: 'domus', title: 'Numero DOMUS', hint: '13 cifre' },
  { name: 'protocollo', title: 'Protocollo di una domanda', hint: 'tutto, oppure le ultime 7 cifre' },
  { name: 'importo', title: 'Importo esatto di un pagamento recente', hint: 'in euro, per esempio 1234,56' },
  { name: 'rapporto-domestico', title: 'Codice del rapporto di lavoro domestico', hint: '10 cifre' },
  { name: 'azienda', title: 'Codice azienda di artigiani e commercianti', hint: '8 cifre' },
];

export const documents: readonly DocumentChoice[] = [
  { name: 'certificazione-unica', title: 'Certificazione Unica', needs: 'year' },
  { name: 'estratto-contributivo', title: 'Estratto conto contributivo', needs: 'nothing' },
  { name: 'estratto-pagamenti', title: 'Estratto dei pagamenti', needs: 'optional-year' },
  { name: 'rata-pensione', title: 'Dettaglio della rata di pensione', needs: 'optional-month' },
  {
    name: 'situazione-debitoria',
    title: 'Situazione debitoria di artigiani e commercianti',
    needs: 'nothing',
  },
  { name: 'dati-f24', title: 'Dati per il modello F24', needs: 'optional-year' },
];

/** Why something is not sent (mail/answer.ts). */
export const sendingRefusals: Readonly<Record<string, string>> = {
  'nessun-indirizzo': 'In archivio non c’è un indirizzo di residenza.',
  'nessuna-email': 'In archivio non c’è un indirizzo di posta elettronica.',
  'non-disponibile': 'Il documento non è disponibile.',
  'non-spedibile': 'Il documento non si può inviare così.',
};
/** What an appointment is, as a confirmation says it. */
export const bookingLevels = {
  1: 'primo livello, 10 minuti allo sportello',
  2: 'secondo livello, 30 minuti con un funzionario',
} as const;
/** Why a desk cannot be booked (sportello.ts). */
export const bookingRefusals: Readonly<Record<string, string>> = {
  'stessa-ora': 'La persona ha già un appuntamento alla stessa ora.',
  'non-prenotabile': 'Questo orario non si può prenotare.',
};
/** Why there is no booking with a code (sportello.stato). */
export const bookingAbsences: Readonly<Record<string, string>> = {
  errato: 'Il codice non è scritto bene: lo faccia ripetere.',
  sconosciuto: 'Questa persona non ha un appuntamento con questo codice.',
  disdetta: 'L’appuntamento è già stato disdetto.',
  passata: 'L’appuntamento è passato.',
};

export const archivesAway = 'Gli archivi non rispondono. Riprovi tra poco.';
