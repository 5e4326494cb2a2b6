import { z } from 'zod';
import { exitsOf, stepKind } from '../step.ts';
import { withSchema } from '../values.ts';
import { follow, promptUses, saySchema, spokenOf, targetSchema } from './fields.ts';

export const say = stepKind({
  kind: 'say',
  description:
    'Speaks one or more prompts and goes on. A key pressed meanwhile stops the prompt and waits for the next step that listens, unless `interrupt: false`.',
  example: `
leggi:
  say: stato-domanda.esito
  with: $domanda
  then: altro`,
  schema: z.strictObject({
    say: saySchema,
    with: withSchema.optional().describe('Values for the prompt: $variable, or a map of names and values'),
    interrupt: z.boolean().optional().describe('false: the prompt is heard to its end, keys wait behind it'),
    then: targetSchema.describe('The next step'),
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
