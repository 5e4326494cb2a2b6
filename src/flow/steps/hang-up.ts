import { z } from 'zod';
import { stepKind } from '../step.ts';

export const hangUp = stepKind({
  kind: 'hang-up',
  description: 'Chiude la chiamata. Il saluto va detto in un passo prima.',
  example: `
fine:
  hang-up: normal`,
  schema: z.strictObject({
    'hang-up': z
      .enum(['normal', 'congestion'])
      .describe('Che cosa si dice alla rete: normal (fine normale) o congestion (guasto)'),
  }),
  bind: (step) => ({
    exits: [],
    prompts: [],
    ends: true,
    enter: (turn) => turn.hangUp(step['hang-up']),
    on: () => {},
  }),
});
