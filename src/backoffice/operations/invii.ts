import { z } from 'zod';
import { defineOperation, sensitive } from '../operation.ts';
import { documenti } from './documenti.disponibile.ts';
import { nothing, persona } from './persone.ts';

/** Where a document is on its way to whoever asked for it, in the words that callers hear. */
export const tappe = [
  'affidata',
  'in-lavorazione',
  'spedita',
  'per-email',
  'consegnata',
  'non-consegnata',
  'tornata',
  'senza-recapito',
  'in-verifica',
  'annullata',
] as const;
export type Tappa = (typeof tappe)[number];

/** The most that are told of one person. */
export const mostInvii = 6;

const invio = z.object({
  oggetto: z.enum(documenti).describe('which document'),
  chiesta: z.iso.date().describe('day on which it was asked for'),
  tappa: z.enum(tappe),
  data: z.iso.date().describe('day since when it is there'),
  entro: z.iso.date().describe('day until which the caller was told that it arrives'),
});
export type Invio = z.output<typeof invio>;

export const inviiElenco = defineOperation({
  name: 'invii.elenco',
  description:
    'The documents that a person asked for lately, the newest first. No answer says where they go.',
  safe: true,
  path: '/invii/elenco',
  arguments: z.strictObject({ persona }),
  outcomes: {
    found: z.object({
      quanti: z.int().min(1).max(mostInvii),
      invii: z.array(invio).min(1).max(mostInvii),
    }),
    absent: nothing,
  },
});

export const inviiStato = defineOperation({
  name: 'invii.stato',
  description: 'One of them, by the number that the caller was told. Of somebody else it is not-found.',
  safe: true,
  path: '/invii/stato',
  arguments: z.strictObject({
    persona,
    riferimento: sensitive('pratica', z.string().regex(/^\d{6,20}$/)),
  }),
  outcomes: { found: invio, 'not-found': nothing },
});
