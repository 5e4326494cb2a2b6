import { z } from 'zod';
import { stepKind } from '../step.ts';
import { evaluate, expressionSchema, referencePath } from '../values.ts';

export const returnStep = stepKind({
  kind: 'return',
  description:
    'Torna al flusso che era entrato in questo, con un nome che il suo `on` conosce e, se serve, un valore.',
  example: `
trovato:
  return: identificato
  value: $persona`,
  schema: z.strictObject({
    return: z.string().describe('Il nome con cui il flusso che era entrato prosegue'),
    value: expressionSchema.optional().describe('Quello che il flusso che era entrato può salvare'),
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
