import { z } from 'zod';

/** One round of load: calls to one number at one rate. */
export const roundSchema = z.object({
  number: z.string(),
  calls: z.int().min(1),
  callsPerSecond: z.number().positive(),
  maxAtOnce: z.int().min(1),
  sipPort: z.int(),
});
export type Round = z.infer<typeof roundSchema>;

/** What the load generator saw of it. */
export const roundResultSchema = z.object({
  placed: z.int(),
  completed: z.int(),
  /** Not placed, since `maxAtOnce` were up. */
  skipped: z.int(),
  /** Failed calls by reason. */
  failed: z.record(z.string(), z.int()),
  /** Keys that no audio followed in time. */
  unheard: z.int(),
  mostAtOnce: z.int(),
  loadCpuMs: z.number(),
  /** A key's first end packet sent to the first audio packet of the next prompt received, in ms. */
  keyToAudioMs: z.array(z.number()),
  /** INVITE to 200, in ms. */
  inviteToAnswerMs: z.array(z.number()),
});
export type RoundResult = z.infer<typeof roundResultSchema>;
