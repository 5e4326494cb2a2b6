import { z } from 'zod';
import { exitsOf, stepKind } from '../step.ts';
import { withSchema } from '../values.ts';
import { follow, promptUses, saySchema, spokenOf, targetSchema } from './fields.ts';

export const say = stepKind({
  kind: 'say',
  description:
    'Dice uno o più messaggi e prosegue. Un tasto premuto nel frattempo interrompe il messaggio e aspetta il prossimo passo che ascolta, a meno di `interrupt: false`.',
  example: `
leggi:
  say: stato-domanda.esito
  with: $domanda
  then: altro`,
  schema: z.strictObject({
    say: saySchema,
    with: withSchema.optional().describe('I valori per il messaggio: $variabile, oppure nomi e valori'),
    interrupt: z
      .boolean()
      .optional()
      .describe('false: il messaggio si ascolta fino in fondo, i tasti aspettano'),
    then: targetSchema.describe('Il passo seguente'),
  }),
  bind: (step) => {
    const interruptible = step.interrupt ?? true;
    return {
      exits: exitsOf({ then: step.then }),
      prompts: promptUses(step.say, step.with),
      enter: (turn) => {
        if (turn.keys.waiting && interruptible) follow(turn, step.then);
        else turn.say(spokenOf(step.say, step.with), interruptible);
      },
      on: (turn, event) => {
        if (event.type === 'playback-ended' || event.type === 'keys') follow(turn, step.then);
      },
    };
  },
});
