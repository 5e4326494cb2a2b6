import { z } from 'zod';
import { savedAs, stepKind } from '../step.ts';
import { evaluate, evaluateWith, referencesOf } from '../values.ts';
import { targetSchema } from './fields.ts';
import { argumentsField, requesting, requestingFields } from './requesting.ts';

export const sendSms = stepKind({
  kind: 'send-sms',
  description:
    'Manda un SMS nella lingua della chiamata. Il testo è uno di prompts/, riempito con i valori di `with`. `refused`: a quel numero non si può scrivere.',
  example: `
ricevuta:
  send-sms: prenotazione.sms
  to: $cellulare
  with: $appuntamento
  accepted: fine
  refused: senza-sms
  unavailable: senza-sms`,
  schema: z.strictObject({
    'send-sms': z.string().describe('Il testo (un nome di prompts/)'),
    to: z
      .string()
      .regex(/^\$[\w.-]+$/, 'write the variable that holds the number, as $variable')
      .describe('Il numero, in una variabile'),
    with: argumentsField,
    accepted: targetSchema.describe('Dove andare quando il messaggio è preso in carico'),
    already: targetSchema
      .optional()
      .describe('Dove andare quando lo stesso era già stato inviato (se manca: accepted)'),
    refused: targetSchema.describe('Dove andare quando a quel numero non si può scrivere'),
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
