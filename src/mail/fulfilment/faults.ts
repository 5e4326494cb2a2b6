import { DatabaseError } from '../../store/database.ts';
import { errorName } from '../../web/errors.ts';
import { Fault } from '../../web/fault.ts';

/** A word for why a request waits or ended: `disk-full`. It goes to people, logs and Redis, so it holds no value. */
export type Reason = string;
/** Nobody is configured who carries it; it waits until somebody is. */
export const noCarrier: Reason = 'no-carrier';
const word = /^[a-z0-9][a-z0-9:.-]{0,60}$/;

/** It cannot be had now, and may be had later. */
export class Hindrance extends Error {
  readonly reason: Reason;
  /** Whether it counts as one of the attempts that a request has; what is nobody's fault but the machine's does not. */
  readonly counts: boolean;
  /** Whether only people can mend it: secrets, a contract, a certificate. */
  readonly needsPeople: boolean;

  constructor(reason: Reason, counts = true, needsPeople = false) {
    super(reason);
    this.name = 'Hindrance';
    this.reason = reason;
    this.counts = counts;
    this.needsPeople = needsPeople;
  }
}

/** It can never be had as it is: a person has to look at it. */
export class Refusal extends Error {
  readonly reason: Reason;
  readonly state: 'ADDRESS_MISSING' | 'FAILED';

  constructor(reason: Reason, state: 'ADDRESS_MISSING' | 'FAILED' = 'FAILED') {
    super(reason);
    this.name = 'Refusal';
    this.reason = reason;
    this.state = state;
  }
}

/** What whatever was thrown means for a request. */
export function meaningOf(error: unknown): Hindrance | Refusal {
  if (error instanceof Hindrance || error instanceof Refusal) return error;
  if (error instanceof DatabaseError) return new Hindrance('database-away', false);
  if (error instanceof Fault) return new Hindrance(`back-office:${error.kind}`);
  const name = errorName(error)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  return new Hindrance(word.test(`internal:${name}`) ? `internal:${name}` : 'internal');
}
