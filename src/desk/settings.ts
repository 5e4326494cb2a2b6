import { z } from 'zod';
import { Configuration } from '../source/configuration.ts';
import { readSource } from '../source/read-text.ts';
import type { Source } from '../source/source.ts';

const choices = z
  .array(
    z.strictObject({
      name: z
        .string()
        .regex(/^[a-z0-9-]{1,40}$/, 'write a name in small letters, digits and hyphens')
        .describe('Come sta nelle statistiche'),
      title: z.string().min(1).max(60).describe("Come lo legge l'operatore"),
    }),
  )
  .min(1)
  .max(30)
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'write each name once');

/** What flows/desk.yaml may say. */
export const deskSchema = z.strictObject({
  answer: z
    .enum(['by-hand', 'automatic'])
    .default('by-hand')
    .describe('Se il telefono della postazione risponde da solo'),
  pauses: choices.describe('I motivi di una pausa'),
  dispositions: choices.describe('Gli esiti di una conversazione'),
  flows: choices.describe('I flussi ai quali si può passare chi chiama, senza che l’operatore senta'),
  linea: z
    .strictObject({
      hours: z.int().min(1).max(240).describe("Entro quante ore risponde l'ufficio"),
      'urgent-hours': z.int().min(1).max(240).describe('Lo stesso, per una richiesta urgente'),
    })
    .describe('Linea INPS: entro quando è dovuta la risposta (messaggio 1114/2020)'),
  'facts-needed': z
    .int()
    .min(2)
    .max(4)
    .default(2)
    .describe(
      "Quanti dati deve sapere chi chiama per essere riconosciuto dall'operatore (messaggio 1114/2020)",
    ),
});
export type DeskSettings = z.output<typeof deskSchema>;

/** @throws FindingsError when the file does not fit: file, line, what to do */
export function readDeskSettings(source: Source): DeskSettings {
  return new Configuration(source, deskSchema).data;
}

/** The file's settings. @throws FindingsError as `readDeskSettings`, and where there is no such file */
export async function loadDeskSettings(file: string): Promise<DeskSettings> {
  return readDeskSettings(await readSource(file));
}
