import type { Refusal } from '../carrier.ts';
import type { FailureKind } from '../failure.ts';

/** What a command_status other than zero means (SMPP 3.4 section 5.1.3; numbers as they stand there). */
export type Verdict = { readonly refused: Refusal } | { readonly later: FailureKind };

const refused: Readonly<Record<number, Refusal>> = {
  1: 'too-large', // ESME_RINVMSGLEN
  11: 'no-such-recipient', // ESME_RINVDSTADR
  80: 'bad-address', // ESME_RINVDSTTON
  81: 'bad-address', // ESME_RINVDSTNPI
  101: 'refused', // ESME_RX_P_APPN
  102: 'refused', // ESME_RX_R_APPN
  254: 'recipient-refuses', // ESME_RDELIVERYFAILURE
  257: 'content-refused', // ESME_RPROHIBITED
};

const ours: ReadonlySet<number> = new Set([
  0x04, // ESME_RINVBNDSTS
  0x0a, // ESME_RINVSRCADR
  0x0d, // ESME_RBINDFAIL
  0x0e, // ESME_RINVPASWD
  0x0f, // ESME_RINVSYSID
  0x15, // ESME_RINVSERTYP
  0x48, // ESME_RINVSRCTON
  0x49, // ESME_RINVSRCNPI
  0x100, // ESME_RSERTYPUNAUTH
  0x103, // ESME_RSERTYPDENIED
]);

const notUnderstood: ReadonlySet<number> = new Set([
  0x02, // ESME_RINVCMDLEN
  0x03, // ESME_RINVCMDID
  0x43, // ESME_RINVESMCLASS
  0xc0, // ESME_RINVTLVSTREAM
  0xc1, // ESME_RTLVNOTALLWD
  0xc2, // ESME_RINVTLVLEN
  0xc4, // ESME_RINVTLVVAL
]);

/** Whatever is in no list (throttling 0x58, a full queue 0x14, a system error 0x08) is for later. */
export function verdictOf(status: number): Verdict {
  const refusal = refused[status];
  if (refusal !== undefined) return { refused: refusal };
  if (ours.has(status)) return { later: 'not-authorised' };
  return { later: notUnderstood.has(status) ? 'protocol' : 'busy' };
}
