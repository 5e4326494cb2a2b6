import type { CarriedMessage } from './carrier.ts';

/**
 * A text of prompts/ to be read, filled with values.
 * @throws for a text that is not there in this language, and for a value that does not fit
 */
export type WriteText = (id: string, language: string, values: Readonly<Record<string, unknown>>) => string;

/** Marks that help a synthesiser, which nobody writes: each costs a place of seventy. */
const arabicMarks = /[\u064b-\u0652\u0670\u0640]/g;
const firstLanguage = 'it';

/**
 * What a text message says, in the language of the call; in Italian where prompts/ has it in no other.
 * @param order id and values as the flow gave them, and the language of the call
 * @throws what `write` throws: such a message can never be sent
 */
export function smsMessage(
  write: WriteText,
  has: (id: string, language: string) => boolean,
  order: {
    readonly text: string;
    readonly values: Readonly<Record<string, unknown>>;
    readonly language: string;
  },
): CarriedMessage {
  const language = has(order.text, order.language) ? order.language : firstLanguage;
  const text = write(order.text, language, order.values).replace(arabicMarks, '');
  return { subject: '', text, language };
}
