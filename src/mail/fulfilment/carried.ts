import { z } from 'zod';
import type { Sealer } from '../../privacy/seal.ts';
import { Sensitive } from '../../privacy/sensitive.ts';
import { fromWire } from '../../privacy/wire.ts';
import type { Carrier, EmailItem, LetterItem, TextItem } from '../carriers/carrier.ts';
import { emailMessage } from '../carriers/email-texts/index.ts';
import { attachmentTo, type DocumentParts, letterTo } from './document.ts';
import { Refusal } from './faults.ts';
import { handOver, idempotencyKeyOf } from './hand-over.ts';
import type { Ledger, Taken } from './ledger.ts';

/** A letter that a provider prints and posts. @throws Refusal, Hindrance, DatabaseError */
export async function letterByCarrier(
  request: Taken,
  parts: DocumentParts & { readonly carrier: Carrier<LetterItem> },
  stopping: AbortSignal,
): Promise<void> {
  const { letter, recipient } = await letterTo(request, parts);
  await parts.ledger.move(request.id, 'RENDERED');
  const item: LetterItem = { ...itemOf(request), channel: 'residence', document: letter, recipient };
  await handOver(request, item, parts.carrier, parts.ledger, stopping);
}

/** A document by e-mail. @throws Refusal, Hindrance, DatabaseError */
export async function documentByEmail(
  request: Taken,
  parts: DocumentParts & { readonly carrier: Carrier<EmailItem> },
  stopping: AbortSignal,
): Promise<void> {
  const { letter, recipient } = await attachmentTo(request, parts);
  await parts.ledger.move(request.id, 'RENDERED');
  const item: EmailItem = {
    ...itemOf(request),
    channel: 'email',
    document: letter,
    message: emailMessage(request.kind, request.language, request.reference),
    recipient,
  };
  await handOver(request, item, parts.carrier, parts.ledger, stopping);
}

export interface TextParts {
  readonly ledger: Ledger;
  readonly sealer: Sealer;
  readonly carrier: Carrier<TextItem>;
  /** The words of a text of prompts/. @throws when there is no such text, or its values do not fit */
  readonly compose: (
    text: string,
    language: string,
    values: Readonly<Record<string, unknown>>,
  ) => Promise<string>;
}

const sealedMessage = z
  .instanceof(Sensitive)
  .transform((sealed) => fromWire(JSON.parse(z.string().parse(sealed.reveal()))))
  .pipe(
    z.object({
      number: z.custom<Sensitive>(
        (value) => value instanceof Sensitive && typeof value.reveal() === 'string',
      ),
      values: z.record(z.string(), z.unknown()),
    }),
  );
const textSchema = z.object({ text: z.string() });

/** A text message to a mobile number. @throws Refusal, Hindrance, DatabaseError */
export async function textMessage(request: Taken, parts: TextParts, stopping: AbortSignal): Promise<void> {
  const { ledger, sealer, carrier, compose } = parts;
  const { number, values } = sealedMessage.parse(sealer.open(request.sealed));
  const { text: id } = textSchema.parse(request.parameters);
  if (request.state === 'REQUESTED') await ledger.move(request.id, 'ADDRESS_OK');
  const text = await compose(id, request.language, revealed(values)).catch(() => {
    throw new Refusal('text-cannot-be-made');
  });
  await ledger.move(request.id, 'RENDERED');
  const item: TextItem = {
    ...itemOf(request),
    channel: 'sms',
    message: { subject: '', text, language: request.language },
    recipient: { number },
  };
  await handOver(request, item, carrier, ledger, stopping);
}

function itemOf(request: Taken) {
  return { reference: request.reference, idempotencyKey: idempotencyKeyOf(request) };
}

/** They go to the one person that they are about. */
function revealed(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      value instanceof Sensitive ? value.reveal() : value,
    ]),
  );
}
