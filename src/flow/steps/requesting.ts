import { z } from 'zod';
import type { Settings } from '../settings.ts';
import { exitsOf, type Step } from '../step.ts';
import type { Asked } from '../turn/request.ts';
import type { Turn } from '../turn/turn.ts';
import { withSchema } from '../values.ts';
import { follow, promptUses, saySchema, spokenOf, targetSchema } from './fields.ts';

/** What steps share that ask somebody outside the call and wait for the answer. */
export const requestingFields = {
  save: z
    .string()
    .regex(/^\w+$/, 'a variable has letters and digits only')
    .optional()
    .describe('La variabile che riceve la risposta'),
  say: saySchema.optional().describe('Detto quando la risposta tarda (se manca: la frase di sempre)'),
  unavailable: targetSchema.describe(
    'Dove andare quando la risposta non arriva: tempo scaduto, guasto, nessuno a cui chiedere',
  ),
} as const;

export const argumentsField = withSchema.optional().describe('Quello che si consegna con la richiesta');

/**
 * Asks, says so when the answer takes long, and follows the outcome. A request that got no answer keeps its idempotency
 * key, so that asking again never does a thing twice.
 */
export function requesting(given: {
  step: z.infer<z.ZodObject<typeof requestingFields>>;
  /** The key of the flow file that marks the step. */
  kind: string;
  asked: (turn: Turn) => Asked;
  /** Where each outcome leads; those without a target never come. */
  targets: Readonly<Record<string, string | undefined>>;
  settings: Settings;
}): Pick<Step, 'exits' | 'prompts' | 'enter' | 'on'> {
  const { step, settings } = given;
  const targets = { ...given.targets, unavailable: step.unavailable };
  const leads = new Map(Object.entries(targets));
  const wait = step.say ?? settings.prompts['please-wait'];
  const { 'please-wait': untilPleaseWait, 'look-up': inAll } = settings.defaults;
  return {
    exits: exitsOf(targets),
    prompts: promptUses(wait, undefined, step.say === undefined ? given.kind : 'say'),
    enter: (turn) => {
      turn.request.ask(given.asked(turn));
      turn.timer.start(untilPleaseWait);
    },
    on: (turn, event) => {
      if (event.type === 'result') {
        if (event.value !== null) turn.save(step.save, event.value);
        const target = leads.get(event.outcome);
        if (target === undefined) follow(turn, step.unavailable, 'unavailable');
        else follow(turn, target, event.outcome);
      } else if (event.type === 'timer') {
        if (turn.countAttempt() > 1) follow(turn, step.unavailable, 'unavailable');
        else {
          turn.say(spokenOf(wait, undefined), false);
          turn.timer.start(inAll - untilPleaseWait);
        }
      }
    },
  };
}
