import { z } from 'zod';
import { Sensitive } from '../../privacy/sensitive.ts';
import type { Turn } from '../turn/turn.ts';
import type { ValueType } from '../types.ts';
import { type Expression, evaluate, isGroup, type Value } from '../values.ts';

/** The queue that a step is about: a name, or a $reference to one. */
export const queueField = z
  .string()
  .regex(/^([a-z0-9][a-z0-9-]*|\$[\w.-]+)$/, 'write the name of a queue, or $call.queue.name')
  .describe("Una coda di flows/queues.yaml, o $call.queue.name: quella dell'argomento della chiamata");

/** The number to call back: the one that is given, else the caller's; null where there is none. */
export function numberToCall(given: Expression | undefined, turn: Turn): Sensitive | null {
  const own = given === undefined ? null : evaluate(given, turn.variables);
  if (!(own instanceof Sensitive)) return turn.session.caller;
  const text = own.reveal();
  return typeof text === 'string' ? new Sensitive(own.kind, text) : null;
}

/** What is said of a call-back that is noted: the last three digits of the number, never more. */
export const calledBack = {
  type: { type: 'group', fields: { finale: { type: 'string' } } } satisfies ValueType,
  read: (value: Value): Value => {
    const ending = isGroup(value) ? value['finale'] : undefined;
    return { finale: typeof ending === 'string' && /^\d{1,3}$/.test(ending) ? ending : '0' };
  },
};
