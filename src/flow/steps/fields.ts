import { z } from 'zod';
import { parseExpression } from '../condition.ts';
import type { PromptUse } from '../step.ts';
import type { Spoken } from '../turn/speech.ts';
import type { Turn } from '../turn/turn.ts';
import { type With, withSchema } from '../values.ts';

/** Targets that are not steps: what every flow can do without saying how. */
const builtIn = {
  '.repeat': (turn: Turn) => turn.path.again(),
  '.back': (turn: Turn) => {
    if (!turn.path.goBack()) turn.path.again();
  },
  '.operator': (turn: Turn) => turn.path.callOperator(),
  '.hang-up': (turn: Turn) => turn.hangUp('normal'),
} as const;

export const builtInTargets: readonly string[] = Object.keys(builtIn);

/** Where an exit leads: a step of the same flow, or one of `.repeat`, `.back`, `.operator`, `.hang-up`. */
export const targetSchema = z
  .string()
  .regex(/^\.?[a-z0-9][a-z0-9-]*$/, 'write the name of a step, or .repeat, .back, .operator, .hang-up')
  .describe(
    'Un passo di questo flusso, oppure .repeat (da capo), .back (indietro), .operator (operatore), .hang-up (chiude)',
  );

/** Follows an exit; `exit` is its name in the flow file, needed only where two exits can have one target. */
export function follow(turn: Turn, target: string, exit?: string): void {
  turn.path.took(target, exit);
  if (isBuiltIn(target)) builtIn[target](turn);
  else turn.path.goTo(target);
}

function isBuiltIn(target: string): target is keyof typeof builtIn {
  return target in builtIn;
}

const spokenSchema = z.union([
  z.string(),
  z.strictObject({ prompt: z.string(), language: z.string().optional(), with: withSchema.optional() }),
]);

/** `say:` in a flow file: a prompt id, or a list of prompts spoken as one. */
export const saySchema = z
  .union([z.string(), z.array(spokenSchema).min(1)])
  .describe('Il messaggio da dire (un nome di prompts/), o una lista di messaggi');
export type Say = z.infer<typeof saySchema>;

/** The prompts that `say` and `with` of a step stand for. */
export function spokenOf(say: Say | undefined, given: With | undefined): readonly Spoken[] {
  if (say === undefined) return [];
  const list = typeof say === 'string' ? [say] : say;
  return list.map((one) =>
    typeof one === 'string' ? { prompt: one, with: given } : { ...one, with: one.with ?? given },
  );
}

/** The same for the checks, with the place of each in the step. */
export function promptUses(
  say: Say | undefined,
  given: With | undefined,
  field = 'say',
): readonly PromptUse[] {
  if (say === undefined) return [];
  return spokenOf(say, given).map((one, index) => ({
    prompt: one.prompt,
    values: one.with,
    ...(one.language === undefined ? {} : { languages: [one.language] }),
    path: typeof say === 'string' ? [field] : [field, String(index)],
  }));
}

/** A CEL expression of a flow file. */
export const celSchema = z.string().superRefine((text, context) => {
  try {
    parseExpression(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    context.addIssue({ code: 'custom', message: `this is not a CEL expression: ${reason}` });
  }
});
