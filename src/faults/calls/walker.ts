import { setTimeout as delay } from 'node:timers/promises';
import type { Call } from '../../caller/call.ts';
import type { SipCaller } from '../../caller/sip-caller.ts';
import type { Plan } from '../plan.ts';
import { Ending } from './outcome.ts';
import { tones, walkNumber } from './project.ts';
import type { Seen } from './seen.ts';
import { ToneEar } from './tones.ts';

/** How long somebody waits for what is to be heard next, in ms. */
const patienceMs = 20_000;
/** What was lost of an entry is filled up with any digits; after each it is listened for so long. */
const fillerPatienceMs = 2_000;
/** Little more than the shortest that ETSI ES 201 235-2 allows, 65 ms each. */
const quickKeys = { durationMs: 80, gapMs: 80 } as const;

export interface WalkerGiven {
  readonly caller: SipCaller;
  /** Tells callers apart. */
  readonly index: number;
  readonly plan: Plan;
  readonly seen: Seen;
  /** Aborted when the caller is to hang up. */
  readonly signal: AbortSignal;
  /** Hangs up by itself after so many. */
  readonly rounds: number;
  /** An engine that died so long before "riprendiamo", in ms, may not have written down what it did last. */
  readonly noticedMs: number;
  /** Between what is heard and the key that answers it. */
  readonly thinkMs: { readonly least: number; readonly most: number };
}

/**
 * Somebody who goes round and round through the flow: presses a key, listens whether what it leads to comes, presses the
 * next. After "riprendiamo" it is the same prompt again, and whoever pressed in that very moment may have to press again.
 */
export class Walker {
  readonly #given: WalkerGiven;
  readonly #ear = new ToneEar((tone, since) => this.#hears(tone, since));
  #call: Call | undefined;
  #ended = false;
  #rounds = 0;
  /** Tones that have begun and were not looked at. */
  readonly #heard: { readonly tone: number; readonly since: number }[] = [];
  #waiting: (() => void) | undefined;
  readonly #ending = new Ending();
  #resumedAt = Number.NEGATIVE_INFINITY;
  /** Since when what is to be heard now is heard, and which key of which prompt led there. */
  #hereSince = 0;
  #before: { readonly tone: number; readonly keys: string } | undefined;
  /** False from "riprendiamo" until the prompt behind it is heard. */
  #placeKnown = true;
  /** Something was heard that must not be, or nothing any more: where such a caller is from then on says nothing. */
  #astray = false;
  /** What was heard and pressed last, for whoever reads a finding. */
  readonly #latest: string[] = [];

  constructor(given: WalkerGiven) {
    this.#given = given;
  }

  /** The whole call. Never rejects. */
  async walk(): Promise<void> {
    const { caller, index, seen, signal, rounds } = this.#given;
    seen.placed += 1;
    try {
      this.#call = await caller.call({
        to: walkNumber,
        from: `+3906${String(5_550_000 + index)}`,
        ringTimeoutMs: 30_000,
        sending: 'sparse',
        ear: this.#ear.ear,
      });
    } catch (error) {
      seen.unanswered += 1;
      seen.note(`call ${index} was not answered: ${error instanceof Error ? error.message : 'unknown'}`);
      return;
    }
    seen.up += 1;
    const counted = this.#call.ended.then(({ by }) => {
      seen.up -= 1;
      this.#ended = true;
      this.#waiting?.();
      const outcome = this.#ending.outcome(by);
      seen[outcome] += 1;
      if (outcome !== 'finished') seen.note(`call ${index} was ${outcome}`);
    });
    try {
      if (!(await this.#comes([tones.first]))) this.#lost('nothing was heard at first');
      while (!signal.aborted && !this.#over && this.#rounds < rounds) await this.#round();
    } catch (error) {
      seen.note(`call ${index}: ${error instanceof Error ? error.message : 'unknown'}`);
    }
    await this.#call.hangUp();
    // What is told of all calls holds this one.
    await counted;
  }

  async #round(): Promise<void> {
    const { seen, index } = this.#given;
    if (!(await this.#press('1', tones.first, [tones.second]))) return;
    if (!(await this.#press('1', tones.second, [tones.entry]))) return;
    this.#rounds += 1;
    // A number of its own for every round of every caller, told apart by its first digits: where the rest is filled up with
    // others, no request is taken for another.
    const serial = index * Math.min(this.#given.rounds, 1_000) + (this.#rounds % 1_000);
    // No zero: one that is alone, since the others were lost, asks for an operator.
    const digits = [...(serial % 9 ** 7).toString(9).padStart(7, '0')].map((digit) => Number(digit) + 1);
    const number = `333${digits.reverse().join('')}`;
    const came = await this.#press(number, tones.entry, [tones.accepted, tones.already, tones.unavailable]);
    if (came === undefined) return;
    if (came === tones.unavailable) seen.refused += 1;
    else seen.accepted += 1;
    await this.#press('1', came, [tones.first]);
  }

  /**
   * Thinks, presses, and listens for what must come. What nothing came of is pressed again; of an entry, which is kept as far
   * as it had come, only what is missing, key by key.
   * @returns what came; undefined when the call is over or is to be
   */
  async #press(keys: string, here: number, next: readonly number[]): Promise<number | undefined> {
    const { plan, seen, signal, thinkMs } = this.#given;
    await this.#think(plan.between(thinkMs.least, thinkMs.most), here);
    let missing = keys;
    let patience = patienceMs;
    const began = performance.now();
    const placeKnown = this.#placeKnown;
    for (let attempt = 0; attempt < 15; attempt++) {
      if (this.#over || signal.aborted || this.#call === undefined) return undefined;
      this.#remember(`press ${missing}`);
      const at = (await this.#call.press(missing, quickKeys).catch(() => [])).at(-1);
      if (at === undefined) return undefined;
      const came = await this.#comes([...next, here], at, patience);
      const resumed = this.#resumedAt > began;
      if (came !== undefined && came.tone !== here) {
        seen.steps += 1;
        if (!resumed) seen.keyToPromptMs.push(came.since - at);
        [this.#before, this.#hereSince] = [{ tone: here, keys }, came.since];
        return came.tone;
      }
      if (came !== undefined && !resumed && !came.anew) {
        // Pressed into "riprendiamo", the key was taken by the menu before, which nobody had heard again.
        if (!placeKnown && this.#mayGoBack) seen.steppedBack += 1;
        else this.#strange(here, 'again by itself');
      }
      if (came === undefined && !resumed) break;
      seen.repeated += 1;
      // Told that it is too short, since keys were lost in the gap: it begins anew.
      if (came?.anew === true) [missing, patience] = [keys, patienceMs];
      else if (keys.length > 1)
        [missing, patience] = [`${Math.floor(plan.between(0, 10))}`, fillerPatienceMs];
    }
    if (!this.#over && !signal.aborted) this.#lost(`nothing came of a key at ${here}`);
    return undefined;
  }

  /** Listens while thinking: what is heard then must be what was heard before. */
  async #think(ms: number, here: number): Promise<void> {
    let until = performance.now() + ms;
    for (;;) {
      const left = until - performance.now();
      if (left <= 0 || this.#over) return;
      const one = await this.#next(left);
      if (one === undefined || one.tone === tones.resumed || one.tone === here) continue;
      if (await this.#goesBack(one.tone)) until = performance.now() + this.#given.thinkMs.most;
      else this.#strange(one.tone, `while ${here} was to be heard`);
    }
  }

  /** Waits for one of these tones. */
  async #comes(
    wanted: readonly number[],
    after = 0,
    withinMs = patienceMs,
  ): Promise<{ tone: number; since: number; anew: boolean } | undefined> {
    const giveUpAt = performance.now() + withinMs;
    let anew = false;
    for (;;) {
      const left = giveUpAt - performance.now();
      if (left <= 0 || this.#over) return undefined;
      const one = await this.#next(left);
      if (one === undefined || one.since < after || one.tone === tones.resumed) continue;
      if (one.tone === tones.tooShort) anew = true;
      else if (wanted.includes(one.tone)) return { ...one, anew };
      else if (await this.#goesBack(one.tone)) continue;
      else if (one.tone !== tones.wait && one.tone !== tones.wrongKey)
        this.#strange(one.tone, `in place of ${wanted.join(' or ')}`);
    }
  }

  /** Whether it is the menu before once more, by the death of an engine that had just left it: the key is pressed again. */
  async #goesBack(tone: number): Promise<boolean> {
    if (tone !== this.#before?.tone || !this.#mayGoBack) return false;
    this.#given.seen.steppedBack += 1;
    this.#remember(`press ${this.#before.keys} once more`);
    await this.#call?.press(this.#before.keys, quickKeys).catch(() => []);
    return true;
  }

  /** Whether what is heard now was left by a menu in the moment in which its engine died. */
  get #mayGoBack(): boolean {
    const sinceMs = this.#resumedAt - this.#hereSince;
    return this.#before?.keys.length === 1 && sinceMs >= 0 && sinceMs <= this.#given.noticedMs;
  }

  get #over(): boolean {
    return this.#ended || this.#astray;
  }

  #strange(tone: number, when: string): void {
    const { seen, index } = this.#given;
    if (tone === tones.apology) return;
    this.#astray = true;
    seen.doubled += 1;
    seen.note(`call ${index}: ${tone} was heard ${when} (${this.#latest.join(', ')})`);
  }

  #remember(what: string): void {
    this.#latest.push(`${new Date().toISOString().slice(14, 23)} ${what}`);
    if (this.#latest.length > 14) this.#latest.shift();
  }

  #lost(what: string): void {
    const { seen, index } = this.#given;
    // Who is hung up on hears nothing, either, and counts as that.
    if (this.#ended) return;
    this.#ending.lost();
    this.#astray = true;
    seen.note(`call ${index}: ${what}`);
  }

  #hears(tone: number, since: number): void {
    this.#remember(`heard ${tone}`);
    if (tone === tones.resumed) {
      this.#resumedAt = since;
      this.#given.seen.resumed.push({ call: this.#given.index, at: performance.timeOrigin + since });
    }
    this.#placeKnown = tone !== tones.resumed;
    this.#ending.heard(tone);
    this.#heard.push({ tone, since });
    this.#waiting?.();
  }

  async #next(withinMs: number): Promise<{ tone: number; since: number } | undefined> {
    const { signal } = this.#given;
    if (this.#heard.length === 0 && !this.#ended) {
      const abort = new AbortController();
      const woken = new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
      await Promise.race([
        woken,
        delay(Math.min(withinMs, 1_000), undefined, { signal: abort.signal }).catch(() => {}),
      ]);
      abort.abort();
      this.#waiting = undefined;
      if (signal.aborted && this.#heard.length === 0) return undefined;
    }
    return this.#heard.shift();
  }
}
