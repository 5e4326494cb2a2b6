import { z } from 'zod';
import { parseExpression } from '../condition.ts';
import { exitsOf, stepKind } from '../step.ts';
import { celSchema, follow, targetSchema } from './fields.ts';

export const choose = stepKind({
  kind: 'choose',
  description:
    'Goes on by what is known, without asking the caller: the first condition that holds decides, else `otherwise`. Conditions are written in CEL over the saved variables and `call` (call.language, call.line, call.partOfDay, call.open["calendar"]).',
  example: `
orario:
  choose:
    - { when: 'call.open["operatori-it"]', then: aperto }
  otherwise: chiuso`,
  schema: z.strictObject({
    choose: z.array(z.strictObject({ when: celSchema, then: targetSchema })).min(1),
    otherwise: targetSchema.describe('Where to go when no condition holds'),
  }),
  bind: (step) => {
    const branches = step.choose.map(({ when, then }) => ({ condition: parseExpression(when), then }));
    const targets = Object.fromEntries(
      branches.map((branch, index) => [`choose.${index}.then`, branch.then]),
    );
    return {
      exits: exitsOf({ ...targets, otherwise: step.otherwise }),
      prompts: [],
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
