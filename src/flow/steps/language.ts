import { z } from 'zod';
import { exitsOf, stepKind } from '../step.ts';
import { follow, targetSchema } from './fields.ts';

export const language = stepKind({
  kind: 'language',
  description: 'Da qui in poi chi chiama è servito in questa lingua.',
  example: `
tedesco:
  language: de
  then: scelta`,
  schema: z.strictObject({
    language: z
      .string()
      .regex(/^[a-z]{2}$/, 'a language is two small letters, as in it, de')
      .describe('La lingua, due lettere'),
    then: targetSchema.describe('Il passo seguente'),
  }),
  bind: (step) => ({
    exits: exitsOf({ then: step.then }),
    prompts: [],
    speaks: step.language,
    enter: (turn) => {
      turn.speakLanguage(step.language);
      follow(turn, step.then);
    },
    on: () => {},
  }),
});
