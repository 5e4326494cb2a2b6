import { z } from 'zod';
import { exitsOf, stepKind } from '../step.ts';
import type { Spoken, Turn } from '../turn.ts';
import { evaluate, isGroup, referencePath, type Value } from '../values.ts';
import { follow, promptUses, saySchema, spokenOf, targetSchema } from './fields.ts';
import { Listening, listeningFields } from './listening.ts';

export const pick = stepKind({
  kind: 'pick',
  description:
    'Reads out a list that an earlier step saved (at most eight entries) and lets the caller choose one with keys 1, 2, 3 ... Each entry is spoken by the prompt `item`, with the fields of the entry and its key as {tasto}. A list of one is chosen by itself.',
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
      .describe('The list'),
    item: saySchema.describe('The prompt spoken for each entry'),
    save: z.string().regex(/^\w+$/).describe('The variable that gets the chosen entry'),
    then: targetSchema.describe('Where to go with the chosen entry'),
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
        const key = turn.takeKey();
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
      prompts: [...facts.prompts, ...promptUses(step.item, undefined, 'item')],
      saves: step.save,
      reads: path === undefined ? [] : [path],
      enter: (turn) => {
        const [first, ...others] = entries(turn);
        if (first !== undefined && others.length === 0) choose(turn, first);
        else listening.enter(turn);
      },
    };
  },
});

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
