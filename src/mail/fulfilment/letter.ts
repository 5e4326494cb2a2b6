import type { Sealer } from '../../privacy/seal.ts';
import type { BackOffice } from '../desk.ts';
import { addressLines } from '../letters/address.ts';
import type { Letter, LetterOrder } from '../letters/letter.ts';
import { LetterError } from '../letters/letter-error.ts';
import type { Batches } from './batches.ts';
import { documentData } from './document-data.ts';
import { Hindrance, Refusal } from './faults.ts';
import type { Ledger, Taken } from './ledger.ts';
import { BatchClosed, type Spool } from './spool.ts';

/** Sets a letter. @throws LetterError for what can never be set */
export type Render = (order: LetterOrder) => Promise<Letter>;

export interface LetterParts {
  readonly ledger: Ledger;
  readonly batches: Batches;
  readonly spool: Spool;
  readonly backOffice: BackOffice;
  readonly sealer: Sealer;
  readonly render: Render;
  /** The day in Italy. */
  readonly day: (at: Date) => string;
}

/**
 * Brings a letter into the spool: its data, the page, the batch, the file. It may be done again from the beginning,
 * wherever it was interrupted and by several at once: a request has one batch, and a batch one file of its name.
 * @throws Refusal, Hindrance, DatabaseError
 */
export async function letterIntoSpool(request: Taken, parts: LetterParts): Promise<void> {
  const { ledger, batches, spool } = parts;
  const { pdf, pages } = await letterOf(request, parts);
  const batch = await batches.put(request.id, pages);
  if (batch === undefined) return;
  try {
    const letter = await spool.put(batch.id, batch.name, request.reference, pdf);
    const batched = await ledger.batched(request.id, batch.id, letter);
    if (!batched && (await ledger.state(request.id)) === 'CANCELLED')
      await spool.remove(batch.name, request.reference);
  } catch (error) {
    // Whoever closes it sends what has not come to its place into the next one.
    if (error instanceof BatchClosed) throw new Hindrance('batch-closed', false);
    throw error;
  }
}

/** The letter to the residence in the registry. @throws Refusal, Hindrance */
async function letterOf(request: Taken, parts: LetterParts): Promise<Letter> {
  const { name, residence, content } = await documentData(request, parts);
  if (residence === null) throw new Refusal('no-address', 'ADDRESS_MISSING');
  const lines = settable(() => addressLines(residence.reveal()));
  if (request.state === 'REQUESTED') await parts.ledger.move(request.id, 'ADDRESS_OK');
  try {
    return await parts.render({
      kind: request.kind,
      reference: request.reference,
      language: request.language,
      day: parts.day(request.createdAt),
      recipient: { name: name.reveal(), lines },
      parameters: request.parameters,
      data: content.reveal(),
    });
  } catch (error) {
    throw refusedBy(error);
  }
}

function settable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw refusedBy(error);
  }
}

/** What can never be set: an address that nothing reaches, or data that are not of their form. */
function refusedBy(error: unknown): unknown {
  if (!(error instanceof LetterError)) return error;
  const address = error.fault === 'incomplete-address' || error.fault === 'address-too-long';
  return new Refusal(`letter:${error.fault}`, address ? 'ADDRESS_MISSING' : 'FAILED');
}
