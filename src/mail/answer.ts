import { z } from 'zod';

/** Why something is not sent; flows say it. */
export const motives = ['nessun-indirizzo', 'nessuna-email', 'non-disponibile', 'non-spedibile'] as const;
export type Motive = (typeof motives)[number];

const sent = z.object({
  riferimento: z
    .string()
    .regex(/^\d{8,20}$/)
    .describe('as it is spoken, digit by digit'),
  entro: z.iso.date().describe('the day until which it arrives'),
});

/** What a caller is told of something to be sent, by outcome; `unavailable` may always come instead. */
export const sendingOutcomes = {
  accepted: sent,
  already: sent,
  refused: z.object({ motivo: z.enum(motives) }),
} as const;

export const answerSchema = z.union([
  z.object({ outcome: z.literal('accepted'), value: sendingOutcomes.accepted }),
  z
    .object({ outcome: z.literal('already'), value: sendingOutcomes.already })
    .describe('the same was asked for on this day'),
  z.object({ outcome: z.literal('refused'), value: sendingOutcomes.refused }),
  z.object({ outcome: z.literal('unavailable'), value: z.null() }),
]);
export type SendingAnswer = z.infer<typeof answerSchema>;

export const unavailable: SendingAnswer = { outcome: 'unavailable', value: null };

export function refused(motivo: Motive): SendingAnswer {
  return { outcome: 'refused', value: { motivo } };
}
