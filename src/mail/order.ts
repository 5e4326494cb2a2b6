import { z } from 'zod';
import { judgeNumber } from '../input/mobile-number.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import { readRequest } from '../web/errors.ts';
import type { Motive } from './answer.ts';
import { documentKinds } from './documents/index.ts';
import { type Channel, channels, type DocumentKind } from './kind.ts';

/** A document that somebody asks for. */
export interface DocumentOrder {
  readonly kind: DocumentKind;
  readonly channel: Channel;
  /** The reference that the back office gave to the person. */
  readonly person: Sensitive;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly personal: Readonly<Record<string, Sensitive>>;
}

/** A text message that somebody is to get. */
export interface MessageOrder {
  /** Id of its text in prompts/. */
  readonly text: string;
  /** In E.164 form. */
  readonly number: Sensitive;
  readonly values: Readonly<Record<string, unknown>>;
}

type Read<Order> = { readonly order: Order } | { readonly refused: Motive };

const persona = z.custom<Sensitive>(
  (value) => value instanceof Sensitive && typeof value.reveal() === 'string',
  'must be a Sensitive text',
);
/** A value that a flow has not set counts as not given. */
const values = z
  .record(z.string(), z.unknown())
  .transform((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)));
const documentArguments = z.strictObject({
  to: z.enum(channels),
  values: values.pipe(z.looseObject({ persona })),
});
const messageArguments = z.strictObject({ to: z.unknown(), values });
const leaf = z.union([z.string(), z.number()]);

/**
 * The document that a flow asks for by `send-document`.
 * @param name its kind, as the flow writes it
 * @param args `{ to, values }`; no address has a place in it
 * @throws WebError naming the fields that do not fit the kind
 */
export function readDocumentOrder(name: string, args: unknown): Read<DocumentOrder> {
  const kind = documentKinds.find((one) => one.name === name);
  if (kind === undefined) return { refused: 'non-disponibile' };
  const { to, values: given } = readRequest(documentArguments, args);
  if (!kind.channels.includes(to)) return { refused: 'non-spedibile' };
  const { persona: person, ...others } = given;
  const read = Object.entries(readRequest(kind.parameters, others));
  const parameters: Record<string, string | number> = {};
  const personal: Record<string, Sensitive> = {};
  for (const [field, value] of read.toSorted(([one], [other]) => one.localeCompare(other))) {
    if (value instanceof Sensitive) personal[field] = value;
    else if (value !== undefined) parameters[field] = leaf.parse(value);
  }
  return { order: { kind, channel: to, person, parameters, personal } };
}

/**
 * The text message that a flow asks for by `send-sms`.
 * @param text the id of its text
 * @throws WebError naming the fields that do not fit
 */
export function readMessageOrder(text: string, args: unknown): Read<MessageOrder> {
  const { to, values: given } = readRequest(messageArguments, args);
  const keyed: unknown = to instanceof Sensitive ? to.reveal() : to;
  const judged = typeof keyed === 'string' ? judgeNumber(keyed) : 'no-number';
  if (typeof judged === 'string') return { refused: 'non-spedibile' };
  return { order: { text, number: new Sensitive('telefono', judged.mobile), values: given } };
}
