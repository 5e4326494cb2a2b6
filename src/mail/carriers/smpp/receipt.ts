import { z } from 'zod';
import type { FeedbackState } from '../../feedback/event.ts';

/** What a delivery receipt says. */
export interface Receipt {
  readonly carrierReference: string;
  readonly state: FeedbackState;
  readonly reason: string | undefined;
}

const pdu = z.object({
  esm_class: z.number(),
  receipted_message_id: z.string().optional(),
  message_state: z.number().optional(),
  short_message: z
    .union([z.string(), z.object({ message: z.union([z.string(), z.instanceof(Buffer)]) })])
    .optional(),
});

/** Final states (SMPP 3.4 section 5.2.28, appendix B): by number, and as the text of a receipt has them. */
const states: Readonly<Record<string, { readonly state: FeedbackState; readonly reason?: string }>> = {
  DELIVRD: { state: 'DELIVERED' },
  EXPIRED: { state: 'UNDELIVERED', reason: 'expired' },
  DELETED: { state: 'UNDELIVERED', reason: 'deleted' },
  UNDELIV: { state: 'UNDELIVERED', reason: 'undeliverable' },
  REJECTD: { state: 'UNDELIVERED', reason: 'refused' },
};
const names: Readonly<Record<number, string>> = {
  2: 'DELIVRD',
  3: 'EXPIRED',
  4: 'DELETED',
  5: 'UNDELIV',
  8: 'REJECTD',
};

/** @returns undefined for what is no receipt, and for one that says nothing final */
export function receiptOf(delivered: unknown): Receipt | undefined {
  const read = pdu.safeParse(delivered);
  // Bits 2 to 5: an SMSC delivery receipt.
  if (!read.success || (read.data.esm_class & 0x3c) !== 0x04) return undefined;
  const { receipted_message_id: id, message_state: number, short_message: message } = read.data;
  const text = String(typeof message === 'object' ? message.message : (message ?? ''));
  const carrierReference = id ?? /\bid:(\S+)/i.exec(text)?.[1];
  const name = number === undefined ? /\bstat:(\w+)/i.exec(text)?.[1]?.toUpperCase() : names[number];
  const known = states[name ?? ''];
  if (carrierReference === undefined || known === undefined) return undefined;
  return { carrierReference, state: known.state, reason: known.reason };
}
