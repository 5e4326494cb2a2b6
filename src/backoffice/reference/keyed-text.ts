import { Sensitive } from '../../privacy/sensitive.ts';

/** A short answer of the caller as it was keyed, whether it came as a personal value or not. */
export function keyedText(value: Sensitive<unknown> | string | number): string {
  return String(value instanceof Sensitive ? value.reveal() : value);
}
