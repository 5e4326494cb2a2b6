/** Why a letter cannot be made; somebody has to mend the data, trying again is of no use. */
export const letterFaults = [
  /** The data are not of the form that their kind has; `where` names the fields. */
  'bad-data',
  /** No letter of this kind is known. */
  'unknown-kind',
  /** The address has no town, no street or no post code, or the name is missing. */
  'incomplete-address',
  /** The address does not fit into the window of the envelope. */
  'address-too-long',
  /** A text has characters that the fonts cannot show. */
  'unprintable-text',
  /** A text needs more room than a page has. */
  'text-too-long',
] as const;
export type LetterFault = (typeof letterFaults)[number];

/** A letter cannot be laid out. Neither the message nor `where` has anything of the data in it. */
export class LetterError extends Error {
  readonly fault: LetterFault;
  /** The field or the part of the letter. */
  readonly where: string;

  constructor(fault: LetterFault, where: string) {
    super(`the letter cannot be made (${fault}): look at ${where}`);
    this.name = 'LetterError';
    this.fault = fault;
    this.where = where;
  }
}
