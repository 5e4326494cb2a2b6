import type { Sealer } from '../../privacy/seal.ts';
import { problemsOf } from '../address.ts';
import type { BackOffice } from '../desk.ts';
import { addressLines } from '../letters/address.ts';
import type { Letter, LetterOrder } from '../letters/letter.ts';
import { LetterError } from '../letters/letter-error.ts';
import { type DocumentData, documentData } from './document-data.ts';
import { Refusal } from './faults.ts';
import type { Ledger, Taken } from './ledger.ts';

/** Sets a letter. @throws LetterError for what can never be set */
export type Render = (order: LetterOrder) => Promise<Letter>;

export interface DocumentParts {
  readonly ledger: Ledger;
  readonly backOffice: BackOffice;
  readonly sealer: Sealer;
  readonly render: Render;
  /** The day in Italy. */
  readonly day: (at: Date) => string;
}

/** A document that is set, with whom it goes to. */
export interface SetDocument<Recipient> {
  readonly letter: Letter;
  readonly recipient: Recipient;
}
type Postal = Pick<DocumentData, 'name'> & { readonly address: NonNullable<DocumentData['residence']> };
type Mailbox = { readonly email: NonNullable<DocumentData['email']> };

/** The letter to the residence in the registry. @throws Refusal, Hindrance, DatabaseError */
export async function letterTo(request: Taken, parts: DocumentParts): Promise<SetDocument<Postal>> {
  const data = await documentData(request, parts);
  const { name, residence: address } = data;
  if (address === null) throw new Refusal('no-address', 'ADDRESS_MISSING');
  const [problem] = problemsOf(name.reveal(), address.reveal());
  if (problem !== undefined) throw new Refusal(`address:${problem}`, 'ADDRESS_MISSING');
  const letter = await set(request, parts, data, () => addressLines(address.reveal()));
  return { letter, recipient: { name, address } };
}

/** The same for the e-mail address in the registry: no address block. @throws as `letterTo` */
export async function attachmentTo(request: Taken, parts: DocumentParts): Promise<SetDocument<Mailbox>> {
  const data = await documentData(request, parts);
  if (data.email === null) throw new Refusal('no-email', 'ADDRESS_MISSING');
  const letter = await set(request, parts, data, () => []);
  return { letter, recipient: { email: data.email } };
}

async function set(
  request: Taken,
  { ledger, render, day }: DocumentParts,
  { name, content }: DocumentData,
  linesOf: () => readonly string[],
): Promise<Letter> {
  try {
    const lines = linesOf();
    if (request.state === 'REQUESTED') await ledger.move(request.id, 'ADDRESS_OK');
    return await render({
      kind: request.kind,
      reference: request.reference,
      language: request.language,
      day: day(request.createdAt),
      recipient: { name: name.reveal(), lines },
      parameters: request.parameters,
      data: content.reveal(),
    });
  } catch (error) {
    if (!(error instanceof LetterError)) throw error;
    const address = error.fault === 'incomplete-address' || error.fault === 'address-too-long';
    throw new Refusal(`letter:${error.fault}`, address ? 'ADDRESS_MISSING' : 'FAILED');
  }
}
