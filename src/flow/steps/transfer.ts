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
    'Mette in contatto con un numero che ha un nome nella configurazione; mai con un numero digitato da chi chiama. `answered` è dove si va a conversazione finita, se chi chiama è ancora in linea.',
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
      .describe('Il nome di un numero della configurazione'),
    with: argumentsField.describe('Quello che chi risponde può vedere di chi chiama'),
    say: saySchema.optional().describe('Detto mentre squilla'),
    ring: z.number().positive().max(120).default(30).describe('Per quanti secondi può squillare'),
    answered: targetSchema.describe('Dove andare a conversazione finita'),
    busy: targetSchema.describe('Dove andare quando è occupato'),
    'no-answer': targetSchema.describe('Dove andare quando nessuno risponde'),
    unavailable: targetSchema.describe('Dove andare quando la chiamata non si può fare'),
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
