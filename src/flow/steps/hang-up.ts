import { z } from 'zod';
import { stepKind } from '../step.ts';

export const hangUp = stepKind({
  kind: 'hang-up',
  description: 'Ends the call. Say goodbye in a step before.',
  example: `
fine:
  hang-up: normal`,
  schema: z.strictObject({
    'hang-up': z.enum(['normal', 'congestion']).describe('What the network is told'),
  }),
  bind: (step) => ({
    exits: [],
    prompts: [],
    ends: true,
    enter: (turn) => turn.hangUp(step['hang-up']),
    on: () => {},
  }),
});
