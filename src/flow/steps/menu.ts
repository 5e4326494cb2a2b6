import { z } from 'zod';
import { exitsOf, stepKind } from '../step.ts';
import { follow, targetSchema } from './fields.ts';
import { Listening, listeningFields } from './listening.ts';

export const menu = stepKind({
  kind: 'menu',
  description:
    'Speaks a prompt and waits for one key. `0` and `*` keep their usual meaning (operator, back) unless the menu gives them another.',
  example: `
scelta:
  menu: { "1": stato-domanda, "2": documenti, "9": .repeat }
  say: principale.scelta
  failed: operatore`,
  schema: z.strictObject({
    menu: z.record(z.string().regex(/^[0-9*#]$/, 'a menu key is one of 0-9 * #'), targetSchema),
    ...listeningFields,
  }),
  bind: (step, settings) => {
    const targets = new Map(Object.entries(step.menu));
    const listening = new Listening({
      step,
      settings,
      takeKeys: (turn, own) => {
        const key = turn.takeKey();
        if (key === undefined) return;
        const target = targets.get(key);
        if (target !== undefined) follow(turn, target, `menu.${key}`);
        else if (key === '*') own.back(turn);
        else if (key === '0') own.operator(turn);
        else own.wrong(turn);
      },
    });
    const { facts } = listening;
    const keys = Object.fromEntries([...targets].map(([key, target]) => [`menu.${key}`, target]));
    return { ...facts, exits: [...exitsOf(keys), ...facts.exits] };
  },
});
