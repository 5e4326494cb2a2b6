import type { Sensitive } from '../../privacy/sensitive.ts';
import type { PostalAddress } from '../address.ts';

/** A rendered document: A4 pages. */
export interface CarriedDocument {
  readonly pdf: Uint8Array;
  readonly pages: number;
}

/** What somebody reads of a message. `subject` counts for e-mail only. */
export interface CarriedMessage {
  readonly subject: string;
  readonly text: string;
  /** `it`, `ar`: also decides the direction of the text. */
  readonly language: string;
}

export interface PostalRecipient {
  readonly name: Sensitive;
  readonly address: Sensitive<PostalAddress>;
}
export interface EmailRecipient {
  readonly email: Sensitive;
}
export interface PhoneRecipient {
  /** E.164: `+393331234567`. */
  readonly number: Sensitive;
}

interface Item {
  /** Ours, as callers hear it. */
  readonly reference: string;
  /** The same for the same thing, however often it is handed over; never used for another one. */
  readonly idempotencyKey: string;
}
export interface LetterItem extends Item {
  readonly channel: 'residence';
  readonly document: CarriedDocument;
  readonly recipient: PostalRecipient;
}
export interface EmailItem extends Item {
  readonly channel: 'email';
  readonly document: CarriedDocument;
  readonly message: CarriedMessage;
  readonly recipient: EmailRecipient;
}
export interface TextItem extends Item {
  readonly channel: 'sms';
  readonly message: CarriedMessage;
  readonly recipient: PhoneRecipient;
}
export type CarriedItem = LetterItem | EmailItem | TextItem;

/** Why a carrier will never take an item as it is. */
export const refusals = [
  /** Nobody is there: no such mailbox, number or house. */
  'no-such-recipient',
  /** The address is not one that this carrier can serve: incomplete, or abroad. */
  'bad-address',
  /** The recipient's side takes nothing from us: full for good, blocked, opted out. */
  'recipient-refuses',
  'too-large',
  /** The content was judged: spam filter, forbidden words, a PDF that cannot be printed. */
  'content-refused',
  /** Refused for good, the reason is in no list. */
  'refused',
] as const;
export type Refusal = (typeof refusals)[number];

export type HandedOver =
  | { readonly accepted: true; readonly carrierReference: string }
  | { readonly refused: Refusal };

/**
 * Takes things to people. One that is accepted is the carrier's to deliver; what becomes of it later comes as feedback.
 * Whoever hands over under a key that was accepted before gets the same answer, and the recipient gets one thing.
 */
export interface Carrier<Item extends CarriedItem = CarriedItem> {
  /** As configuration, feedback and metrics write it. */
  readonly name: string;
  /**
   * @throws CarrierFailure for whatever may work later, and nothing else; also when `signal` is aborted, in which case
   * the item may have been taken all the same: hand it over again under its key
   */
  handOver(item: Item, signal: AbortSignal): Promise<HandedOver>;
  /** Ends connections; what is under way fails. */
  close(): Promise<void>;
}
