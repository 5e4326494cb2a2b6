import { z } from 'zod';

/** Seconds in a flow file, as milliseconds in the program. */
export const secondsSchema = z
  .number()
  .positive()
  .max(120)
  .transform((seconds) => Math.round(seconds * 1000));

/** flows/settings.yaml: what holds for every flow unless a flow or a step says otherwise. */
export const settingsSchema = z.strictObject({
  /** Languages that callers are served in; every prompt must exist in each. The first one is the default. */
  languages: z.array(z.string().regex(/^[a-z]{2}$/)).min(1),
  /** The flow behind key 0. */
  operator: z.string(),
  /** The flow for a number that the number plan does not know. */
  'unknown-number': z.string(),
  defaults: z.strictObject({
    /** Failed attempts before a step gives up. */
    tries: z.int().min(1).max(9),
    /** Seconds of silence after a prompt. */
    silence: secondsSchema,
    /** Seconds between two keys of one entry. */
    'between-keys': secondsSchema,
    /** Seconds a look-up may take in all before the caller hears that the service is away. */
    'look-up': secondsSchema,
    /** Seconds of look-up after which the caller hears that it is under way. */
    'please-wait': secondsSchema,
  }),
  prompts: z.strictObject({
    /** Said after a key that the step does not know. */
    'wrong-key': z.string(),
    /** Said when the caller pressed nothing. */
    silence: z.string(),
    /** Said during a look-up that takes long. */
    'please-wait': z.string(),
    /** Said when the caller clears an entry with `*`. */
    cleared: z.string(),
    /** Said by an engine that took the call over. */
    resume: z.string(),
    /** Said before the call ends because something broke. */
    apology: z.string(),
  }),
});

export type Settings = z.infer<typeof settingsSchema>;
