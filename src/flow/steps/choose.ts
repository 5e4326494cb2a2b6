import { z } from 'zod';
import { parseExpression } from '../condition.ts';
import { exitsOf, stepKind } from '../step.ts';
import { celSchema, follow, targetSchema } from './fields.ts';

export const choose = stepKind({
  kind: 'choose',
  description:
    'Prosegue secondo quello che si sa già, senza chiedere nulla: decide la prima condizione che vale, se no `otherwise`. Le condizioni si scrivono in CEL (https://cel.dev) sulle variabili salvate e su `call` (call.language, call.line, call.partOfDay, call.identity, call.open["calendario"], call.campaign["documento"]).',
  example: `
orario:
  choose:
    - { when: 'call.open["operatori-it"]', then: aperto }
  otherwise: chiuso`,
  schema: z.strictObject({
    choose: z
      .array(z.strictObject({ when: celSchema.describe('La condizione, in CEL'), then: targetSchema }))
      .min(1)
      .describe('Le condizioni, in ordine, e dove portano'),
    otherwise: targetSchema.describe('Dove andare quando nessuna condizione vale'),
  }),
  bind: (step) => {
    const branches = step.choose.map(({ when, then }) => ({ condition: parseExpression(when), then }));
    const targets = Object.fromEntries(
      branches.map((branch, index) => [`choose.${index}.then`, branch.then]),
    );
    return {
      exits: exitsOf({ ...targets, otherwise: step.otherwise }),
      prompts: [],
      expressions: step.choose.map(({ when }, index) => ({
        text: when,
        path: ['choose', String(index), 'when'],
        condition: true,
      })),
      enter: (turn) => {
        const { variables } = turn;
        const index = branches.findIndex((branch) => branch.condition.value(variables) === true);
        const branch = branches[index];
        if (branch === undefined) follow(turn, step.otherwise, 'otherwise');
        else follow(turn, branch.then, `choose.${index}.then`);
      },
      on: () => {},
    };
  },
});
