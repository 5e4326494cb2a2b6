import { z } from 'zod';
import { exitsOf, savedAs, stepKind } from '../step.ts';
import { keepRequest } from '../turn/recorder.ts';
import type { Spoken } from '../turn/speech.ts';
import type { Turn } from '../turn/turn.ts';
import { evaluateWith, referencesOf, withSchema } from '../values.ts';
import { backTarget, escapeFields, operatorTarget } from './escapes.ts';
import { follow, promptUses, saySchema, spokenOf, targetSchema } from './fields.ts';

/** Beyond the longest message: the beep, and the network's word that it is over. */
const graceMs = 15_000;

export const record = stepKind({
  kind: 'record',
  description:
    "Prende un messaggio vocale in una casella: l'invito, un segnale, il messaggio. `#` o il silenzio lo chiudono. Durante l'invito un tasto fa cominciare subito il messaggio (`0` e `*` restano quello che sono). Con `review` chi chiama poi decide: 1 conferma, 2 riascolta, 3 registra di nuovo, 4 annulla. Chi riaggancia dopo aver parlato ha lasciato comunque il messaggio; un messaggio non confermato non si conserva. `save` riceve `registrazione` (il suo nome), `secondi` e `riferimento` (il numero da dire a chi chiama).",
  example: `
messaggio:
  record: certificati-medici
  say: certificati-medici.messaggio
  about: { persona: $persona }
  max: 90
  review: certificati-medici.conferma
  save: messaggio
  done: ringrazia
  cancelled: annullato
  silent: non-sentito
  failed: operatore`,
  schema: z
    .strictObject({
      record: z
        .string()
        .regex(/^[a-z0-9-]+$/)
        .describe('La casella in cui va il messaggio (flows/boxes.yaml)'),
      say: saySchema,
      with: withSchema.optional().describe('I valori per il messaggio: $variabile, oppure nomi e valori'),
      about: withSchema.optional().describe('Quello che si conserva insieme al messaggio'),
      max: z.number().min(1).max(600).default(120).describe('Durata massima del messaggio, in secondi'),
      silence: z.int().min(1).max(30).default(4).describe('Secondi di silenzio che chiudono il messaggio'),
      review: saySchema
        .optional()
        .describe(
          'Detto dopo il messaggio: 1 conferma, 2 riascolta, 3 registra di nuovo, 4 annulla (se manca: si conserva subito)',
        ),
      save: z.string().regex(/^\w+$/).optional().describe('La variabile che riceve il messaggio'),
      done: targetSchema.describe('Dove andare con un messaggio conservato'),
      cancelled: targetSchema
        .optional()
        .describe('Con `review`: dove andare quando chi chiama annulla, o non conferma'),
      silent: targetSchema.describe('Dove andare quando non si è detto nulla'),
      failed: targetSchema.describe('Dove andare quando il messaggio non si è potuto prendere o conservare'),
      ...escapeFields,
    })
    .refine(({ review, cancelled }) => (review === undefined) === (cancelled === undefined), {
      path: ['cancelled'],
      message: 'write `review` and `cancelled` together, or neither',
    }),
  bind: (step, settings) => {
    const start = (turn: Turn) => {
      turn.quiet();
      turn.recorder.discard();
      turn.forgetAttempts();
      turn.recorder.start(step.record, {
        maxSeconds: Math.ceil(step.max),
        maxSilenceSeconds: step.silence,
      });
      turn.timer.start(step.max * 1000 + graceMs);
    };
    const speak = (turn: Turn) => turn.say(spokenOf(step.say, step.with));
    const keep = (turn: Turn) => {
      const { held } = turn.recorder;
      if (held === undefined) return;
      turn.quiet();
      turn.forgetAttempts();
      turn.request.ask(keepRequest(held));
      turn.timer.start(settings.defaults['please-wait']);
    };
    const review = (turn: Turn, before: readonly Spoken[] = []) => {
      turn.timer.cancel();
      turn.say([...before, ...spokenOf(step.review, step.with)]);
    };
    /** Nobody confirms: what is not confirmed is not kept. */
    const unsure = (turn: Turn, reason: string) => {
      turn.keys.drop();
      if (turn.countAttempt() >= settings.defaults.tries)
        follow(turn, step.cancelled ?? step.failed, 'cancelled');
      else review(turn, [{ prompt: reason }]);
    };
    /** A key that is none of the choices: to the operator, or back; false for any other. */
    const escapes = (turn: Turn, pressed: string | undefined): boolean => {
      const target =
        pressed === '0' ? operatorTarget(step, settings) : pressed === '*' && backTarget(step, settings);
      if (target === false) return false;
      turn.keys.drop();
      follow(turn, target, pressed === '0' ? 'operator' : 'back');
      return true;
    };
    const decide = (turn: Turn) => {
      const pressed = turn.keys.take();
      if (pressed === '1') keep(turn);
      else if (pressed === '2') {
        turn.timer.cancel();
        turn.playBack(spokenOf(step.review, step.with));
      } else if (pressed === '3') start(turn);
      else if (pressed === '4') follow(turn, step.cancelled ?? step.failed, 'cancelled');
      else if (!escapes(turn, pressed)) unsure(turn, settings.prompts['wrong-key']);
    };
    const begin = (turn: Turn) => {
      if (escapes(turn, turn.keys.take())) return;
      turn.keys.drop();
      start(turn);
    };
    const kept = (turn: Turn, outcome: string, answer: unknown) => {
      const { held } = turn.recorder;
      if (outcome !== 'done' || held === undefined) {
        follow(turn, step.failed, 'failed');
        return;
      }
      turn.recorder.release();
      const told = referenceOf.safeParse(answer);
      turn.save(step.save, {
        registrazione: held.name,
        secondi: held.seconds,
        riferimento: told.data?.riferimento ?? '',
      });
      follow(turn, step.done, 'done');
    };
    /** Whoever keeps it takes long: a word of patience, and then the truth. */
    const late = (turn: Turn) => {
      if (turn.countAttempt() > 1) {
        follow(turn, step.failed, 'failed');
        return;
      }
      turn.say([{ prompt: settings.prompts['please-wait'] }], false);
      turn.timer.start(settings.defaults['look-up'] - settings.defaults['please-wait']);
    };
    const { 'please-wait': wait, silence, 'wrong-key': wrong } = settings.prompts;
    const own = [wait, ...(step.review === undefined ? [] : [silence, wrong])];
    return {
      listens: true,
      exits: exitsOf({
        done: step.done,
        cancelled: step.cancelled,
        silent: step.silent,
        failed: step.failed,
        back: step.back,
        operator: step.operator,
      }),
      prompts: [
        ...promptUses(step.say, step.with),
        ...promptUses(step.review, step.with, 'review'),
        ...own.map((prompt) => ({ prompt, values: undefined, path: [] })),
      ],
      saves: savedAs(step.save, () => ({
        type: 'group',
        fields: {
          registrazione: { type: 'string' },
          secondi: { type: 'integer' },
          riferimento: { type: 'string' },
        },
      })),
      reads: referencesOf(step.about),
      reaches: { type: 'box', name: step.record, seconds: step.max },
      enter: (turn) => {
        if (turn.keys.waiting) begin(turn);
        else speak(turn);
      },
      resume: (turn) => {
        if (turn.session.request !== null) keep(turn);
        else if (turn.recorder.held !== undefined) review(turn, [{ prompt: settings.prompts.resume }]);
        else speak(turn);
      },
      on: (turn, event) => {
        const waits = turn.session.request !== null;
        const held = turn.recorder.held !== undefined;
        if (event.type === 'recording-ended') {
          turn.keys.dropToHash();
          if (event.outcome !== 'done') {
            follow(turn, step[event.outcome], event.outcome);
            return;
          }
          const about = evaluateWith(step.about, turn.variables);
          turn.recorder.hold(event.name, step.record, about, event.seconds);
          if (step.review === undefined) keep(turn);
          else review(turn);
        } else if (event.type === 'result') kept(turn, event.outcome, event.value);
        else if (waits) {
          if (event.type === 'timer') late(turn);
        } else if (held) {
          if (event.type === 'keys') decide(turn);
          else if (event.type === 'timer') unsure(turn, settings.prompts.silence);
          else if (event.type === 'playback-ended') {
            if (turn.keys.waiting) decide(turn);
            else turn.timer.start(settings.defaults.silence);
          }
        } else if (event.type === 'timer') follow(turn, step.failed, 'failed');
        else if (event.type === 'playback-ended') start(turn);
        // A `#` pressed into the message is swallowed when its end is told.
        else if (event.type === 'keys' && !turn.recorder.running) begin(turn);
      },
    };
  },
});

/** What comes with a message that is kept. */
const referenceOf = z.object({ riferimento: z.string() });
