import { z } from 'zod';
import { defineOperation, sensitive } from '../operation.ts';
import { nothing, persona } from './persone.ts';

/**
 * What only the person concerned knows, as far as it can be typed (message 1114/2020): numbers of an application, the
 * exact amount of a recent payment, numbers of a work relation or of a business.
 */
export const tipiFatto = ['domus', 'protocollo', 'importo', 'rapporto-domestico', 'azienda'] as const;

export const identitaVerifica = defineOperation({
  name: 'identita.verifica',
  description:
    'Whether a fact that a caller tells an operator is right for a person: `found` when it is, `not-found` when it is ' +
    'wrong or there is no such thing. No answer holds the right value. Too many wrong ones within an hour, and the ' +
    'answer is `locked` for this person, whoever asks.',
  safe: false,
  path: '/identita/verifica',
  arguments: z.strictObject({
    persona,
    tipo: z.enum(tipiFatto),
    valore: sensitive('pratica', z.string().min(1).max(60)).describe(
      'as the caller says it: digits of a number, or an amount in euro as 1234,56',
    ),
  }),
  outcomes: { found: nothing, 'not-found': nothing, locked: nothing },
});
