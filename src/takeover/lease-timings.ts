/**
 * A lease as it is unless configured, in ms: with it the calls of an engine that died are heard again within 600 ms, and it is longer
 * than the threads of a busy engine were ever measured to stand still together (docs/reliability.md).
 */
export const usualLeaseMs = 320;

export interface LeaseTimings {
  /** After so long without a beat an engine is taken for dead. */
  readonly leaseMs: number;
  /** Time between beats. */
  readonly beatMs: number;
  /** How long an engine may be silent when it is asked by way of Asterisk. */
  readonly patienceMs: number;
  /** An engine that did nothing for so long may have lost its calls. Less than the patience. */
  readonly stallMs: number;
  /** An engine that lives and does nothing for so long is taken for dead, too: it hangs. */
  readonly busyMs: number;
}

/** Timings that follow from the length of the lease. */
export function leaseTimings(leaseMs: number): LeaseTimings {
  return {
    leaseMs,
    beatMs: leaseMs / 4,
    patienceMs: leaseMs / 4,
    stallMs: leaseMs / 5,
    busyMs: leaseMs * 5,
  };
}
