import type { CarriedItem, Carrier } from '../carriers/carrier.ts';
import { CarrierFailure } from '../carriers/failure.ts';
import { Hindrance, Refusal } from './faults.ts';
import type { Ledger, Taken } from './ledger.ts';

/** How long one hand-over may take; whoever dies in it is waited for so long, and a little longer. */
const handOverMs = 120_000;
const holdSeconds = handOverMs / 1_000 + 30;

/** What says that nobody can be reached there, rather than that nothing can be sent. */
const ofAddress: ReadonlySet<string> = new Set(['no-such-recipient', 'bad-address']);

/** The same for every hand-over of a request: a carrier knows by it what it has taken before. */
export function idempotencyKeyOf({ reference }: Taken): string {
  return `centralino-${reference}`;
}

/**
 * Hands a rendered request over: one worker at a time, always under one key, so that a carrier that took it from somebody
 * who then died answers the next as it answered him.
 * @throws Refusal, Hindrance, DatabaseError
 */
export async function handOver<Item extends CarriedItem>(
  { id }: Taken,
  item: Item,
  carrier: Carrier<Item>,
  ledger: Ledger,
  stopping: AbortSignal,
): Promise<void> {
  if (!(await ledger.hold(id, holdSeconds))) return;
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(handOverMs)]);
  const answer = await carrier.handOver(item, signal).catch(async (error: unknown) => {
    await ledger.letGo(id);
    if (!(error instanceof CarrierFailure)) throw error;
    throw new Hindrance(`carrier:${error.kind}`, error.kind !== 'cancelled', error.needsPeople);
  });
  if ('refused' in answer) {
    await ledger.letGo(id);
    throw new Refusal(
      `carrier:${answer.refused}`,
      ofAddress.has(answer.refused) ? 'ADDRESS_MISSING' : 'FAILED',
    );
  }
  await ledger.handedOver(id, carrier.name, answer.carrierReference);
}
