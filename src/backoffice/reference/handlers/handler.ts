import type { z } from 'zod';
import type { Fields, Operation, Outcomes, ResultOf } from '../../operation.ts';
import type { Asked } from './asked.ts';

/** An operation that only reads what follows from the synthetic citizens: it needs no database. */
export interface Handler {
  readonly operation: Operation;
  /**
   * @param wire the arguments as they are sent, personal ones in plain
   * @returns the outcome and its value, personal fields Sensitive
   * @throws ZodError for arguments that the operation does not take; UnknownReference
   */
  readonly answer: (wire: unknown, asked: Asked) => { readonly outcome: string; readonly value: unknown };
  /**
   * For a search that must not be used for trying out: what each one that ends in `not-found` counts against. Too many
   * within an hour, and the answer is `locked` without a search (searchRule).
   * @param wire as for `answer`
   */
  readonly countsAgainst?: ((wire: unknown, asked: Asked) => readonly string[]) | undefined;
}

/** How many searches that find nothing within the window lock what they count against, until the first is that old. */
export const searchRule = { tries: 5, windowMinutes: 60 } as const;

/**
 * Binds an operation to what answers it. The reference back office and the simulator both use the same handlers, so
 * that a dialog test hears what a call on the line hears.
 */
export function handler<Name extends string, Arguments extends Fields, const Results extends Outcomes>(
  operation: Operation<Name, Arguments, Results>,
  answer: (args: z.output<Arguments>, asked: Asked) => ResultOf<Operation<Name, Arguments, Results>>,
  countsAgainst?: (args: z.output<Arguments>, asked: Asked) => readonly string[],
): Handler {
  return {
    operation,
    answer: (wire, asked) => answer(operation.arguments.parse(wire), asked),
    countsAgainst: countsAgainst && ((wire, asked) => countsAgainst(operation.arguments.parse(wire), asked)),
  };
}
