import { z } from 'zod';
import { exitsOf, stepKind, type TypeScope } from '../step.ts';
import { referencePath, withSchema } from '../values.ts';
import { entriesOf, entryFields, listSchema, spokenEntry } from './entries.ts';
import { follow, promptUses, saySchema, spokenOf, targetSchema } from './fields.ts';

export const say = stepKind({
  kind: 'say',
  description:
    'Dice uno o più messaggi e prosegue. Un tasto premuto nel frattempo interrompe il messaggio e aspetta il prossimo passo che ascolta, a meno di `interrupt: false`. Con `each` il messaggio si dice una volta per ogni voce di una lista.',
  example: `
leggi:
  say: stato-domanda.esito
  with: $domanda
  then: altro`,
  schema: z.strictObject({
    say: saySchema,
    with: withSchema.optional().describe('I valori per il messaggio: $variabile, oppure nomi e valori'),
    each: listSchema
      .optional()
      .describe("La lista le cui voci danno i valori, una dopo l'altra (al massimo otto)"),
    interrupt: z
      .boolean()
      .optional()
      .describe('false: il messaggio si ascolta fino in fondo, i tasti aspettano'),
    then: targetSchema.describe('Il passo seguente'),
  }),
  bind: (step) => {
    const interruptible = step.interrupt ?? true;
    const { each } = step;
    const path = each === undefined ? undefined : referencePath(each);
    const uses = promptUses(step.say, step.with);
    return {
      exits: exitsOf({ then: step.then }),
      prompts:
        path === undefined
          ? uses
          : uses.map((use) => ({ ...use, supplies: (scope: TypeScope) => entryFields(scope, path) })),
      ...(path === undefined ? {} : { reads: [path] }),
      enter: (turn) => {
        const spoken =
          each === undefined
            ? spokenOf(step.say, step.with)
            : entriesOf(each, turn).flatMap((entry) => spokenEntry(step.say, entry));
        if (spoken.length === 0 || (turn.keys.waiting && interruptible)) follow(turn, step.then);
        else turn.say(spoken, interruptible);
      },
      on: (turn, event) => {
        if (event.type === 'playback-ended' || event.type === 'keys') follow(turn, step.then);
      },
    };
  },
});
