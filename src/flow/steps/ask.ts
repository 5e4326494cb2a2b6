import { z } from 'zod';
import { inputKinds } from '../../input/kinds.ts';
import { secondsSchema } from '../settings.ts';
import { exitsOf, stepKind } from '../step.ts';
import type { Turn } from '../turn.ts';
import { follow, targetSchema } from './fields.ts';
import { Listening, listeningFields } from './listening.ts';

const kindNames = [...inputKinds.keys()];

export const ask = stepKind({
  kind: 'ask',
  description:
    'Asks for an entry of one of the input kinds and saves it. `#` ends an entry early, `*` clears it (or goes back when nothing was keyed), a lone `0` reaches an operator.',
  example: `
pratica:
  ask: digits
  between: [6, 20]
  say: stato-domanda.chiedi-pratica
  save: pratica
  then: ricerca
  failed: operatore`,
  schema: z.looseObject({
    ask: z.enum(kindNames).describe(`What is keyed: ${kindNames.join(', ')}`),
    save: z
      .string()
      .regex(/^\w+$/, 'a variable has letters and digits only')
      .describe('The variable that gets the entry'),
    then: targetSchema.describe('Where to go with a good entry'),
    'between-keys': secondsSchema
      .optional()
      .describe('Seconds between two keys; longer silence ends the entry'),
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
        turn.ignoreHash();
        follow(turn, step.then, 'then');
      }
      return true;
    };

    const finish = (turn: Turn, own: Listening): void => {
      if (turn.entry === '0') own.operator(turn);
      else if (turn.entry === '') own.silence(turn);
      else take(turn, own, entry.finish(turn.entry));
    };

    const listening = new Listening({
      step,
      settings,
      takeKeys: (turn, own) => {
        for (let key = turn.takeKey(); key !== undefined; key = turn.takeKey()) {
          if (key === '#') return finish(turn, own);
          if (key === '*') {
            if (turn.entry === '') return own.back(turn);
            turn.entry = '';
            return own.speak(turn, [{ prompt: settings.prompts.cleared }]);
          }
          turn.entry += key;
          const reading = entry.read(turn.entry);
          if (turn.entry === '0' && reading.state === 'wrong') return own.operator(turn);
          if (take(turn, own, reading)) return;
        }
        turn.hush();
        turn.wait(betweenKeys);
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
      saves: step.save,
      on: (turn, event) => {
        if (event.type === 'timer' && turn.entry !== '') finish(turn, listening);
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
