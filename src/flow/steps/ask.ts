import { z } from 'zod';
import { inputKinds } from '../../input/kinds.ts';
import { secondsSchema } from '../settings.ts';
import { exitsOf, savedAs, stepKind } from '../step.ts';
import type { Turn } from '../turn/turn.ts';
import { follow, targetSchema } from './fields.ts';
import { Listening, listeningFields } from './listening.ts';

const kindNames = [...inputKinds.keys()];

export const ask = stepKind({
  kind: 'ask',
  description:
    "Chiede un dato di uno dei tipi qui sotto e lo salva. `#` lo chiude prima, `*` lo cancella (o porta indietro, se non si è digitato nulla), lo `0` da solo porta all'operatore.",
  example: `
pratica:
  ask: digits
  between: [6, 20]
  say: stato-domanda.chiedi-pratica
  save: pratica
  then: ricerca
  failed: operatore`,
  schema: z.looseObject({
    ask: z.enum(kindNames).describe(`Che cosa si digita: ${kindNames.join(', ')}`),
    save: z
      .string()
      .regex(/^\w+$/, 'a variable has letters and digits only')
      .describe('La variabile che riceve il dato'),
    then: targetSchema.describe('Dove andare con un dato buono'),
    'between-keys': secondsSchema
      .optional()
      .describe("Secondi fra un tasto e l'altro; un silenzio più lungo chiude il dato"),
    ...listeningFields,
  }),
  bind: (step, settings) => {
    const kind = inputKinds.get(step.ask);
    if (kind === undefined) throw new RangeError(`there is no input kind "${step.ask}"`);
    const entry = kind.configure(unknownKeys(step));
    const betweenKeys = step['between-keys'] ?? settings.defaults['between-keys'];

    const take = (turn: Turn, own: Listening, reading: ReturnType<typeof entry.read>): boolean => {
      if (reading.state === 'more') return false;
      if (reading.state === 'wrong') own.wrong(turn, { prompt: `input.${kind.name}.${reading.problem}` });
      else {
        turn.save(step.save, reading.value);
        turn.keys.ignoreHash();
        follow(turn, step.then, 'then');
      }
      return true;
    };

    const finish = (turn: Turn, own: Listening): void => {
      if (turn.keys.entry === '0') own.operator(turn);
      else if (turn.keys.entry === '') own.silence(turn);
      else take(turn, own, entry.finish(turn.keys.entry));
    };

    const listening = new Listening({
      step,
      settings,
      takeKeys: (turn, own) => {
        for (let key = turn.keys.take(); key !== undefined; key = turn.keys.take()) {
          if (key === '#') return finish(turn, own);
          if (key === '*') {
            if (turn.keys.entry === '') return own.back(turn);
            turn.keys.entry = '';
            return own.speak(turn, [{ prompt: settings.prompts.cleared }]);
          }
          turn.keys.entry += key;
          const reading = entry.read(turn.keys.entry);
          if (turn.keys.entry === '0' && reading.state === 'wrong') return own.operator(turn);
          if (take(turn, own, reading)) return;
        }
        turn.speech.hush();
        turn.timer.start(betweenKeys);
      },
    });
    const { facts } = listening;
    const problems = kind.problems.map((problem) => ({
      prompt: `input.${kind.name}.${problem}`,
      values: undefined,
      path: ['ask'],
    }));
    return {
      ...facts,
      exits: [...exitsOf({ then: step.then }), ...facts.exits],
      prompts: [...facts.prompts, ...problems],
      saves: savedAs(step.save, () => entry.saves),
      on: (turn, event) => {
        if (event.type === 'timer' && turn.keys.entry !== '') finish(turn, listening);
        else listening.on(turn, event);
      },
    };
  },
});

const own: ReadonlySet<string> = new Set([
  'ask',
  'save',
  'then',
  'between-keys',
  ...Object.keys(listeningFields),
]);

/** The keys of an ask step that belong to its input kind. */
function unknownKeys(step: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(step).filter(([key]) => !own.has(key)));
}
