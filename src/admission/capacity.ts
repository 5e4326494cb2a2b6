/** What an engine measures of itself and of its Asterisk. */
export interface Measured {
  /** Those under way and those that are claimed: what is claimed may be a call in the next moment. */
  readonly calls: number;
  /** How late the event loop is, 99th percentile of the last seconds, in ms. */
  readonly lagMs: number;
  /** How long Asterisk takes to answer a question that costs nothing, the longest of the last seconds, in ms. */
  readonly answerMs: number;
  /** Requests that wait for Asterisk's answer. */
  readonly requests: number;
}

/** The highest that each may be. */
export type Limits = Measured;

export type Reason = keyof Measured;

/** A limit is left behind when everything is below this part of it ... */
const calmShare = 0.8;
/** ... for so many looks in a row. */
const calmLooks = 3;

/**
 * Whether one more call can be served without harm to those under way. The number of calls, claimed ones among them, is
 * exact at every moment; what is measured is looked at again and again, with some patience before it counts as over.
 */
export class Capacity {
  readonly #limits: Limits;
  readonly #measure: () => Measured;
  #reason: Reason | undefined;
  #calm = 0;

  constructor(limits: Limits, measure: () => Measured) {
    this.#limits = limits;
    this.#measure = measure;
  }

  /** Why no call more can be served; undefined while it can. */
  get full(): Reason | undefined {
    if (this.#reason !== undefined) return this.#reason;
    return this.#measure().calls >= this.#limits.calls ? 'calls' : undefined;
  }

  /** Looks at what is measured; to be called every second. */
  look(): void {
    const measured = this.#measure();
    const over = reasons.find((one) => measured[one] > this.#limits[one]);
    if (over !== undefined) {
      this.#reason = over;
      this.#calm = 0;
    } else if (this.#reason !== undefined) {
      const calm = reasons.every((one) => measured[one] <= this.#limits[one] * calmShare);
      this.#calm = calm ? this.#calm + 1 : 0;
      if (this.#calm >= calmLooks) this.#reason = undefined;
    }
  }
}

/** Calls are not among them: those are counted, not measured. */
const reasons = ['lagMs', 'answerMs', 'requests'] as const satisfies readonly Reason[];
