/**
 * Numbers that look drawn at random and lead back to what they number, without a table: n * step + offset, modulo how
 * many there are.
 */
export class Numbering {
  readonly #count: number;
  readonly #step: number;
  readonly #offset: number;
  readonly #inverse: bigint;

  /**
   * @param count how many numbers there are; none comes twice among the first `count`
   * @param step without a common factor with `count`
   * @throws RangeError when it has one
   */
  constructor({ count, step, offset }: { count: number; step: number; offset: number }) {
    this.#count = count;
    this.#step = step;
    this.#offset = offset;
    this.#inverse = inverse(BigInt(step), BigInt(count));
  }

  /** The number of the nth, from 0 up to, not including, `count`. @param n n * step must be a safe integer */
  numberOf(n: number): number {
    return (n * this.#step + this.#offset) % this.#count;
  }

  /** Which one has this number; those that many times `count` come after it have it too. */
  indexOf(number: number): number {
    const count = BigInt(this.#count);
    const distance = (((BigInt(number) - BigInt(this.#offset)) % count) + count) % count;
    return Number((distance * this.#inverse) % count);
  }
}

/** Extended Euclid. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [rest, nextRest] = [modulus, value % modulus];
  let [factor, nextFactor] = [0n, 1n];
  while (nextRest !== 0n) {
    const quotient = rest / nextRest;
    [rest, nextRest] = [nextRest, rest - quotient * nextRest];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  if (rest !== 1n) throw new RangeError('step and count have a common factor: numbers would come twice');
  return (factor + modulus) % modulus;
}
