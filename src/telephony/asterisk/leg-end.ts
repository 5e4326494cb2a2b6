import type { LegEnd } from '../port.ts';

/** What is known of a leg when it is gone. */
export interface LegFacts {
  readonly answered: boolean;
  /** We hung up while it rang. */
  readonly cancelled: boolean;
  readonly lost: boolean;
  /** Asterisk's DIALSTATUS, when the attempt ended in one. */
  readonly dialStatus: string | undefined;
  /** Q.850. */
  readonly cause: number | undefined;
}

/** Q.850 causes of a far end that says no: call rejected, non-selected user, service or bearer barred. */
const refusals: ReadonlySet<number> = new Set([21, 26, 55, 57]);
/** Nobody answered: no user responding, no answer. */
const silences: ReadonlySet<number> = new Set([18, 19]);
/** Causes that say nothing: unknown, normal clearing, unspecified. */
const vague: ReadonlySet<number> = new Set([0, 16, 31]);

/** How a leg ended, from the network's numbers: a cause that says something goes before Asterisk's word. */
export function legEnd({ answered, cancelled, lost, dialStatus, cause = 0 }: LegFacts): LegEnd {
  if (lost) return 'lost';
  if (answered) return 'hung-up';
  if (cancelled) return 'cancelled';
  if (cause === 17) return 'busy';
  if (refusals.has(cause)) return 'refused';
  if (silences.has(cause)) return 'no-answer';
  if (!vague.has(cause)) return 'unreachable';
  if (dialStatus === 'BUSY') return 'busy';
  return dialStatus === 'NOANSWER' ? 'no-answer' : 'unreachable';
}
