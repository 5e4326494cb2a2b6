import { z } from 'zod';
import type { State } from '../states.ts';

/** What a carrier can tell of something that it took. */
export const feedbackStates = [
  'PRINTED',
  'POSTED',
  'DELIVERED',
  'UNDELIVERED',
  'RETURNED',
] as const satisfies readonly State[];
export type FeedbackState = (typeof feedbackStates)[number];

/** One thing that happened, as carriers report it: in a webhook, or as a line of a file. Nothing in it is personal. */
export const feedbackEvent = z
  .object({
    reference: z
      .string()
      .regex(/^\d{8,20}$/)
      .optional()
      .describe('ours'),
    carrierReference: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe("the carrier's, as it was given at hand-over"),
    state: z.enum(feedbackStates),
    at: z.iso.datetime({ offset: true }).describe('when it happened'),
    reason: z
      .string()
      .regex(/^[a-z0-9-]{1,60}$/)
      .optional()
      .describe(
        'why it was not delivered or came back, in a word: unknown-recipient, moved, refused, unclaimed',
      ),
  })
  .refine(({ reference, carrierReference }) => reference !== undefined || carrierReference !== undefined, {
    path: ['reference'],
    message: 'one of the two references must be there',
  });
export type FeedbackEvent = z.output<typeof feedbackEvent>;
