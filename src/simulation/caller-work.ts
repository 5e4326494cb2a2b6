/** Callers by how they work: artisans and traders, occasional workers and those who have them work. */
import { z } from 'zod';
import type { SyntheticCitizen } from '../backoffice/reference/citizens.ts';
import { occasionalRoles } from '../backoffice/reference/occasional-work.ts';
import { selfEmployed } from '../backoffice/reference/self-employed.ts';

const selfEmployedStates = ['no', 'in-regola', 'in-debito', 'in-riscossione'] as const;
const occasionalStates = ['no', 'prestatore', 'prestatore-fermo', 'utilizzatore', 'entrambi'] as const;

/** What a test may ask of a citizen. */
export const workFields = {
  /** What an artisan or trader owes; `no`: neither of the two. */
  artigiano: z.enum(selfEmployedStates).optional(),
  /** On which side of occasional work, and whether there was any lately. */
  occasionale: z.enum(occasionalStates).optional(),
};
export type WantedWork = z.infer<z.ZodObject<typeof workFields>>;

/** Whether a citizen works in the way that is wanted. */
export function hasWork({ index }: SyntheticCitizen, { artigiano, occasionale }: WantedWork): boolean {
  return (
    (artigiano === undefined || selfEmployedState(index) === artigiano) &&
    (occasionale === undefined || occasionalState(index) === occasionale)
  );
}

function selfEmployedState(index: number): (typeof selfEmployedStates)[number] {
  const position = selfEmployed(index);
  if (position === undefined) return 'no';
  if (position.debito === undefined) return 'in-regola';
  return position.debito.riscossione === 'nessuna' ? 'in-debito' : 'in-riscossione';
}

function occasionalState(index: number): (typeof occasionalStates)[number] {
  const { prestatore, utilizzatore } = occasionalRoles(index);
  if (prestatore === undefined) return utilizzatore === undefined ? 'no' : 'utilizzatore';
  if (utilizzatore !== undefined) return 'entrambi';
  return prestatore.every === 0 ? 'prestatore-fermo' : 'prestatore';
}
