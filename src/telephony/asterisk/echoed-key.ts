import type { Digit } from '../../input/keys.ts';

interface KeyEvent {
  readonly digit: Digit;
  readonly durationMs: number;
  /** When Asterisk told it, epoch ms; NaN where it did not say. */
  readonly at: number;
}

/** Between two keys, as ETSI ES 201 235-2 wants it. */
const leastPauseMs = 65;
/** So long after a key Asterisk takes nothing that has no beginning (AST_MIN_DTMF_GAP, 45), less what clocks differ. */
const leastGapMs = 40;
/** Two keys that Asterisk was late with come at once. */
const atOnceMs = 8;

/**
 * Finds keys that Asterisk tells twice. When a prompt ends while a key is down, or packets come in a bunch, Asterisk makes up
 * the beginning that it did not pass on, and that lasts as long as the key again; the end of the next key is told, put aside until
 * 45 ms after that, and told again when it is taken up (`__ast_read` of main/channel.c, which tells before it looks).
 *
 * So an echo comes one length of a key and some 65 ms after the key *before the one that it repeats*; two keys that somebody pressed
 * end two lengths and two pauses after it. How far an echo is from what it repeats says nothing: two keys of which the first
 * was told late are as close. A key is told again once.
 */
export class EchoedKeys {
  #earlier: KeyEvent | undefined;
  #latest: (KeyEvent & { readonly isEcho: boolean }) | undefined;

  /** @returns whether this is the key before, told once more */
  isEcho(key: KeyEvent): boolean {
    const isEcho = this.#repeatsLatest(key);
    this.#earlier = this.#latest;
    this.#latest = { ...key, isEcho };
    return isEcho;
  }

  #repeatsLatest({ digit, durationMs, at }: KeyEvent): boolean {
    const [earlier, latest] = [this.#earlier, this.#latest];
    if (latest === undefined || latest.isEcho) return false;
    if (latest.digit !== digit || latest.durationMs !== durationMs) return false;
    const sinceMs = at - latest.at;
    // A call that was another engine's a moment ago: what was pressed before is not known.
    if (earlier === undefined) return sinceMs >= atOnceMs && sinceMs < durationMs;
    const forBothMs = at - earlier.at;
    // Half-way between what an echo takes and what two keys take.
    const mostMs = 1.5 * (durationMs + leastPauseMs);
    return sinceMs < durationMs + leastPauseMs && forBothMs >= leastGapMs && forBothMs < mostMs;
  }
}
