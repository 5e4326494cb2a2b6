import { z } from 'zod';
import { type CelExpression, parseExpression } from '../condition.ts';
import { exitsOf, stepKind } from '../step.ts';
import { any, typeAt } from '../types.ts';
import { evaluate, referencePath } from '../values.ts';
import { celSchema, follow, targetSchema } from './fields.ts';

const valueSchema = z.union([
  z.string().regex(/^\$[\w.-]+$/, 'write $variable, or a CEL expression'),
  celSchema,
]);

export const set = stepKind({
  kind: 'set',
  description:
    "Dà un valore a delle variabili: la copia di un'altra (`$variabile`, l'unico modo per un dato personale) o il risultato di un'espressione CEL.",
  example: `
conta:
  set: { ricerche: ricerche + 1 }
  then: ancora`,
  schema: z.strictObject({
    set: z.record(z.string().regex(/^\w+$/), valueSchema).describe('Le variabili e i loro valori'),
    then: targetSchema.describe('Il passo seguente'),
  }),
  bind: (step) => {
    const assignments = Object.entries(step.set).map(([name, text]) => {
      const path = referencePath(text);
      const expression: CelExpression =
        path === undefined ? parseExpression(text) : { value: (variables) => evaluate(text, variables) };
      return { name, text, path, expression };
    });
    return {
      exits: exitsOf({ then: step.then }),
      prompts: [],
      saves: assignments.map(({ name, text, path }) => ({
        name,
        type: (scope) =>
          path === undefined ? scope.expression(text) : (typeAt(scope.variables, path) ?? any),
      })),
      expressions: assignments.flatMap(({ name, text, path }) =>
        path === undefined ? [{ text, path: ['set', name], condition: false }] : [],
      ),
      reads: assignments.flatMap(({ path }) => (path === undefined ? [] : [path])),
      enter: (turn) => {
        for (const { name, expression } of assignments) turn.save(name, expression.value(turn.variables));
        follow(turn, step.then);
      },
      on: () => {},
    };
  },
});
