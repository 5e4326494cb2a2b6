/** States of a request (domain.md section 5). Ordinary mail ends at POSTED. */
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
