import type { Batches } from './batches.ts';
import { type DocumentParts, letterTo } from './document.ts';
import { Hindrance } from './faults.ts';
import type { Taken } from './ledger.ts';
import { BatchClosed, type Spool } from './spool.ts';

export interface LetterParts extends DocumentParts {
  readonly batches: Batches;
  readonly spool: Spool;
}

/**
 * Brings a letter into the spool: its data, the page, the batch, the file. It may be done again from the beginning,
 * wherever it was interrupted and by several at once: a request has one batch, and a batch one file of its name.
 * @throws Refusal, Hindrance, DatabaseError
 */
export async function letterIntoSpool(request: Taken, parts: LetterParts): Promise<void> {
  const { ledger, batches, spool } = parts;
  const { letter } = await letterTo(request, parts);
  const batch = await batches.put(request.id, letter.pages);
  if (batch === undefined) return;
  try {
    const spooled = await spool.put(batch.id, batch.name, request.reference, letter.pdf);
    const batched = await ledger.batched(request.id, batch.id, spooled);
    if (!batched && (await ledger.state(request.id)) === 'CANCELLED')
      await spool.remove(batch.name, request.reference);
  } catch (error) {
    // Whoever closes it sends what has not come to its place into the next one.
    if (error instanceof BatchClosed) throw new Hindrance('batch-closed', false);
    throw error;
  }
}
