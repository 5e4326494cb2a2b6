import { z } from 'zod';
import { stepKind } from '../step.ts';
import { evaluate, expressionSchema, referencePath } from '../values.ts';

export const returnStep = stepKind({
  kind: 'return',
  description:
    'Hands control back to the flow that entered this one, under a name that its `on` knows, with a value if it wants one.',
  example: `
trovato:
  return: identificato
  value: $persona`,
  schema: z.strictObject({
    return: z.string().describe('The name under which the entering flow goes on'),
    value: expressionSchema.optional().describe('What the entering flow may save'),
  }),
  bind: (step) => {
    const path = step.value === undefined ? undefined : referencePath(step.value);
    return {
      exits: [],
      prompts: [],
      returns: step.return,
      returnedValue: step.value,
      reads: path === undefined ? [] : [path],
      enter: (turn) => {
        const value = step.value === undefined ? null : evaluate(step.value, turn.variables);
        const entering = turn.path.leaveFlow();
        if (entering?.returned) entering.returned(turn, step.return, value);
        else turn.path.callOperator();
      },
      on: () => {},
    };
  },
});
