import { z } from 'zod';
import { languageKey } from '../settings.ts';
import { type Exit, exitsOf, stepKind } from '../step.ts';
import {
  type Choice,
  choiceSchema,
  exitsOfChoices,
  keyOf,
  promptsOfChoices,
  spokenChoice,
} from './choices.ts';
import { follow, saySchema, spokenOf, targetSchema } from './fields.ts';
import { Listening, listeningFields } from './listening.ts';

const choicesSchema = z
  .array(choiceSchema)
  .min(1)
  .superRefine((choices, context) => {
    const taken = new Set<string>();
    for (const [index, choice] of choices.entries()) {
      if (choice.say === undefined && choice.key === undefined)
        context.addIssue({
          code: 'custom',
          path: [index],
          message: 'write its `key`, or a `say` that tells it',
        });
      const key = keyOf(choice, index);
      if (key.length > 1)
        context.addIssue({
          code: 'custom',
          path: [index],
          message: 'write its `key`: there are nine places only',
        });
      else if (taken.has(key))
        context.addIssue({
          code: 'custom',
          path: [index],
          message: `key ${key} is taken by a choice before`,
        });
      taken.add(key);
    }
  });

export const menu = stepKind({
  kind: 'menu',
  description:
    'Dice delle scelte e aspetta un tasto. Le scelte sono una lista: ognuna è detta dal suo messaggio, con il suo tasto come {tasto}, e il tasto è il posto nella lista (o `key`). Spostare una riga cambia ordine e tasti in tutte le lingue. `say`, se c\'è, si dice prima, e `help` al suo posto dal secondo tentativo fallito. Dove un solo messaggio dice tutti i tasti (`say`), bastano i tasti e dove portano: `menu: { "1": stato, "9": .repeat }`. `0`, `*` e `8` restano quello che sono (operatore, indietro, lingua), se il menu non dà loro un altro significato.',
  example: `
scelta:
  menu:
    - { say: principale.stato, then: stato-domanda }
    - { say: principale.documenti, then: documenti }
    - { key: "9", say: principale.riascolta, then: .repeat }
  failed: operatore`,
  schema: z
    .strictObject({
      menu: z
        .union([
          z.record(z.string().regex(/^[0-9*#]$/, 'a menu key is one of 0-9 * #'), targetSchema),
          choicesSchema,
        ])
        .describe(
          'Le scelte, in ordine: `say`, `then` e, dove servono, `key` e `language` (la lingua in cui è detta); oppure i tasti, fra virgolette, e dove portano',
        ),
      ...listeningFields,
      say: saySchema
        .optional()
        .describe('Detto prima delle scelte; con i soli tasti, il messaggio che li dice'),
    })
    .refine((step) => Array.isArray(step.menu) || step.say !== undefined, {
      path: ['menu'],
      message: 'write `say`, the prompt that tells the keys, or make a list of choices',
    }),
  bind: (step, settings) => {
    const choices = Array.isArray(step.menu) ? step.menu : [];
    const exits = exitsOfMenu(step.menu);
    const targets = new Map(exits.map(({ name, target }) => [name, target]));
    const spoken = choices.flatMap(spokenChoice);
    const listening = new Listening({
      step,
      settings,
      prompts: (_turn, helping) => [
        ...spokenOf(helping && step.help ? step.help : step.say, step.with),
        ...spoken,
      ],
      takeKeys: (turn, own) => {
        const key = turn.keys.take();
        if (key === undefined) return;
        const exit = `menu.${key}`;
        const target = targets.get(exit);
        if (target !== undefined) follow(turn, target, exit);
        else if (key === '*') own.back(turn);
        else if (key === '0') own.operator(turn);
        else if (key === languageKey && turn.path.changeLanguage()) return;
        else own.wrong(turn);
      },
    });
    const { facts } = listening;
    const said = promptsOfChoices(choices, 'menu');
    return {
      ...facts,
      exits: [...exits, ...facts.exits],
      prompts: [...facts.prompts, ...said],
      // Back from the choice of a language, which the key for it leads to.
      returned: (turn) => turn.path.again(),
    };
  },
});

function exitsOfMenu(menu: Readonly<Record<string, string>> | readonly Choice[]): readonly Exit[] {
  if (!isList(menu))
    return exitsOf(Object.fromEntries(Object.entries(menu).map(([key, target]) => [`menu.${key}`, target])));
  return exitsOfChoices(menu, 'menu');
}

function isList(menu: Readonly<Record<string, string>> | readonly Choice[]): menu is readonly Choice[] {
  return Array.isArray(menu);
}
