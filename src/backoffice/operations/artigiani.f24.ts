import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { causali, gestione } from './artigiani.ts';
import { nothing, persona } from './persone.ts';

export const artigianiF24 = defineOperation({
  name: 'artigiani.f24',
  description:
    'What an artisan or trader writes into the INPS section of the F24 form for the next instalment of the ' +
    'contributions on the minimum income; absent for who is in neither fund.',
  safe: true,
  path: '/artigiani/f24',
  arguments: z.strictObject({ persona }),
  outcomes: {
    found: z.object({
      gestione,
      anno: z.int().describe('year of the contributions'),
      rata: z.int().min(1).max(4),
      scadenza: z.iso.date().describe('day by which it is to be paid'),
      importo: z.int().min(1).describe('in cents'),
      causale: z.enum(causali),
      codiceSede: z
        .string()
        .regex(/^\d{4}$/)
        .describe('code of the office'),
      codiceInps: z
        .string()
        .regex(/^\d{17}$/)
        .describe('code line; the last two digits are its check'),
      dal: z.iso.date().describe('first day of the period'),
      al: z.iso.date().describe('last day of the period'),
    }),
    absent: nothing,
  },
});
