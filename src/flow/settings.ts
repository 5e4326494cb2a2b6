import { z } from 'zod';

/** Seconds in a flow file, as milliseconds in the program. */
export const secondsSchema = z
  .number()
  .positive()
  .max(120)
  .transform((seconds) => Math.round(seconds * 1000));

/** flows/settings.yaml: what holds for every flow unless a flow or a step says otherwise. */
const defaults = {
  tries: z.int().min(1).max(9).describe('Tentativi falliti prima che un passo si arrenda'),
  silence: secondsSchema.describe('Secondi di silenzio dopo un messaggio'),
  'between-keys': secondsSchema.describe("Secondi fra un tasto e l'altro dello stesso dato"),
  'look-up': secondsSchema.describe(
    "Secondi che una ricerca o una richiesta può durare in tutto, prima che chi chiama senta che il servizio non c'è",
  ),
  'please-wait': secondsSchema.describe('Secondi dopo i quali chi chiama sente che la ricerca è in corso'),
};

/** What a flow says at its top for all of its steps, instead of the settings. */
export const flowDefaultsSchema = z.strictObject(defaults).partial();

/** The key that changes the language in every menu that does not use it for something else. */
export const languageKey = '8';

/** What `0` and `*` do in steps that do not say it themselves. */
export const flowKeys = {
  operator: z
    .union([z.string(), z.literal(false)])
    .optional()
    .describe('Il flusso dietro lo `0` in questo flusso; false: lo `0` è un tasto come gli altri'),
  back: z.literal(false).optional().describe('false: `*` non porta indietro'),
};

/** The topic of the operators (flows/queues.yaml), as the head of a flow says it. */
export const topicSchema = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'write a topic of flows/queues.yaml');

export const settingsSchema = z.strictObject({
  languages: z
    .array(z.string().regex(/^[a-z]{2}$/))
    .min(1)
    .describe(
      'Le lingue in cui si serve chi chiama; ogni messaggio deve esserci in tutte. La prima è quella di chi non sceglie',
    ),
  operator: z.string().describe('Il flusso dietro il tasto 0'),
  language: z
    .string()
    .optional()
    .describe(
      "Il flusso dietro il tasto 8 nei menu che non danno all'8 un altro significato: un blocco che cambia lingua e torna al menu",
    ),
  'unknown-number': z.string().describe('Il flusso per un numero che non è nel piano di numerazione'),
  'call-back': z
    .string()
    .optional()
    .describe("Il flusso che sente chi è richiamato perché l'aveva chiesto; senza, nessuno è richiamato"),
  'longest-prompt': z
    .number()
    .positive()
    .max(600)
    .optional()
    .describe('Secondi che un messaggio può durare prima che centralino check avverta (45 se non è scritto)'),
  'menu-seconds': z
    .number()
    .positive()
    .max(120)
    .default(25)
    .describe('Secondi che il primo menu di una linea può durare, con tutte le sue scelte'),
  'menu-depth': z
    .int()
    .min(1)
    .max(9)
    .default(3)
    .describe('Quanti menu, al massimo, chi chiama ha attraversato quando arriva a un altro menu'),
  defaults: z.strictObject(defaults).describe('Quello che vale per ogni passo che non dice altro'),
  prompts: z
    .strictObject({
      'wrong-key': z.string().describe('Dopo un tasto che il passo non conosce'),
      silence: z.string().describe('Quando chi chiama non ha premuto nulla'),
      'please-wait': z.string().describe('Durante una ricerca o una richiesta lunga'),
      cleared: z.string().describe('Quando chi chiama cancella con `*` quello che ha digitato'),
      resume: z.string().describe('Quando un altro motore ha ripreso la chiamata'),
      recorded: z
        .string()
        .describe('Prima di una coda che registra (flows/queues.yaml), se la coda non ha un avviso suo'),
      apology: z.string().describe('Prima di chiudere perché qualcosa si è rotto'),
      whisper: z
        .string()
        .optional()
        .describe("All'operatore, prima di parlare con chi chiama: {coda}, {lingua}, {minuti} d'attesa"),
    })
    .describe('I messaggi che usano tutti i servizi'),
});

export type ProjectSettings = z.infer<typeof settingsSchema>;

/** The flows that callers come into without a number or another flow leading there. */
export function rolesOf(settings: ProjectSettings): readonly string[] {
  const callBack = settings['call-back'];
  return [settings.operator, settings['unknown-number'], ...(callBack === undefined ? [] : [callBack])];
}

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
