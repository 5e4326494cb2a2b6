import { z } from 'zod';

/** Seconds in a flow file, as milliseconds in the program. */
export const secondsSchema = z
  .number()
  .positive()
  .max(120)
  .transform((seconds) => Math.round(seconds * 1000));

/** flows/settings.yaml: what holds for every flow unless a flow or a step says otherwise. */
const defaults = {
  tries: z.int().min(1).max(9).describe('Failed attempts before a step gives up'),
  silence: secondsSchema.describe('Seconds of silence after a prompt'),
  'between-keys': secondsSchema.describe('Seconds between two keys of one entry'),
  'look-up': secondsSchema.describe(
    'Seconds a look-up or request may take in all before the caller hears that the service is away',
  ),
  'please-wait': secondsSchema.describe(
    'Seconds of a look-up or request after which the caller hears that it is under way',
  ),
};

/** What a flow says at its top for all of its steps, instead of the settings. */
export const flowDefaultsSchema = z.strictObject(defaults).partial();

/** What `0` and `*` do in steps that do not say it themselves. */
export const flowKeys = {
  operator: z
    .union([z.string(), z.literal(false)])
    .optional()
    .describe('The flow behind `0` in this flow; false: `0` is a key like any other'),
  back: z.literal(false).optional().describe('false: `*` does not lead back'),
};

export const settingsSchema = z.strictObject({
  languages: z
    .array(z.string().regex(/^[a-z]{2}$/))
    .min(1)
    .describe(
      'Languages that callers are served in; every prompt must exist in each. The first is the default',
    ),
  operator: z.string().describe('The flow behind key 0'),
  'unknown-number': z.string().describe('The flow for a number that the number plan does not know'),
  defaults: z.strictObject(defaults).describe('What holds for every step that does not say otherwise'),
  prompts: z
    .strictObject({
      'wrong-key': z.string().describe('Said after a key that the step does not know'),
      silence: z.string().describe('Said when the caller pressed nothing'),
      'please-wait': z.string().describe('Said during a look-up or request that takes long'),
      cleared: z.string().describe('Said when the caller clears an entry with `*`'),
      resume: z.string().describe('Said by an engine that took the call over'),
      apology: z.string().describe('Said before the call ends because something broke'),
    })
    .describe('Prompts that every service uses'),
});

export type ProjectSettings = z.infer<typeof settingsSchema>;

/** The settings as the steps of one flow see them. */
export interface Settings extends ProjectSettings {
  /** Whether `0` and `*` have their usual meaning. */
  readonly keys: { readonly operator: boolean; readonly back: boolean };
}

/** The settings, with what a flow says at its top laid over them. */
export function settingsOf(
  settings: ProjectSettings,
  flow: {
    readonly defaults?: z.infer<typeof flowDefaultsSchema> | undefined;
    readonly operator?: string | false | undefined;
    readonly back?: false | undefined;
  } = {},
): Settings {
  const given = Object.entries(flow.defaults ?? {}).filter(([, value]) => value !== undefined);
  return {
    ...settings,
    defaults: { ...settings.defaults, ...Object.fromEntries(given) },
    keys: { operator: flow.operator !== false, back: flow.back !== false },
  };
}
