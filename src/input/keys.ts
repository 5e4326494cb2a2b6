/** The keys of a telephone, in the order of RFC 4733 events 0-11. */
export const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#'] as const;

/** One key of a telephone. */
export type Digit = (typeof digits)[number];

/** True for a single character that is a key of a telephone. */
export function isDigit(text: string): text is Digit {
  return (digits as readonly string[]).includes(text);
}
