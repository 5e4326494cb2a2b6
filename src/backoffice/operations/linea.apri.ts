import { z } from 'zod';
import { defineOperation, sensitive } from '../operation.ts';
import { persona } from './persone.ts';

/** Why a form is not taken. */
export const rifiutiLinea = ['sede-sconosciuta', 'numero-in-uso'] as const;

export const lineaApri = defineOperation({
  name: 'linea.apri',
  description:
    'Hands a Linea INPS form over that an operator filled in: an office answers it (second level). `richiesta` is the ' +
    'number that the caller was told; from then on `linea.richiesta` finds the form by it. Without `sede` the office ' +
    "is that of the person's residence. A repeated request with the same Idempotency-Key gives the same answer.",
  safe: false,
  path: '/linea-inps/apri',
  arguments: z.strictObject({
    persona,
    richiesta: sensitive('pratica', z.string().regex(/^\d{8,12}$/)),
    argomento: z
      .string()
      .regex(/^[a-z0-9-]{1,60}$/)
      .describe('topic of the question, as queues name it'),
    quesito: sensitive('persona', z.string().min(1).max(4_000)),
    telefono: sensitive('telefono', z.string().regex(/^\+\d{6,15}$/)).optional(),
    email: sensitive(
      'email',
      z
        .string()
        .max(254)
        .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/),
    ).optional(),
    sede: z
      .string()
      .regex(/^\d{4}$/)
      .optional()
      .describe('code of the office that shall answer'),
    entro: z.iso.date().describe('day by which the caller was told to expect an answer'),
  }),
  outcomes: {
    accepted: z.object({
      sede: z.string().min(1).max(80).describe('town of the office, as it is spoken'),
      entro: z.iso.date(),
    }),
    refused: z.object({ perche: z.enum(rifiutiLinea) }),
  },
});
