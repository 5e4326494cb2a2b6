import { z } from 'zod';
import { savedAs, stepKind } from '../step.ts';
import { evaluateWith, withSchema } from '../values.ts';
import { targetSchema } from './fields.ts';
import { requesting, requestingFields } from './requesting.ts';

/** What a back-office operation can answer; `unavailable` is for time-out, error and an open breaker. */
const answers = ['found', 'not-found', 'ambiguous', 'wrong', 'locked', 'absent'] as const;

const outcome = targetSchema.optional();

export const lookUp = stepKind({
  kind: 'look-up',
  description:
    'Asks the back office. Each outcome of the operation goes somewhere; `unavailable` (time-out, error, breaker open) always must. A caller who waits long is told so.',
  example: `
ricerca:
  look-up: domande.stato
  with: { persona: $persona, pratica: $pratica }
  save: domanda
  found: leggi
  not-found: non-trovata
  unavailable: riprova`,
  schema: z.strictObject({
    'look-up': z.string().describe('An operation of the back-office contract'),
    with: withSchema.optional().describe('Its arguments'),
    found: outcome.describe('Where to go with what was found'),
    'not-found': outcome.describe('Where to go when there is no such thing'),
    ambiguous: outcome.describe('Where to go when several fit'),
    wrong: outcome.describe('Where to go when what was keyed is wrong (a PIN)'),
    locked: outcome.describe('Where to go when too many were wrong'),
    absent: outcome.describe('Where to go when the person has none'),
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
      lookUp: { operation, with: step.with, outcomes: [...given, 'unavailable'] },
    };
  },
});
