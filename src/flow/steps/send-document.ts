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
    "Fa inviare un documento all'indirizzo che risulta negli archivi: il flusso sceglie il mezzo (posta o posta elettronica), mai un indirizzo. La risposta porta `riferimento` ed `entro` (il giorno entro cui arriva, AAAA-MM-GG); se rifiutata, `motivo`. Lo stesso documento chiesto due volte è una richiesta sola, e la seconda esce da `already`.",
  example: `
invio:
  send-document: certificazione-unica
  to: residence
  with: { persona: $persona, anno: 2025 }
  save: richiesta
  accepted: confermata
  already: gia-chiesta
  refused: rifiutata
  noted: annotata
  unavailable: riprova`,
  schema: z.strictObject({
    'send-document': z
      .string()
      .regex(/^[a-z0-9-]+$/)
      .describe('Il tipo di documento'),
    to: z
      .enum(['residence', 'email'])
      .describe(
        "residence: per posta alla residenza; email: all'indirizzo di posta elettronica che risulta in archivio",
      ),
    with: argumentsField,
    accepted: targetSchema.describe('Dove andare quando la richiesta è presa in carico: non andrà persa'),
    already: targetSchema.describe('Dove andare quando lo stesso era già stato chiesto'),
    refused: targetSchema.describe(
      "Dove andare quando non si può inviare: manca l'indirizzo, o il documento",
    ),
    noted: targetSchema
      .optional()
      .describe(
        'Dove andare quando gli archivi non rispondono e la richiesta è annotata: partirà quando tornano, ma non è ancora confermata (se manca, non si annota nulla e si va a `unavailable`)',
      ),
    ...requestingFields,
  }),
  bind: (step, settings) => ({
    ...requesting({
      step,
      kind: 'send-document',
      settings,
      targets: {
        accepted: step.accepted,
        already: step.already,
        refused: step.refused,
        ...(step.noted === undefined ? {} : { noted: step.noted }),
      },
      asked: (turn) => ({
        type: 'request',
        service: 'document',
        operation: step['send-document'],
        ...(step.noted === undefined ? {} : { mayNote: true }),
        arguments: { to: step.to, values: evaluateWith(step.with, turn.variables) },
      }),
    }),
    reaches: { type: 'document', name: step['send-document'] },
    saves: savedAs(step.save, () => answer),
    reads: referencesOf(step.with),
    orders: { service: 'document', operation: step['send-document'] },
  }),
});
