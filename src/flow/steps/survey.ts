import { z } from 'zod';
import type { Settings } from '../settings.ts';
import { exitsOf, savedAs, stepKind } from '../step.ts';
import type { Turn } from '../turn/turn.ts';
import type { ValueType } from '../types.ts';
import { evaluateWith, isGroup, referencesOf, type Variables, withSchema } from '../values.ts';
import { follow, promptUses, saySchema, spokenOf, targetSchema } from './fields.ts';

/** The caller has said goodbye already: rather no question than a wait. */
const decideMs = 2_000;

const questionSchema = z.strictObject({
  name: z.string().regex(/^\w+$/, 'a name has letters and digits only').describe('Il nome della risposta'),
  say: saySchema,
  'up-to': z
    .int()
    .min(2)
    .max(9)
    .default(5)
    .describe('Il tasto più alto che vale come risposta; il più basso è 1'),
});
type Question = z.output<typeof questionSchema>;

export const survey = stepKind({
  kind: 'survey',
  description:
    'Fa qualche domanda a cui si risponde con un tasto, e conserva le risposte insieme, senza dire di chi sono. Chi chiama non le sente due volte in `not-within-days` giorni. `#` salta una domanda, `*` chiude il questionario; dopo un tasto sbagliato la domanda si ripete una volta, poi si salta; dopo un silenzio si ripete, poi il questionario è finito.',
  example: `
questionario:
  survey: gradimento
  questions:
    - { name: cortesia, say: questionario.cortesia }
    - { name: risolto, say: questionario.risolto, up-to: 2 }
  save: risposte
  done: grazie
  skipped: saluto
  unavailable: saluto`,
  schema: z.strictObject({
    survey: z
      .string()
      .regex(/^[a-z0-9-]+$/)
      .describe('Il nome del questionario'),
    questions: z
      .array(questionSchema)
      .min(1)
      .max(9)
      .refine((list) => new Set(list.map((one) => one.name)).size === list.length, 'each name once')
      .describe('Le domande, in ordine'),
    about: withSchema
      .optional()
      .describe(
        'A che cosa si riferiscono le risposte, conservato con loro: parole semplici, niente di personale',
      ),
    'not-within-days': z
      .int()
      .min(0)
      .max(366)
      .default(7)
      .describe(
        'Giorni per cui a chi ha già sentito le domande non si rifanno; chi nasconde il numero non le sente mai',
      ),
    save: z.string().regex(/^\w+$/).describe('La variabile che riceve le risposte'),
    done: targetSchema.describe('Dove andare quando le risposte sono conservate'),
    skipped: targetSchema.describe('Dove andare quando non si è risposto a nessuna domanda'),
    unavailable: targetSchema.describe('Dove andare quando le risposte non si possono conservare'),
  }),
  bind: (step, settings) => {
    const { questions } = step;
    const answers = (turn: Turn): Variables => {
      const given = turn.variables[step.save];
      return isGroup(given) ? given : {};
    };
    /** Nothing is saved until it is known that this caller is to be asked. */
    const undecided = (turn: Turn): boolean => turn.variables[step.save] === null;
    const begin = (turn: Turn): void => {
      turn.save(step.save, null);
      const { survey: operation, 'not-within-days': notWithinDays } = step;
      turn.request.ask({ type: 'survey-due', operation, arguments: {}, notWithinDays });
      turn.timer.start(decideMs);
    };
    const decided = (turn: Turn, due: boolean): void => {
      turn.timer.cancel();
      if (!due) {
        follow(turn, step.skipped);
        return;
      }
      turn.save(step.save, {});
      ask(turn);
    };
    /** The first question that has neither an answer nor null for being left out. */
    const next = (turn: Turn): Question | undefined => {
      const given = answers(turn);
      return questions.find((question) => given[question.name] === undefined);
    };
    const ask = (turn: Turn, before: readonly { prompt: string }[] = []): void => {
      const question = next(turn);
      if (question === undefined) send(turn);
      else if (before.length === 0 && turn.keys.waiting) key(turn);
      else {
        turn.timer.cancel();
        turn.say([...before, ...spokenOf(question.say, undefined)]);
      }
    };
    const send = (turn: Turn): void => {
      turn.quiet();
      const given = Object.fromEntries(Object.entries(answers(turn)).filter(([, value]) => value !== null));
      if (Object.keys(given).length === 0) {
        follow(turn, step.skipped);
        return;
      }
      const about = evaluateWith(step.about, turn.variables);
      turn.request.ask({ type: 'survey', operation: step.survey, arguments: { ...about, ...given } });
      turn.timer.start(settings.defaults['look-up']);
    };
    const answer = (turn: Turn, value: number | null): void => {
      const question = next(turn);
      if (question === undefined) return;
      turn.save(step.save, { ...answers(turn), [question.name]: value });
      turn.forgetAttempts();
      ask(turn);
    };
    /** Asks once more; then leaves the question out, or lets go of somebody who does not answer at all. */
    const failed = (turn: Turn, reason: string): void => {
      turn.keys.drop();
      if (turn.countAttempt() > 1) {
        if (reason === settings.prompts.silence) send(turn);
        else answer(turn, null);
      } else ask(turn, [{ prompt: reason }]);
    };
    const key = (turn: Turn): void => {
      const pressed = turn.keys.take();
      const value = Number(pressed);
      if (pressed === '*') send(turn);
      else if (pressed === '#') answer(turn, null);
      else if (value >= 1 && value <= (next(turn)?.['up-to'] ?? 0)) answer(turn, value);
      else failed(turn, settings.prompts['wrong-key']);
    };
    return {
      listens: true,
      exits: exitsOf({ done: step.done, skipped: step.skipped, unavailable: step.unavailable }),
      prompts: [
        ...questions.flatMap((question, index) =>
          promptUses(question.say, undefined).map((use) => ({
            ...use,
            path: ['questions', String(index), ...use.path],
          })),
        ),
        ...common(settings),
      ],
      saves: savedAs(step.save, () => ({
        type: 'group',
        fields: Object.fromEntries(
          questions.map(({ name }): [string, ValueType] => [name, { type: 'integer' }]),
        ),
      })),
      reads: referencesOf(step.about),
      enter: begin,
      resume: (turn) => {
        if (undecided(turn)) begin(turn);
        else ask(turn, [{ prompt: settings.prompts.resume }]);
      },
      on: (turn, event) => {
        if (undecided(turn)) {
          if (event.type === 'result') decided(turn, event.outcome === 'due');
          else if (event.type === 'timer') decided(turn, false);
        } else if (event.type === 'result')
          follow(turn, event.outcome === 'done' ? step.done : step.unavailable);
        else if (next(turn) === undefined || turn.session.request !== null) {
          if (event.type === 'timer') follow(turn, step.unavailable);
        } else if (event.type === 'keys') key(turn);
        else if (event.type === 'timer') failed(turn, settings.prompts.silence);
        else if (event.type === 'playback-ended') {
          if (turn.keys.waiting) key(turn);
          else turn.timer.start(settings.defaults.silence);
        }
      },
    };
  },
});

function common(settings: Settings) {
  const { 'wrong-key': wrongKey, silence, resume } = settings.prompts;
  return [wrongKey, silence, resume].map((prompt) => ({ prompt, values: undefined, path: [] }));
}
