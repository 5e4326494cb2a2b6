import { z } from 'zod';
import { exitsOf, stepKind } from '../step.ts';
import { withSchema } from '../values.ts';
import { follow, promptUses, saySchema, spokenOf, targetSchema } from './fields.ts';

/** What a back-office operation can answer; `unavailable` is for time-out, error and an open breaker. */
export const outcomes = [
  'found',
  'not-found',
  'ambiguous',
  'wrong',
  'locked',
  'absent',
  'unavailable',
] as const;

const outcome = targetSchema.optional();
const outcomeFields = {
  found: outcome,
  'not-found': outcome,
  ambiguous: outcome,
  wrong: outcome,
  locked: outcome,
  absent: outcome,
};

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
    save: z.string().regex(/^\w+$/).optional().describe('The variable that gets the answer'),
    say: saySchema.optional().describe('Spoken when the answer takes long'),
    ...outcomeFields,
    unavailable: targetSchema.describe('Where to go when the back office does not answer'),
  }),
  bind: (step, settings) => {
    const targets = new Map<string, string>();
    for (const name of outcomes) {
      const target = step[name];
      if (target !== undefined) targets.set(name, target);
    }
    const operation = step['look-up'];
    const wait = step.say ?? settings.prompts['please-wait'];
    const { 'please-wait': untilPleaseWait, 'look-up': inAll } = settings.defaults;
    return {
      exits: exitsOf(Object.fromEntries(targets)),
      prompts: promptUses(wait, undefined, step.say === undefined ? 'look-up' : 'say'),
      saves: step.save,
      lookUp: { operation, with: step.with, outcomes: [...targets.keys()] },
      enter: (turn) => {
        turn.lookUp(operation, step.with);
        turn.wait(untilPleaseWait);
      },
      resume: (turn) => {
        turn.lookUp(operation, step.with, true);
        turn.wait(untilPleaseWait);
      },
      on: (turn, event) => {
        if (event.type === 'result') {
          if (event.value !== null) turn.save(step.save, event.value);
          const target = targets.get(event.outcome);
          if (target === undefined) follow(turn, step.unavailable, 'unavailable');
          else follow(turn, target, event.outcome);
        } else if (event.type === 'timer') {
          if (turn.countAttempt() > 1) follow(turn, step.unavailable, 'unavailable');
          else {
            turn.say(spokenOf(wait, undefined), false);
            turn.wait(inAll - untilPleaseWait);
          }
        }
      },
    };
  },
});
