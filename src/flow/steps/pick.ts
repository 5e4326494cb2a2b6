import { z } from 'zod';
import { exitsOf, stepKind, type TypeScope } from '../step.ts';
import type { Turn } from '../turn/turn.ts';
import { referencePath, type Value } from '../values.ts';
import { choiceSchema, exitsOfChoices, keyOf, promptsOfChoices, spokenChoice } from './choices.ts';
import { entriesOf, entryFields, entryType, listSchema, spokenEntry } from './entries.ts';
import { follow, promptUses, saySchema, spokenOf, targetSchema } from './fields.ts';
import { Listening, listeningFields } from './listening.ts';

export const pick = stepKind({
  kind: 'pick',
  description:
    "Legge una lista salvata da un passo precedente (al massimo otto voci) e ne fa scegliere una con i tasti 1, 2, 3 ... Ogni voce è detta dal messaggio `item`, con i campi della voce e il suo tasto come {tasto}. `also` aggiunge altre scelte, ognuna con un suo tasto che nessuna voce può avere. Una lista di una voce sola si sceglie da sé, se non c'è `also`.",
  example: `
quale:
  pick: $elenco.domande
  say: stato-domanda.elenco
  item: stato-domanda.voce
  save: domanda
  then: leggi
  failed: operatore`,
  schema: z.strictObject({
    pick: listSchema.describe('La lista'),
    item: saySchema.describe('Il messaggio detto per ogni voce'),
    save: z.string().regex(/^\w+$/).describe('La variabile che riceve la voce scelta'),
    then: targetSchema.describe('Dove andare con la voce scelta'),
    also: z
      .array(choiceSchema.required({ key: true }))
      .min(1)
      .optional()
      .describe('Altre scelte, dette dopo le voci: `key`, `say` e `then`, come in un menu'),
    ...listeningFields,
  }),
  bind: (step, settings) => {
    const entries = (turn: Turn) => entriesOf(step.pick, turn);
    const { also = [] } = step;
    const others = new Map(also.map((choice, index) => [keyOf(choice, index), choice.then]));
    const choose = (turn: Turn, entry: Value): void => {
      turn.save(step.save, entry);
      follow(turn, step.then, 'then');
    };
    const listening = new Listening({
      step,
      settings,
      prompts: (turn, helping) => [
        ...spokenOf(helping && step.help ? step.help : step.say, step.with),
        ...entries(turn).flatMap((entry, index) => spokenEntry(step.item, entry, { tasto: index + 1 })),
        ...also.flatMap(spokenChoice),
      ],
      takeKeys: (turn, own) => {
        const key = turn.keys.take();
        if (key === undefined) return;
        const entry = entries(turn)[Number(key) - 1];
        const other = others.get(key);
        if (entry !== undefined) choose(turn, entry);
        else if (other !== undefined) follow(turn, other, `also.${key}`);
        else if (key === '*') own.back(turn);
        else if (key === '0') own.operator(turn);
        else own.wrong(turn);
      },
    });
    const { facts } = listening;
    const path = referencePath(step.pick);
    return {
      ...facts,
      exits: [...exitsOf({ then: step.then }), ...exitsOfChoices(also, 'also'), ...facts.exits],
      prompts: [
        ...facts.prompts,
        ...promptUses(step.item, undefined, 'item').map((use) => ({
          ...use,
          supplies: (scope: TypeScope) => ({
            tasto: { type: 'integer' as const },
            ...entryFields(scope, path ?? []),
          }),
        })),
        ...promptsOfChoices(also, 'also'),
      ],
      saves: path === undefined ? [] : [{ name: step.save, type: (scope) => entryType(scope, path) }],
      reads: path === undefined ? [] : [path],
      enter: (turn) => {
        const [first, ...more] = entries(turn);
        if (first !== undefined && more.length === 0 && also.length === 0) choose(turn, first);
        else listening.enter(turn);
      },
    };
  },
});
