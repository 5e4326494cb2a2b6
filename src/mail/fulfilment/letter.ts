import type { Content } from '../../document-content/content.ts';
import type { Sealer } from '../../privacy/seal.ts';
import type { BackOffice } from '../desk.ts';
import type { Batches } from './batches.ts';
import { documentData } from './document-data.ts';
import { Hindrance, Refusal } from './faults.ts';
import type { Ledger, Taken } from './ledger.ts';
import { addressLines } from './recipient.ts';
import { BatchClosed, type Spool } from './spool.ts';

/** All that is on the paper. */
export interface LetterOrder {
  readonly kind: string;
  readonly reference: string;
  readonly language: string;
  /** `YYYY-MM-DD` of the letter. */
  readonly day: string;
  readonly recipient: { readonly name: string; readonly lines: readonly string[] };
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly data: Content;
}

export interface RenderedLetter {
  readonly pdf: Uint8Array;
  readonly pages: number;
}

/** Sets a letter. @throws an error named `LetterError` for what can never be set */
export type Render = (order: LetterOrder) => Promise<RenderedLetter>;

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
async function letterOf(request: Taken, parts: LetterParts): Promise<RenderedLetter> {
  const { name, residence, content } = await documentData(request, parts);
  if (residence === null) throw new Refusal('no-address', 'ADDRESS_MISSING');
  const lines = addressLines(residence.reveal());
  if (request.state === 'REQUESTED') await parts.ledger.move(request.id, 'ADDRESS_OK');
  return rendered(parts.render, {
    kind: request.kind,
    reference: request.reference,
    language: request.language,
    day: parts.day(request.createdAt),
    recipient: { name: name.reveal(), lines },
    parameters: request.parameters,
    data: content.reveal(),
  });
}

async function rendered(render: Render, order: LetterOrder): Promise<RenderedLetter> {
  try {
    return await render(order);
  } catch (error) {
    if (error instanceof Error && error.name === 'LetterError') throw new Refusal('cannot-be-set');
    throw error;
  }
}
