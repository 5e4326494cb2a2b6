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
    "Prende un messaggio vocale in una casella: l'invito, un segnale, il messaggio. `#` o il silenzio lo chiudono. Durante l'invito un tasto fa cominciare subito il messaggio (`0` e `*` restano quello che sono). Chi riaggancia dopo aver parlato ha lasciato comunque il messaggio. `save` riceve `registrazione` (il suo nome) e `secondi`.",
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
      .describe('La casella in cui va il messaggio'),
    say: saySchema,
    with: withSchema.optional().describe('I valori per il messaggio: $variabile, oppure nomi e valori'),
    about: withSchema.optional().describe('Quello che si conserva insieme al messaggio'),
    max: z.number().min(1).max(600).default(120).describe('Durata massima del messaggio, in secondi'),
    silence: z.int().min(1).max(30).default(4).describe('Secondi di silenzio che chiudono il messaggio'),
    save: z.string().regex(/^\w+$/).optional().describe('La variabile che riceve il messaggio'),
    done: targetSchema.describe('Dove andare con un messaggio'),
    silent: targetSchema.describe('Dove andare quando non si è detto nulla'),
    failed: targetSchema.describe('Dove andare quando il messaggio non si è potuto prendere'),
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
