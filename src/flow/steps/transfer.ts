import { z } from 'zod';
import { stepKind } from '../step.ts';
import { evaluateWith, referencesOf } from '../values.ts';
import { promptUses, saySchema, spokenOf, targetSchema } from './fields.ts';
import { handingOver } from './handing-over.ts';
import { argumentsField } from './requesting.ts';

/** Beyond the ringing: what it takes to place the call and to hear that nobody answers. */
const graceMs = 10_000;

export const transfer = stepKind({
  kind: 'transfer',
  description:
    'Connects the caller with a number that the configuration names; never with a number that a caller keyed in. `answered` is where the call goes after the conversation, if the caller is still there.',
  example: `
sede:
  transfer: ufficio-personale
  say: operatore.trasferimento
  answered: saluto
  busy: occupato
  no-answer: nessuno
  unavailable: nessuno`,
  schema: z.strictObject({
    transfer: z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/, 'write the name of a number of the configuration, not the number itself')
      .describe('The name of a number of the configuration'),
    with: argumentsField.describe('What whoever answers may see of the caller'),
    say: saySchema.optional().describe('Spoken while it rings'),
    ring: z.number().positive().max(120).default(30).describe('Seconds it may ring'),
    answered: targetSchema.describe('Where to go when the conversation is over'),
    busy: targetSchema.describe('Where to go when the line is busy'),
    'no-answer': targetSchema.describe('Where to go when nobody answers'),
    unavailable: targetSchema.describe('Where to go when the call cannot be placed'),
  }),
  bind: (step) => ({
    ...handingOver({
      asked: (turn) => ({
        type: 'transfer',
        operation: step.transfer,
        ringSeconds: step.ring,
        arguments: evaluateWith(step.with, turn.variables),
      }),
      targets: { answered: step.answered, busy: step.busy, 'no-answer': step['no-answer'] },
      unavailable: step.unavailable,
      longest: Math.round(step.ring * 1000) + graceMs,
      tooLong: step['no-answer'],
      enter: (turn) => {
        if (step.say !== undefined) turn.say(spokenOf(step.say, undefined));
      },
      waiting: (turn, event) => {
        if (event.type === 'keys') turn.keys.drop();
      },
    }),
    prompts: promptUses(step.say, undefined),
    reads: referencesOf(step.with),
    reaches: { type: 'number', name: step.transfer },
  }),
});
