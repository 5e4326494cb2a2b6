import { z } from 'zod';
import { exitsOf, stepKind } from '../step.ts';
import { evaluateWith, referencesOf, withSchema } from '../values.ts';
import { follow, targetSchema } from './fields.ts';

export const go = stepKind({
  kind: 'go',
  description:
    'Enters another flow. With `on`, the other flow is a block that comes back: each name it can `return` leads somewhere, and `save` gets what it returned. Without `on`, this flow is left for good.',
  example: `
chi-chiama:
  go: identificazione
  on: { identificato: pratica, fallito: operatore }
  save: persona`,
  schema: z.strictObject({
    go: z.string().describe('The flow to enter'),
    with: withSchema.optional().describe('Variables that the other flow begins with'),
    on: z.record(z.string(), targetSchema).optional().describe('Where each return of the other flow leads'),
    save: z
      .string()
      .regex(/^\w+$/)
      .optional()
      .describe('The variable that gets what the other flow returned'),
  }),
  bind: (step) => {
    const returns = new Map(Object.entries(step.on ?? {}));
    return {
      exits: exitsOf(Object.fromEntries([...returns].map(([name, target]) => [`on.${name}`, target]))),
      prompts: [],
      saves: step.save,
      reads: referencesOf(step.with),
      parameters: typeof step.with === 'object' ? Object.keys(step.with) : [],
      subFlow: { flow: step.go, returns: step.on === undefined ? 'never' : [...returns.keys()] },
      enter: (turn) =>
        turn.enterFlow(step.go, evaluateWith(step.with, turn.variables), step.on !== undefined),
      on: () => {},
      returned: (turn, name, value) => {
        if (value !== null) turn.save(step.save, value);
        follow(turn, returns.get(name) ?? '.operator', `on.${name}`);
      },
    };
  },
});
