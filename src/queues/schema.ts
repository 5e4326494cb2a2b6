/** What flows/queues.yaml may say. */
import { z } from 'zod';

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'write a name in small letters, digits and hyphens');
const seconds = (min: number, max: number) => z.int().min(min).max(max);
const proficiency = z
  .union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)], 'write 1, 2, 3, 4 or 5')
  .describe('How well an operator must know it: 1 a beginner, 5 an expert');

const stepSchema = z.union([
  z.strictObject({
    'at-least': proficiency,
    'any-topic': z
      .literal(true)
      .optional()
      .describe("Any operator who speaks the caller's language, whatever the topic"),
    for: seconds(1, 3_600).describe(
      'Seconds until the next step; the last step holds until the longest wait',
    ),
  }),
  z.strictObject({
    overflow: name.describe('Wait for the operators of this queue from here on, in the same place'),
  }),
]);

/** What a queue says itself, or leaves to `defaults`. */
const rules = {
  routing: z.array(stepSchema).min(1).max(10).describe('Whom a caller waits for, step after step'),
  'max-wait': seconds(10, 7_200).describe('Seconds after which a caller waits no longer'),
  'max-length': z.int().min(1).max(5_000).describe('Callers who may wait in one language'),
  ring: seconds(5, 60).describe("Seconds that an operator's phone rings"),
  'wrap-up': seconds(0, 600).describe('Seconds after a conversation until the operator is ready again'),
  'silent-after': z
    .union([z.literal(0), seconds(5, 120)])
    .describe(
      'Seconds without a sound from an operator who answered: then the caller goes to the next one, before everybody, and this one is paused; 0: never',
    ),
  announce: seconds(10, 300).describe('Seconds between two announcements of place and wait'),
  'call-back': z.boolean().describe('Whether callers may ask to be called back'),
  priority: z.int().min(0).max(9).describe('0 to 9: each step counts as `head-start` seconds of waiting'),
  hours: z
    .object({ others: name })
    .catchall(name)
    .describe('A calendar of hours.yaml for each language; `others` for those not named'),
};

const queueSchema = z.strictObject({
  title: z.string().min(1).describe('What operators and supervisors read'),
  topic: name
    .optional()
    .describe("What the skills of operators name; the queue's own name unless said otherwise"),
  level: z
    .union([z.literal(1), z.literal(2)], 'write 1 or 2')
    .default(1)
    .describe('2: the officials of the offices, whom only operators reach'),
  ...z.object(rules).partial().shape,
  record: z
    .strictObject({
      'retention-days': z.int().min(1).max(365).describe('Days after which a recording is deleted'),
      notice: z
        .string()
        .min(1)
        .optional()
        .describe('The text that tells callers so, in place of the one of settings.yaml'),
    })
    .optional()
    .describe('Conversations are recorded; without it they are not'),
  pills: z
    .array(z.string().min(1))
    .max(10)
    .default([])
    .describe('Texts on the topic that callers hear while they wait, by turns'),
});

export const queuesSchema = z.strictObject({
  'head-start': seconds(0, 3_600).describe('Seconds of waiting that one step of priority is worth'),
  'call-backs': z
    .strictObject({
      retry: z
        .array(seconds(5, 86_400))
        .max(10)
        .describe('Seconds until each further attempt, when nobody answers'),
      ring: seconds(10, 60).describe('Seconds that the phone rings of whoever is called back'),
    })
    .describe(
      'Calling back: once when the turn comes, and again so often, never outside the hours of the queue',
    ),
  defaults: z.strictObject(rules).describe('What holds for queues that say nothing else'),
  queues: z.record(name, queueSchema).describe('The queues, by the name that `queue` in a flow uses'),
});
export type QueueRows = z.infer<typeof queuesSchema>;
