/** What an e-mail says in one language. */
export interface EmailTexts {
  readonly greeting: string;
  /** `{riferimento}` is the number of the request as callers heard it. */
  readonly reference: string;
  /** That nobody reads answers, and where to turn. */
  readonly noReply: string;
  /** For whom it is a surprise. */
  readonly notAsked: string;
  readonly signature: string;
  /** By kind of document: the subject, and the sentence that says what is attached. */
  readonly documents: Readonly<Record<EmailDocument, { readonly subject: string; readonly body: string }>>;
}

/** The kinds of document; documents/index.ts has the same (email-texts.test.ts). */
export const emailDocuments = [
  'certificazione-unica',
  'estratto-contributivo',
  'estratto-pagamenti',
  'rata-pensione',
  'avviso-pagopa',
  'situazione-debitoria',
  'dati-f24',
] as const;
export type EmailDocument = (typeof emailDocuments)[number];
