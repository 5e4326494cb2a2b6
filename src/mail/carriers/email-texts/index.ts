import type { CarriedMessage } from '../carrier.ts';
import { ar } from './ar.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { it } from './it.ts';
import { pl } from './pl.ts';
import { ru } from './ru.ts';
import { type EmailDocument, type EmailTexts, emailDocuments } from './texts.ts';

export const emailTexts: Readonly<Record<string, EmailTexts>> = { it, de, en, fr, ar, pl, es, ru };

/** Shown from left to right also within Arabic (Unicode isolates). */
const isolated = (digits: string) => `\u2066${digits}\u2069`;

/**
 * The e-mail that brings a document. It names nobody: it says what is attached and under which number it was asked for.
 * @param kind kind of document @param language that of the call; one without texts gets the Italian ones
 * @throws RangeError for a kind that has no text
 */
export function emailMessage(kind: string, language: string, reference: string): CarriedMessage {
  const document = emailDocuments.find((one) => one === kind);
  if (document === undefined) throw new RangeError(`there is no e-mail text for the document "${kind}"`);
  const texts = emailTexts[language];
  if (texts === undefined) return written(document, 'it', it, reference);
  return written(document, language, texts, reference);
}

function written(
  kind: EmailDocument,
  language: string,
  texts: EmailTexts,
  reference: string,
): CarriedMessage {
  const { subject, body } = texts.documents[kind];
  const number = language === 'ar' ? isolated(reference) : reference;
  const paragraphs = [
    texts.greeting,
    body,
    texts.reference.replace('{riferimento}', number),
    texts.notAsked,
    texts.noReply,
    texts.signature,
  ];
  return { subject, text: paragraphs.join('\n\n'), language };
}
