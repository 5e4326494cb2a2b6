import { z } from 'zod';
import { exitsOf, stepKind } from '../step.ts';
import { follow, targetSchema } from './fields.ts';
import { Listening, listeningFields } from './listening.ts';

export const menu = stepKind({
  kind: 'menu',
  description:
    'Dice un messaggio e aspetta un tasto. `0` e `*` restano quello che sono (operatore, indietro), se il menu non dà loro un altro significato.',
  example: `
scelta:
  menu: { "1": stato-domanda, "2": documenti, "9": .repeat }
  say: principale.scelta
  failed: operatore`,
  schema: z.strictObject({
    menu: z
      .record(z.string().regex(/^[0-9*#]$/, 'a menu key is one of 0-9 * #'), targetSchema)
      .describe('I tasti, fra virgolette, e dove portano'),
    ...listeningFields,
  }),
  bind: (step, settings) => {
    const targets = new Map(Object.entries(step.menu));
    const listening = new Listening({
      step,
      settings,
      takeKeys: (turn, own) => {
        const key = turn.keys.take();
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
