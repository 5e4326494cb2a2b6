/** One timer for the media of all calls: a wheel of 5 ms slots, corrected for drift. */

const slotMs = 5;
const slotSamples = slotMs * 8;
/** A second of slots, so that a call that sends once a second has its own place. */
const slots = 200;
/** After a longer stall the missed slots are skipped instead of sent in one burst. */
const longestCatchUp = 20;

/** Called when due, with the media time in samples at 8 kHz (it jumps where slots were skipped). */
export type MediaTick = (samples: number) => void;

export type MediaPace = 'silence' | 'sparse';

export class MediaClock {
  readonly #wheel: readonly Set<MediaTick>[] = Array.from({ length: slots }, () => new Set());
  #members = 0;
  #nextPhase = 0;
  #slot = 0;
  #origin = 0;
  #timer: NodeJS.Timeout | undefined;

  /**
   * Calls `tick` every 20 ms (`silence`) or every second (`sparse`), at a phase that spreads calls evenly.
   * Returns the function that ends it.
   */
  add(pace: MediaPace, tick: MediaTick): () => void {
    const phase = this.#nextPhase++;
    const period = pace === 'silence' ? 4 : slots;
    const places: Set<MediaTick>[] = [];
    for (let slot = phase % period; slot < slots; slot += period) {
      const place = this.#wheel[slot];
      if (place !== undefined) places.push(place);
    }
    for (const place of places) place.add(tick);
    this.#members++;
    this.#start();
    let removed = false;
    return () => {
      if (removed) return;
      removed = true;
      for (const place of places) place.delete(tick);
      this.#members--;
      if (this.#members === 0) this.#stop();
    };
  }

  #start(): void {
    if (this.#timer !== undefined) return;
    // The slot count goes on growing over pauses, so that media time never goes back.
    this.#origin = performance.now() - this.#slot * slotMs;
    this.#arm();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #arm(): void {
    const wait = this.#origin + (this.#slot + 1) * slotMs - performance.now();
    this.#timer = setTimeout(() => this.#turn(), Math.max(1, wait));
  }

  #turn(): void {
    const due = Math.floor((performance.now() - this.#origin) / slotMs);
    if (due - this.#slot > longestCatchUp) this.#slot = due - 1;
    while (this.#slot < due) {
      this.#slot++;
      for (const tick of this.#wheel[this.#slot % slots] ?? []) tick(this.#slot * slotSamples);
    }
    if (this.#members > 0) this.#arm();
  }
}
