import { z } from 'zod';
import type { Exit, PromptUse } from '../step.ts';
import type { Spoken } from '../turn/speech.ts';
import { targetSchema } from './fields.ts';

/** A choice that is said by a prompt of its own, with its key. */
export const choiceSchema = z.strictObject({
  key: z
    .string()
    .regex(/^[0-9]$/, 'write one digit in quotes, "0" to "9"')
    .optional()
    .describe('Il tasto, fra virgolette (se manca: il posto della scelta nella lista)'),
  say: z
    .string()
    .optional()
    .describe('Il messaggio della scelta; {tasto} è il suo tasto. Senza, il tasto vale e non si dice'),
  language: z
    .string()
    .regex(/^[a-z]{2}$/, 'write the two small letters of a language, as in it, de')
    .optional()
    .describe('La lingua in cui è detta (se manca: quella della chiamata)'),
  then: targetSchema,
});
export type Choice = z.output<typeof choiceSchema>;

/** The key of a choice: its own, or its place, counted from 1. */
export function keyOf(choice: Choice, index: number): string {
  return choice.key ?? String(index + 1);
}

/** How a choice is said: nothing for one whose key goes without saying. */
export function spokenChoice(choice: Choice, index: number): readonly Spoken[] {
  const { say: prompt, language } = choice;
  return prompt === undefined ? [] : [{ prompt, language, with: { tasto: Number(keyOf(choice, index)) } }];
}

/** The exits of choices that stand under this key of the step: `menu.1`. */
export function exitsOfChoices(choices: readonly Choice[], field: string): readonly Exit[] {
  return choices.map((choice, index) => ({
    name: `${field}.${keyOf(choice, index)}`,
    target: choice.then,
    path: [field, String(index), 'then'],
  }));
}

/** The prompts of choices, for the checks. */
export function promptsOfChoices(choices: readonly Choice[], field: string): readonly PromptUse[] {
  return choices.flatMap((choice, index) =>
    spokenChoice(choice, index).map(
      ({ prompt, language, with: values }): PromptUse => ({
        prompt,
        values,
        ...(language === undefined ? {} : { languages: [language] }),
        path: [field, String(index), 'say'],
      }),
    ),
  );
}
