import { z } from 'zod';
import { defineOperation, sensitive } from '../operation.ts';
import { nothing, persona } from './persone.ts';

export const pinVerifica = defineOperation({
  name: 'pin.verifica',
  description:
    'Compares the keys of a PIN telefonico. Too many wrong ones lock the person, or the number that calls, for a while. ' +
    'That a PIN ran out is told only to those who key it right. A repeated request with the same Idempotency-Key counts once.',
  safe: false,
  path: '/pin/verifica',
  arguments: z.strictObject({
    persona,
    pin: sensitive('pin', z.string().regex(/^\d{4,20}$/)).describe('one key a character'),
    chiamante: sensitive('telefono', z.string().min(1).max(64)).nullable(),
  }),
  outcomes: {
    found: nothing,
    wrong: z.object({ restano: z.int().min(1).describe('tries left') }),
    locked: z.object({ fino: z.iso.datetime().describe('when PINs can be tried again') }),
    expired: z.object({ scaduto: z.iso.date().describe('day on which it ran out, in Rome') }),
    absent: nothing,
  },
});
