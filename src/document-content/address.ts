import { z } from 'zod';

const line = z.string().max(300);

/** A residence as the registry has it: parts that it lacks are empty, and it may be unfit to send anything to. */
export const address = z.object({
  presso: line.describe('at whose place, on a line of its own; empty for the own one'),
  via: line.describe('street and number'),
  cap: line.describe('post code; abroad as that country writes it'),
  localita: line.describe('town'),
  provincia: line.describe('sigla in Italy, region or state abroad, where its addresses carry one'),
  stato: line.describe('country as Italian post writes it; empty for Italy'),
});
export type Address = z.infer<typeof address>;
