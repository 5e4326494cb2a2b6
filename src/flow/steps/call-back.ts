import { z } from 'zod';
import { savedAs, stepKind } from '../step.ts';
import { evaluate, evaluateWith, expressionSchema, referencesOf } from '../values.ts';
import { calledBack, numberToCall, queueField } from './calling-back.ts';
import { targetSchema } from './fields.ts';
import { argumentsField, requesting, requestingFields } from './requesting.ts';

export const callBack = stepKind({
  kind: 'call-back',
  description:
    'Annota che chi chiama va richiamato da un operatore di una coda, senza aspettare in linea. Chi ha appena lasciato quella coda conserva il suo posto; chi lo chiede di nuovo, nella stessa chiamata, cambia solo il numero.',
  example: `
annota:
  call-back: $call.queue.name
  number: $numero
  with: { tema: $call.topic }
  save: richiamata
  accepted: richiameremo
  no-number: numero-non-buono
  unavailable: guasto`,
  schema: z.strictObject({
    'call-back': queueField,
    number: expressionSchema.optional().describe('Il numero a cui richiamare (se manca: quello che chiama)'),
    with: argumentsField.describe("Quello che l'operatore vede di chi chiama"),
    accepted: targetSchema.describe('Dove andare quando la richiamata è annotata'),
    'no-number': targetSchema.describe(
      'Dove andare quando il numero non si conosce, o non si può richiamare',
    ),
    ...requestingFields,
    save: requestingFields.save.describe(
      'La variabile che riceve {finale}, le ultime tre cifre del numero che si richiamerà',
    ),
  }),
  bind: (step, settings) => {
    const request = requesting({
      step: { ...step, save: undefined },
      kind: 'call-back',
      asked: (turn) => ({
        type: 'call-back',
        operation: String(evaluate(step['call-back'], turn.variables) ?? ''),
        arguments: evaluateWith(step.with, turn.variables),
        callBackTo: numberToCall(step.number, turn),
      }),
      targets: { accepted: step.accepted, 'no-number': step['no-number'] },
      settings,
    });
    return {
      ...request,
      on: (turn, event) => {
        if (event.type === 'result' && event.outcome === 'accepted')
          turn.save(step.save, calledBack.read(event.value));
        request.on(turn, event);
      },
      saves: savedAs(step.save, () => calledBack.type),
      reads: [
        ...referencesOf(step.with),
        ...referencesOf({ queue: step['call-back'], number: step.number ?? '' }),
      ],
      reaches: { type: 'queue', name: step['call-back'], key: 'call-back' },
    };
  },
});
