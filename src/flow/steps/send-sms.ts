import { z } from 'zod';
import { savedAs, stepKind } from '../step.ts';
import { evaluate, evaluateWith, referencesOf } from '../values.ts';
import { targetSchema } from './fields.ts';
import { argumentsField, requesting, requestingFields } from './requesting.ts';

export const sendSms = stepKind({
  kind: 'send-sms',
  description:
    'Sends a text message in the language of the call. Its text is one of prompts/*.yaml, filled with the values of `with`. `refused`: the number is none that can be sent to.',
  example: `
ricevuta:
  send-sms: prenotazione.sms
  to: $cellulare
  with: $appuntamento
  accepted: fine
  refused: senza-sms
  unavailable: senza-sms`,
  schema: z.strictObject({
    'send-sms': z.string().describe('The text (an id of prompts/*.yaml)'),
    to: z
      .string()
      .regex(/^\$[\w.-]+$/, 'write the variable that holds the number, as $variable')
      .describe('The number, in a variable'),
    with: argumentsField,
    accepted: targetSchema.describe('Where to go when the message is taken and will go out'),
    already: targetSchema
      .optional()
      .describe('Where to go when the same was sent before (default: accepted)'),
    refused: targetSchema.describe('Where to go when the number cannot be sent to'),
    ...requestingFields,
  }),
  bind: (step, settings) => {
    const common = requesting({
      step,
      kind: 'send-sms',
      settings,
      targets: { accepted: step.accepted, already: step.already ?? step.accepted, refused: step.refused },
      asked: (turn) => ({
        type: 'request',
        service: 'sms',
        operation: step['send-sms'],
        arguments: {
          to: evaluate(step.to, turn.variables),
          values: evaluateWith(step.with, turn.variables),
        },
      }),
    });
    return {
      ...common,
      prompts: [
        ...common.prompts,
        { prompt: step['send-sms'], values: step.with, path: ['send-sms'], written: true },
      ],
      saves: savedAs(step.save, () => ({ type: 'any' })),
      reads: [...referencesOf(step.to), ...referencesOf(step.with)],
    };
  },
});
