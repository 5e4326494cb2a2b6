import { z } from 'zod';
import { savedAs, stepKind } from '../step.ts';
import { evaluateWith } from '../values.ts';
import { targetSchema } from './fields.ts';
import { argumentsField, requesting, requestingFields } from './requesting.ts';

/** What can be asked of a booking service, and how each can end. */
const outcomes = {
  find: ['found', 'none'],
  confirm: ['accepted', 'already', 'taken', 'refused'],
  status: ['found', 'not-found'],
  move: ['accepted', 'taken', 'not-found', 'refused'],
  cancel: ['accepted', 'already', 'not-found'],
} as const;

const verbs = ['find', 'confirm', 'status', 'move', 'cancel'] as const;
const names = ['found', 'none', 'accepted', 'already', 'taken', 'not-found', 'refused'] as const;
const outcome = targetSchema.optional();

export const book = stepKind({
  kind: 'book',
  description:
    "Chiede a un servizio di prenotazione: `find` cerca i posti liberi, `confirm` ne prende uno, `status` dice com'è una prenotazione, `move` la sposta, `cancel` la disdice. Ogni verbo ha le sue uscite, e servono tutte: find: found, none; confirm: accepted, already, taken, refused; status: found, not-found; move: accepted, taken, not-found, refused; cancel: accepted, already, not-found.",
  example: `
conferma:
  book: sportello.confirm
  with: { persona: $persona, posto: $scelto.posto, motivo: $motivo }
  save: prenotazione
  accepted: detta
  already: detta
  taken: altri-posti
  refused: rifiutata
  unavailable: riprova`,
  schema: z
    .strictObject({
      book: z
        .string()
        .regex(
          /^[a-z-]+\.(find|confirm|status|move|cancel)$/,
          `write service.verb, with one of ${verbs.join(', ')}`,
        )
        .describe('Il servizio di prenotazione e che cosa gli si chiede, come in `sportello.find`'),
      with: argumentsField,
      found: outcome.describe('find, status: dove andare con quello che si è trovato'),
      none: outcome.describe("find: dove andare quando non c'è nulla di libero"),
      accepted: outcome.describe('confirm, move, cancel: dove andare quando è fatto'),
      already: outcome.describe('confirm, cancel: dove andare quando era già fatto'),
      taken: outcome.describe('confirm, move: dove andare quando qualcun altro è stato più svelto'),
      'not-found': outcome.describe("status, move, cancel: dove andare quando quella prenotazione non c'è"),
      refused: outcome.describe('confirm, move: dove andare quando le regole non lo permettono'),
      ...requestingFields,
    })
    .superRefine((step, context) => {
      const verb = verbs.find((one) => step.book.endsWith(`.${one}`));
      if (verb === undefined) return;
      const known: readonly string[] = outcomes[verb];
      for (const name of names) {
        if (known.includes(name) && step[name] === undefined)
          context.addIssue({
            code: 'custom',
            path: ['book'],
            message: `"${verb}" can end with "${name}", which leads nowhere: add "${name}: step"`,
          });
        if (!known.includes(name) && step[name] !== undefined)
          context.addIssue({
            code: 'custom',
            path: [name],
            message: `"${verb}" never ends with it, only with ${known.join(', ')}`,
          });
      }
    }),
  bind: (step, settings) => ({
    ...requesting({
      step,
      kind: 'book',
      settings,
      targets: Object.fromEntries(names.map((name) => [name, step[name]])),
      asked: (turn) => ({
        type: 'request',
        service: 'booking',
        operation: step.book,
        arguments: evaluateWith(step.with, turn.variables),
      }),
    }),
    orders: { service: 'booking', operation: step.book },
    saves: savedAs(step.save, (scope) => scope.operation(step.book)),
    lookUp: {
      key: 'book',
      operation: step.book,
      with: step.with,
      outcomes: [...names.filter((name) => step[name] !== undefined), 'unavailable'],
    },
  }),
});
