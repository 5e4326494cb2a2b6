import { z } from 'zod';
import type { Settings } from '../settings.ts';
import { targetSchema } from './fields.ts';

/** What `0` and `*` do in a step: its own word wins over the flow's, the flow's over the usual. */
export const escapeFields = {
  back: z
    .union([targetSchema, z.literal(false)])
    .optional()
    .describe('Dove porta `*` (se manca: al passo di ascolto precedente); false: da nessuna parte'),
  operator: z
    .union([targetSchema, z.literal(false)])
    .optional()
    .describe("Dove porta `0` (se manca: all'operatore); false: da nessuna parte"),
} as const;

interface Escapes {
  readonly back?: string | false | undefined;
  readonly operator?: string | false | undefined;
}

/** Where `*` leads; false: nowhere. */
export function backTarget({ back }: Escapes, settings: Settings): string | false {
  return back ?? (settings.keys.back ? '.back' : false);
}

/** Where `0` leads; false: nowhere. */
export function operatorTarget({ operator }: Escapes, settings: Settings): string | false {
  return operator ?? (settings.keys.operator ? '.operator' : false);
}
