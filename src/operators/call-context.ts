import { z } from 'zod';
import type { Sealer } from '../privacy/seal.ts';
import { Sensitive } from '../privacy/sensitive.ts';

const personal = z.instanceof(Sensitive).transform((value, context) => {
  const text = value.reveal();
  if (typeof text === 'string') return new Sensitive(value.kind, text);
  context.addIssue({ code: 'custom', message: 'expected sensitive text' });
  return z.NEVER;
});

/** What the operator is told of a call: personal values are Sensitive, to be shown only on purpose. */
export const callContextSchema = z.object({
  callId: z.string(),
  /** The id of the number-plan line that was dialled; `richiamata` for a call-back. */
  line: z.string(),
  language: z.string(),
  /** The caller's number; null when it was withheld. */
  caller: personal.nullable(),
  queue: z.string(),
  /** The level of identity that the caller reached (flows/identity.yaml); null for none. */
  level: z.string().nullable(),
  /** The latest steps of the call, oldest first. */
  steps: z.array(z.object({ flow: z.string(), step: z.string() })),
  /** What the flow hands over, `with` of its step: `tema`, `persona`, `pratica` ... */
  values: z.record(z.string(), z.unknown()),
  /** When it was written down, epoch ms: it is written anew when the level rises. */
  at: z.number(),
});
export type CallContext = z.infer<typeof callContextSchema>;

/** A context as it may lie in Redis: its personal values are encrypted. */
export function sealContext(sealer: Sealer, context: CallContext): string {
  return sealer.seal(context);
}

/** @throws SealError or z.ZodError when it was sealed with another key, or is none */
export function openContext(sealer: Sealer, sealed: string): CallContext {
  return callContextSchema.parse(sealer.open(sealed));
}
