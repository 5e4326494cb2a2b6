import type { Judged, Standing } from './wire.ts';

/**
 * From where on something needs a look (`watch`) and something needs to be done (`bad`). INPS is bound by no figure of
 * these; 80 % within 20 seconds is the usual aim of a contact centre, 150 seconds the mean wait that AGCOM 255/24/CONS
 * (art. 8 annex A) asks of telephone companies.
 */
export const thresholds = {
  longestWaitSeconds: { watch: 60, bad: 150 },
  meanWaitSeconds: { watch: 120, bad: 150 },
  inTimePercent: { watch: 80, bad: 60 },
} as const;

/** More is worse; of nothing, nothing is said. */
export function judgeMore(value: number | null, limits: { watch: number; bad: number }): Judged {
  if (value === null) return { value, standing: 'quiet' };
  return { value, standing: value > limits.bad ? 'bad' : value > limits.watch ? 'watch' : 'good' };
}

/** Less is worse; of nothing, nothing is said. */
export function judgeLess(value: number | null, limits: { watch: number; bad: number }): Judged {
  if (value === null) return { value, standing: 'quiet' };
  return { value, standing: value < limits.bad ? 'bad' : value < limits.watch ? 'watch' : 'good' };
}

const order: readonly Standing[] = ['quiet', 'good', 'watch', 'bad'];

export function worst(judged: readonly Judged[]): Standing {
  return judged.reduce<Standing>(
    (found, { standing }) => (order.indexOf(standing) > order.indexOf(found) ? standing : found),
    'quiet',
  );
}
