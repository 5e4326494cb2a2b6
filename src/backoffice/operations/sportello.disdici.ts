import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { nothing, persona } from './persone.ts';
import { codiceDigitato } from './sportello.ts';

export const sportelloDisdici = defineOperation({
  name: 'sportello.disdici',
  description: 'Cancels an open booking; its slot is free at once. `already`: it was cancelled before.',
  safe: false,
  path: '/sportello/disdici',
  arguments: z.strictObject({ persona, codice: codiceDigitato }),
  outcomes: { accepted: nothing, already: nothing, 'not-found': nothing },
});
