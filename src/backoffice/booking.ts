/** Flows ask for a booking in verbs; its operations in the contract have Italian names. */
import type { BackOfficeAnswer, BackOfficeCall, BackOfficeClient } from './client.ts';
import type { Operation } from './operation.ts';
import { sportelloCerca } from './operations/sportello.cerca.ts';
import { sportelloConferma } from './operations/sportello.conferma.ts';
import { sportelloDisdici } from './operations/sportello.disdici.ts';
import { sportelloSposta } from './operations/sportello.sposta.ts';
import { sportelloStato } from './operations/sportello.stato.ts';
import { type OperationSignature, signatureOf } from './signature.ts';

/** The operation behind each `service.verb` of a flow's `book:`. */
export const bookingOperations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['sportello.find', sportelloCerca],
  ['sportello.confirm', sportelloConferma],
  ['sportello.status', sportelloStato],
  ['sportello.move', sportelloSposta],
  ['sportello.cancel', sportelloDisdici],
]);

/** What flows may ask of booking services, under the names that they use. */
export const bookingSignatures: readonly OperationSignature[] = [...bookingOperations].map(
  ([asked, operation]) => ({ ...signatureOf(operation), name: asked }),
);

/** Asks the back office for bookings; what it does not know is the outcome `unavailable`, as with the client. */
export function askForBooking(
  client: Pick<BackOfficeClient, 'call'>,
): (
  asked: string,
  args: Readonly<Record<string, unknown>>,
  call: BackOfficeCall,
) => Promise<BackOfficeAnswer> {
  return (asked, args, call) => client.call(bookingOperations.get(asked)?.name ?? asked, args, call);
}
