import { z } from 'zod';
import { exitsOf, savedAs, stepKind } from '../step.ts';
import type { Turn } from '../turn/turn.ts';
import { evaluateWith, referencesOf, withSchema } from '../values.ts';
import { backTarget, escapeFields, operatorTarget } from './escapes.ts';
import { follow, promptUses, saySchema, spokenOf, targetSchema } from './fields.ts';

/** Beyond the longest message: the beep, and the network's word that it is over. */
const graceMs = 15_000;

export const record = stepKind({
  kind: 'record',
  description:
    'Takes a voice message into a box: the prompt, a beep, the message. `#` or silence ends it. While the prompt is spoken a key begins the message at once (`0` and `*` keep their meaning). A caller who hangs up after speaking has left a message all the same. `save` gets `registrazione` (its name) and `secondi`.',
  example: `
messaggio:
  record: certificati-medici
  say: certificati.lasci-messaggio
  about: { persona: $persona }
  max: 90
  save: messaggio
  done: ringrazia
  silent: non-sentito
  failed: operatore`,
  schema: z.strictObject({
    record: z
      .string()
      .regex(/^[a-z0-9-]+$/)
      .describe('The box that the message goes to'),
    say: saySchema,
    with: withSchema.optional().describe('Values for the prompt: $variable, or a map of names and values'),
    about: withSchema.optional().describe('What is kept with the message'),
    max: z.number().min(1).max(600).default(120).describe('Longest message in seconds'),
    silence: z.int().min(1).max(30).default(4).describe('Seconds of silence that end the message'),
    save: z.string().regex(/^\w+$/).optional().describe('The variable that gets the message'),
    done: targetSchema.describe('Where to go with a message'),
    silent: targetSchema.describe('Where to go when nothing was said'),
    failed: targetSchema.describe('Where to go when the message could not be taken'),
    ...escapeFields,
  }),
  bind: (step, settings) => {
    const start = (turn: Turn) => {
      turn.quiet();
      turn.recorder.start(step.record, evaluateWith(step.about, turn.variables), {
        maxSeconds: Math.ceil(step.max),
        maxSilenceSeconds: step.silence,
      });
      turn.timer.start(step.max * 1000 + graceMs);
    };
    const speak = (turn: Turn) => turn.say(spokenOf(step.say, step.with));
    const key = (turn: Turn) => {
      const pressed = turn.keys.take();
      const target =
        pressed === '0' ? operatorTarget(step, settings) : pressed === '*' && backTarget(step, settings);
      turn.keys.drop();
      if (target === false) start(turn);
      else follow(turn, target);
    };
    return {
      listens: true,
      exits: exitsOf({
        done: step.done,
        silent: step.silent,
        failed: step.failed,
        back: step.back,
        operator: step.operator,
      }),
      prompts: promptUses(step.say, step.with),
      saves: savedAs(step.save, () => ({
        type: 'group',
        fields: { registrazione: { type: 'string' }, secondi: { type: 'integer' } },
      })),
      reads: referencesOf(step.about),
      reaches: { type: 'box', name: step.record },
      enter: (turn) => {
        if (turn.keys.waiting) key(turn);
        else speak(turn);
      },
      resume: speak,
      on: (turn, event) => {
        if (event.type === 'recording-ended') {
          turn.keys.dropToHash();
          if (event.outcome === 'done')
            turn.save(step.save, { registrazione: event.name, secondi: event.seconds });
          follow(turn, step[event.outcome]);
        } else if (event.type === 'timer') follow(turn, step.failed);
        else if (event.type === 'playback-ended') start(turn);
        // A `#` pressed into the message is swallowed when its end is told.
        else if (event.type === 'keys' && !turn.recorder.running) key(turn);
      },
    };
  },
});
