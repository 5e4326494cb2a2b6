import { z } from 'zod';
import { savedAs, stepKind } from '../step.ts';
import { evaluateWith, withSchema } from '../values.ts';
import { targetSchema } from './fields.ts';
import { requesting, requestingFields } from './requesting.ts';

/** What a back-office operation can answer; `unavailable` is for time-out, error and an open breaker. */
const answers = [
  'found',
  'not-found',
  'ambiguous',
  'wrong',
  'locked',
  'expired',
  'absent',
  'accepted',
  'already',
  'refused',
] as const;

const outcome = targetSchema.optional();

export const lookUp = stepKind({
  kind: 'look-up',
  description:
    "Chiede agli archivi. Ogni esito dell'operazione porta da qualche parte; `unavailable` (tempo scaduto, guasto) ci vuole sempre. A chi aspetta a lungo lo si dice.",
  example: `
ricerca:
  look-up: domande.stato
  with: { persona: $persona, pratica: $pratica }
  save: domanda
  found: leggi
  not-found: non-trovata
  unavailable: riprova`,
  schema: z.strictObject({
    'look-up': z
      .string()
      .describe("Un'operazione del contratto con gli archivi (src/backoffice/openapi.json)"),
    with: withSchema.optional().describe('I suoi argomenti'),
    found: outcome.describe('Dove andare con quello che si è trovato'),
    'not-found': outcome.describe('Dove andare quando non si trova'),
    ambiguous: outcome.describe("Dove andare quando ce n'è più d'uno"),
    wrong: outcome.describe('Dove andare quando quello che si è digitato è sbagliato (un PIN)'),
    locked: outcome.describe('Dove andare quando gli sbagli sono stati troppi'),
    expired: outcome.describe('Dove andare quando quello che si è digitato non vale più (un PIN)'),
    absent: outcome.describe('Dove andare quando la persona non ne ha'),
    accepted: outcome.describe('Dove andare quando gli archivi hanno preso quello che si comunica'),
    already: outcome.describe('Dove andare quando era già stato comunicato'),
    refused: outcome.describe('Dove andare quando non si può: la risposta dice perché'),
    ...requestingFields,
  }),
  bind: (step, settings) => {
    const operation = step['look-up'];
    const targets = Object.fromEntries(answers.map((name) => [name, step[name]]));
    const given = answers.filter((name) => step[name] !== undefined);
    return {
      ...requesting({
        step,
        kind: 'look-up',
        settings,
        targets,
        asked: (turn) => ({
          type: 'look-up',
          operation,
          arguments: evaluateWith(step.with, turn.variables),
        }),
      }),
      saves: savedAs(step.save, (scope) => scope.operation(operation)),
      lookUp: { key: 'look-up', operation, with: step.with, outcomes: [...given, 'unavailable'] },
    };
  },
});
