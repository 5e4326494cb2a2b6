import { z } from 'zod';
import { savedAs, stepKind } from '../step.ts';
import type { ValueType } from '../types.ts';
import { evaluateWith, referencesOf } from '../values.ts';
import { targetSchema } from './fields.ts';
import { argumentsField, requesting, requestingFields } from './requesting.ts';

/** What an answer brings: the reference and the day to expect it by, or why it was refused. */
const answer: ValueType = {
  type: 'group',
  fields: { riferimento: { type: 'string' }, entro: { type: 'string' }, motivo: { type: 'string' } },
};

export const sendDocument = stepKind({
  kind: 'send-document',
  description:
    'Orders a document to be sent to the address that the registers have: a flow can choose the way (post or e-mail), never an address. The answer brings `riferimento` and `entro` (the day to expect it by, YYYY-MM-DD); when refused, `motivo`. The same document asked for twice is one request, answered with `already`.',
  example: `
invio:
  send-document: certificazione-unica
  to: residence
  with: { persona: $persona, anno: 2025 }
  save: richiesta
  accepted: confermata
  already: gia-chiesta
  refused: rifiutata
  unavailable: riprova`,
  schema: z.strictObject({
    'send-document': z
      .string()
      .regex(/^[a-z0-9-]+$/)
      .describe('The kind of document'),
    to: z
      .enum(['residence', 'email'])
      .describe('By post to the residence, or to the e-mail address on record'),
    with: argumentsField,
    accepted: targetSchema.describe('Where to go when the request is taken and will not be lost'),
    already: targetSchema.describe('Where to go when the same was asked for before'),
    refused: targetSchema.describe('Where to go when it cannot be sent: no address, no such document'),
    ...requestingFields,
  }),
  bind: (step, settings) => ({
    ...requesting({
      step,
      kind: 'send-document',
      settings,
      targets: { accepted: step.accepted, already: step.already, refused: step.refused },
      asked: (turn) => ({
        type: 'request',
        service: 'document',
        operation: step['send-document'],
        arguments: { to: step.to, values: evaluateWith(step.with, turn.variables) },
      }),
    }),
    saves: savedAs(step.save, () => answer),
    reads: referencesOf(step.with),
  }),
});
