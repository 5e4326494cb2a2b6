import { z } from 'zod';
import { stepKind } from '../step.ts';
import { targetSchema } from './fields.ts';
import { requesting, requestingFields } from './requesting.ts';

export const pendingCallBack = stepKind({
  kind: 'pending-call-back',
  description:
    'Cerca (`find`) o annulla (`cancel`) la richiamata annotata per il numero da cui si chiama, o che è stato richiamato. Chi la annulla e poi aspetta in linea nella stessa coda ha il posto della richiamata.',
  example: `
annulla:
  pending-call-back: cancel
  found: annullata
  none: annullata
  unavailable: guasto`,
  schema: z.strictObject({
    'pending-call-back': z.enum(['find', 'cancel']).describe('Cercarla, o annullarla'),
    found: targetSchema.describe("Dove andare se c'è (con `cancel`: c'era, ed è annullata)"),
    none: targetSchema.describe("Dove andare se non ce n'è nessuna"),
    say: requestingFields.say,
    unavailable: requestingFields.unavailable,
  }),
  bind: (step, settings) => ({
    ...requesting({
      step: { ...step, save: undefined },
      kind: 'pending-call-back',
      asked: () => ({
        type: 'pending-call-back',
        operation: step['pending-call-back'],
        arguments: {},
      }),
      targets: { found: step.found, none: step.none },
      settings,
    }),
    reads: [],
  }),
});
