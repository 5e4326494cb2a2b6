import { z } from 'zod';

/** Types of office (domain.md section 6). Prompts turn the code into words, in each language. */
export const tipiSede = ['filiale-metropolitana', 'direzione-provinciale', 'agenzia'] as const;
export type TipoSede = (typeof tipiSede)[number];

/** Days of a week; no office opens on Sundays. Prompts turn the code into words, in each language. */
export const giorni = ['lunedi', 'martedi', 'mercoledi', 'giovedi', 'venerdi', 'sabato'] as const;
export type Giorno = (typeof giorni)[number];

/** `HH:MM`, Italian time. */
export const ora = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

export const cap = z.string().regex(/^\d{5}$/);

/** An office as it is told to callers: names of places are Italian, whatever the language. */
export const sede = z.object({
  codice: z.string().regex(/^\d{4}$/),
  tipo: z.enum(tipiSede),
  nome: z.string().min(1).max(80).describe('town, with the quarter where there are several, as it is spoken'),
  via: z.string().min(1).max(80),
  civico: z.int().min(1),
  cap,
  comune: z.string().min(1).max(80),
  orari: z
    .array(
      z.object({
        primo: z.enum(giorni).describe('first day with these hours'),
        ultimo: z.enum(['solo', ...giorni]).describe('last day with these hours; solo: only that one day'),
        dalle: ora,
        alle: ora,
      }),
    )
    .min(1)
    .max(12)
    .describe('opening hours of a week'),
  chiusura: z.iso.date().describe('the next day it is closed for the patron saint of its town'),
});
export type Sede = z.output<typeof sede>;
