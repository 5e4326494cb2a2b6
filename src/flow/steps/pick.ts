import { z } from 'zod';
import { exitsOf, stepKind, type TypeScope } from '../step.ts';
import type { Spoken } from '../turn/speech.ts';
import type { Turn } from '../turn/turn.ts';
import { any, type Fields, typeAt, type ValueType } from '../types.ts';
import { evaluate, isGroup, referencePath, type Value } from '../values.ts';
import { follow, promptUses, saySchema, spokenOf, targetSchema } from './fields.ts';
import { Listening, listeningFields } from './listening.ts';

export const pick = stepKind({
  kind: 'pick',
  description:
    'Legge una lista salvata da un passo precedente (al massimo otto voci) e ne fa scegliere una con i tasti 1, 2, 3 ... Ogni voce è detta dal messaggio `item`, con i campi della voce e il suo tasto come {tasto}. Una lista di una voce sola si sceglie da sé.',
  example: `
quale:
  pick: $elenco.domande
  say: stato-domanda.elenco
  item: stato-domanda.voce
  save: domanda
  then: leggi
  failed: operatore`,
  schema: z.strictObject({
    pick: z
      .string()
      .regex(/^\$[\w.-]+$/, 'write the variable that holds the list, as $variable')
      .describe('La lista'),
    item: saySchema.describe('Il messaggio detto per ogni voce'),
    save: z.string().regex(/^\w+$/).describe('La variabile che riceve la voce scelta'),
    then: targetSchema.describe('Dove andare con la voce scelta'),
    ...listeningFields,
  }),
  bind: (step, settings) => {
    const entries = (turn: Turn): readonly Value[] => {
      const list = evaluate(step.pick, turn.variables);
      return Array.isArray(list) ? list.slice(0, 8) : [];
    };
    const choose = (turn: Turn, entry: Value): void => {
      turn.save(step.save, entry);
      follow(turn, step.then, 'then');
    };
    const listening = new Listening({
      step,
      settings,
      prompts: (turn, helping) => [
        ...spokenOf(helping && step.help ? step.help : step.say, step.with),
        ...entries(turn).flatMap((entry, index) => spokenEntry(step.item, entry, index + 1)),
      ],
      takeKeys: (turn, own) => {
        const key = turn.keys.take();
        if (key === undefined) return;
        const entry = entries(turn)[Number(key) - 1];
        if (entry !== undefined) choose(turn, entry);
        else if (key === '*') own.back(turn);
        else if (key === '0') own.operator(turn);
        else own.wrong(turn);
      },
    });
    const { facts } = listening;
    const path = referencePath(step.pick);
    return {
      ...facts,
      exits: [...exitsOf({ then: step.then }), ...facts.exits],
      prompts: [
        ...facts.prompts,
        ...promptUses(step.item, undefined, 'item').map((use) => ({
          ...use,
          supplies: (scope: TypeScope) => entryFields(scope, path ?? []),
        })),
      ],
      saves: path === undefined ? [] : [{ name: step.save, type: (scope) => entryType(scope, path) }],
      reads: path === undefined ? [] : [path],
      enter: (turn) => {
        const [first, ...others] = entries(turn);
        if (first !== undefined && others.length === 0) choose(turn, first);
        else listening.enter(turn);
      },
    };
  },
});

function entryType(scope: TypeScope, path: readonly string[]): ValueType {
  const list = typeAt(scope.variables, path);
  return list?.type === 'list' ? list.of : any;
}

/** What the prompt of an entry gets: the key, and the fields that can be spoken. */
function entryFields(scope: TypeScope, path: readonly string[]): Fields {
  const entry = entryType(scope, path);
  const fields = entry.type === 'group' ? Object.entries(entry.fields) : [];
  const spoken = fields.filter(([, { type }]) => !['sensitive', 'group', 'list'].includes(type));
  return { tasto: { type: 'integer' }, ...Object.fromEntries(spoken) };
}

function spokenEntry(item: z.infer<typeof saySchema>, entry: Value, key: number): readonly Spoken[] {
  const values: Record<string, string | number | boolean> = { tasto: key };
  if (isGroup(entry)) {
    for (const [name, value] of Object.entries(entry)) {
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
        values[name] = value;
    }
  }
  return spokenOf(item, undefined).map((one) => ({ ...one, with: values }));
}
