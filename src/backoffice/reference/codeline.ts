/**
 * The 17 digits that the F24 form takes as "codice INPS" of an artisan or trader. Known: they are 17, and the check is
 * a division by 99 (domain.md section 2); the code carries the firm, the year of issue, the issue, the subject and the
 * instalment (description of a program that computes it). The lengths and the order of these parts are assumed here.
 */

/** What the digits stand for. */
export interface Codeline {
  /** Eight digits: the number of the firm, without its letters. */
  readonly azienda: string;
  readonly anno: number;
  /** Which of the four instalments. */
  readonly rata: number;
}

/** First issue of the year. */
const issue = '1';
/** The owner of the firm, as opposed to a relative who helps. */
const owner = '10';
const filler = '0';
const divisor = 99;

/** 17 digits: firm (8), year of issue (2), issue (1), subject (2), instalment (1), filler (1), check (2). */
export function codeline({ azienda, anno, rata }: Codeline): string {
  const payload = `${azienda}${String(anno % 100).padStart(2, '0')}${issue}${owner}${rata}${filler}`;
  return `${payload}${checkDigits(payload)}`;
}

/** Whether these are 17 digits whose last two are the rest of the others divided by 99. */
export function isCodeline(digits: string): boolean {
  return /^\d{17}$/.test(digits) && checkDigits(digits.slice(0, 15)) === digits.slice(15);
}

/** 15 digits are less than 2^53, so the division is exact. */
function checkDigits(payload: string): string {
  return String(Number(payload) % divisor).padStart(2, '0');
}
