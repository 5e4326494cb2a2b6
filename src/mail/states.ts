/** States of a request (domain.md section 5), in the order they come. Ordinary mail ends at POSTED. */
export const states = [
  'REQUESTED',
  'ADDRESS_OK',
  'ADDRESS_MISSING',
  'RENDERED',
  'BATCHED',
  'HANDED_OVER',
  'PRINTED',
  'POSTED',
  'DELIVERED',
  'UNDELIVERED',
  'RETURNED',
  'CANCELLED',
  'FAILED',
] as const;
export type State = (typeof states)[number];

/**
 * Which state may follow which: the only table of it. Until it is handed over a request can be cancelled; what failed,
 * or has no address, begins anew when somebody has it tried again. A carrier may leave out steps, never go back.
 */
export const followers: Readonly<Record<State, readonly State[]>> = {
  REQUESTED: ['ADDRESS_OK', 'ADDRESS_MISSING', 'CANCELLED', 'FAILED'],
  ADDRESS_OK: ['ADDRESS_MISSING', 'RENDERED', 'CANCELLED', 'FAILED'],
  ADDRESS_MISSING: ['REQUESTED', 'CANCELLED'],
  RENDERED: ['ADDRESS_MISSING', 'BATCHED', 'HANDED_OVER', 'CANCELLED', 'FAILED'],
  BATCHED: ['HANDED_OVER', 'CANCELLED', 'FAILED'],
  HANDED_OVER: ['PRINTED', 'POSTED', 'DELIVERED', 'UNDELIVERED', 'RETURNED'],
  PRINTED: ['POSTED', 'DELIVERED', 'UNDELIVERED', 'RETURNED'],
  POSTED: ['DELIVERED', 'UNDELIVERED', 'RETURNED'],
  DELIVERED: ['RETURNED'],
  UNDELIVERED: ['DELIVERED', 'RETURNED'],
  RETURNED: [],
  CANCELLED: [],
  FAILED: ['REQUESTED', 'CANCELLED'],
};

/** States from which a request can get to this one. */
export function leadingTo(state: State): readonly State[] {
  return states.filter((one) => followers[one].includes(state));
}

/** In these a request waits for a worker: it goes on by itself, whatever is started again. */
export const unfinished = ['REQUESTED', 'ADDRESS_OK', 'RENDERED'] as const satisfies readonly State[];
/** In these it waits for a person. */
export const stuck = ['ADDRESS_MISSING', 'FAILED'] as const satisfies readonly State[];
