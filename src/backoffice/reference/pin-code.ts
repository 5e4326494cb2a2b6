import { randomInt } from 'node:crypto';
import { signature } from '../../codice-fiscale/keypad.ts';

/** What a PIN telefonico looks like. Its length and letters are not published (domain.md section 1): configuration. */
export interface PinForm {
  /** Characters. */
  readonly length: number;
  /** Letters and digits it may hold. */
  readonly alphabet: string;
}

/** Eight characters, without those that are taken for one another when read aloud or in print: 0 and O, 1 and I. */
export const usualPinForm: PinForm = { length: 8, alphabet: 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789' };

/** Fewer keys than this could be guessed within the tries that there are before a lock-out. */
const fewestKeys = 6;

/** Makes the PINs of one form. */
export class PinMaker {
  readonly #length: number;
  /** The characters of the alphabet on each key. */
  readonly #keys: readonly string[];

  /** @throws RangeError for a form that makes PINs nobody can key in, or anybody can guess */
  constructor({ length, alphabet }: PinForm) {
    const keys = new Map<string, string>();
    for (const character of new Set(alphabet))
      keys.set(signature(character), (keys.get(signature(character)) ?? '') + character);
    if (!Number.isInteger(length) || length < 6 || length > 20)
      throw new RangeError(`a PIN has 6 to 20 characters, not ${length}: correct PIN_LENGTH`);
    if (keys.size < fewestKeys)
      throw new RangeError(
        `the characters of PINs lie on ${keys.size} keys only, ${fewestKeys} are needed: add some to PIN_ALPHABET`,
      );
    this.#length = length;
    this.#keys = [...keys.values()];
  }

  /**
   * A new PIN, from the system's cryptographic randomness. Every key is equally likely, then every character on it:
   * only the keys are compared, so it is they that must be hard to guess.
   */
  make(): string {
    const one = () => {
      const characters = this.#keys[randomInt(this.#keys.length)] ?? '';
      return characters.charAt(randomInt(characters.length));
    };
    return Array.from({ length: this.#length }, one).join('');
  }
}
