import type { Digit } from '../../input/keys.ts';

interface KeyEvent {
  readonly digit: Digit;
  readonly durationMs: number;
  /** When Asterisk told it, epoch ms; NaN where it did not say. */
  readonly at: number;
}

/** An echo comes with the next packet or later; two keys that Asterisk was late with come at once. */
const leastMs = 8;

/**
 * Finds keys that Asterisk tells twice. When a prompt ends while a key is down, Asterisk makes up the beginning that it did not
 * pass on; the end of a next key that comes within 45 ms of that is told, put aside, and told again when it is taken up
 * (`__ast_read` of main/channel.c, which tells before it looks). Nobody can press a key for 80 ms and end it 20 ms after
 * the key before: what ends sooner than it can have lasted is the one before, once more.
 */
export class EchoedKeys {
  #latest: KeyEvent | undefined;

  /** @returns whether this is the key before, told once more */
  isEcho(key: KeyEvent): boolean {
    const before = this.#latest;
    this.#latest = key;
    if (before === undefined || before.digit !== key.digit) return false;
    const sinceMs = key.at - before.at;
    return sinceMs >= leastMs && sinceMs < key.durationMs;
  }
}
