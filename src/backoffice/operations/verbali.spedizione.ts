import { z } from 'zod';
import { defineOperation, sensitive } from '../operation.ts';
import { nothing, persona } from './persone.ts';

/** Where the report of a civil invalidity assessment is on its way to the citizen. */
export const statiVerbale = [
  'non-definito',
  'in-stampa',
  'spedito',
  'consegnato',
  'in-giacenza',
  'tornato',
] as const;
export type StatoVerbale = (typeof statiVerbale)[number];

export const verbaliSpedizione = defineOperation({
  name: 'verbali.spedizione',
  description:
    'Where the report of a civil invalidity assessment is, which is posted by registered mail: by the DOMUS number or ' +
    'the protocol of the application (as in domande.stato). absent: the application is another one, without a report. ' +
    'No answer says anything of what the report holds.',
  safe: true,
  path: '/verbali/spedizione',
  arguments: z.strictObject({
    persona,
    pratica: sensitive('pratica', z.string().regex(/^\d{6,20}$/)),
  }),
  outcomes: {
    found: z.object({
      stato: z.enum(statiVerbale),
      data: z.iso.date().describe('day of that state'),
      entro: z.iso
        .date()
        .describe('last day on which the post office keeps it; it means nothing in other states'),
      sede: z.string().min(1).max(80).describe('town of the office that handles it, as it is spoken'),
    }),
    absent: nothing,
    'not-found': nothing,
  },
});
