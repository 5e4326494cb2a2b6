import type { LetterItem, TextItem } from '../../src/mail/carriers/carrier.ts';
import { Sensitive } from '../../src/privacy/sensitive.ts';

/** What must be nowhere but on its way to the carrier. */
export const personal = {
  letter: ['Serafina', 'Quattrocchi', 'Vicolo Stretto', 'the contents of a letter'],
  text: ['3331234567', 'Il suo appuntamento'],
} as const;

export function letterItem(idempotencyKey: string): LetterItem {
  return {
    channel: 'residence',
    reference: '47120385',
    idempotencyKey,
    document: { pdf: new TextEncoder().encode('%PDF-1.7 the contents of a letter'), pages: 1 },
    recipient: {
      name: new Sensitive('nome', 'Serafina Quattrocchi'),
      address: new Sensitive('indirizzo', {
        presso: '',
        via: 'Vicolo Stretto 3',
        cap: '00193',
        localita: 'Roma',
        provincia: 'RM',
        stato: '',
      }),
    },
  };
}

export function textItem(idempotencyKey: string, text = 'Il suo appuntamento è il 23 novembre.'): TextItem {
  return {
    channel: 'sms',
    reference: '47120385',
    idempotencyKey,
    message: { subject: '', text, language: 'it' },
    recipient: { number: new Sensitive('telefono', '+393331234567') },
  };
}
