import { z } from 'zod';

/**
 * Why somebody did something, for an audit. Long numbers, addresses and codes have no place in it: they would be about
 * somebody else.
 */
export const reasonSchema = z
  .string()
  .trim()
  .min(3)
  .max(200)
  .regex(/^(?!.*(\d{6}|@|[A-Z]{6}\d{2}))[\p{L}\p{N} .,;:'()/-]+$/u)
  .describe('why it is done, without personal data');
