import { z } from 'zod';
import type { Refusal } from './carrier.ts';
import { CarrierFailure, type FailureKind } from './failure.ts';

/** What nodemailer says of a mail that did not go. Its message and its response quote addresses: they are not kept. */
const smtpError = z.object({
  code: z.string().optional(),
  originalCode: z.string().optional(),
  syscall: z.string().optional(),
  command: z.string().optional(),
  responseCode: z.number().optional(),
  response: z.string().optional(),
});
type SmtpError = z.output<typeof smtpError>;

/** By nodemailer's code, for what is no answer of the server. */
const kinds: Readonly<Record<string, FailureKind>> = {
  ETIMEDOUT: 'timeout',
  EDNS: 'unreachable',
  ECONNECTION: 'connection-lost',
  ESOCKET: 'connection-lost',
  ETLS: 'insecure',
  EPROTOCOL: 'protocol',
  EAUTH: 'not-authorised',
  ENOAUTH: 'not-authorised',
  EABORT: 'cancelled',
};

/**
 * What an error of SMTP means (RFC 5321 section 4.2.1, RFC 3463): a 5yz about the recipient or the content is for good;
 * everything else may work later. A 5yz to AUTH or MAIL FROM is about us, not about this item, so it is none of its
 * refusals: operations mends the configuration, and nothing is lost meanwhile.
 */
export function judgeSmtp(carrier: string, error: unknown): { readonly refused: Refusal } | CarrierFailure {
  const read = smtpError.safeParse(error);
  if (!read.success) return new CarrierFailure(carrier, 'internal');
  const { data } = read;
  const { responseCode, command = '' } = data;
  if (responseCode !== undefined && responseCode >= 400 && responseCode < 500)
    return new CarrierFailure(carrier, 'busy', detailOf(data));
  if (responseCode !== undefined && responseCode >= 500 && responseCode !== 503) {
    if (command === 'RCPT TO') return { refused: recipientRefusal(data) };
    if (command === 'DATA') return { refused: contentRefusal(data) };
    if (command === 'MAIL FROM')
      return responseCode === 552 ? { refused: 'too-large' } : notAuthorised(carrier, data);
    if (command.startsWith('AUTH')) return notAuthorised(carrier, data);
  }
  // Before anything was sent: larger than the server says it takes, or an address that cannot be written.
  if (data.code === 'EMESSAGE' && command === 'MAIL FROM') return { refused: 'too-large' };
  if (data.code === 'EENVELOPE' && command === 'API') return { refused: 'bad-address' };
  return new CarrierFailure(carrier, kindOf(data), detailOf(data));
}

function kindOf({ code = '', originalCode, syscall }: SmtpError): FailureKind {
  if (code === 'ESOCKET' && (syscall === 'connect' || syscall === 'getaddrinfo')) return 'unreachable';
  // A certificate that does not fit has a code of its own: CERT_HAS_EXPIRED, ERR_TLS_CERT_ALTNAME_INVALID.
  if (/CERT|TLS|SSL/.test(originalCode ?? '')) return 'insecure';
  return kinds[code] ?? 'internal';
}

/** RFC 3463: X.1 address, X.2 mailbox, X.7 policy. */
function recipientRefusal(error: SmtpError): Refusal {
  const status = statusOf(error) ?? '';
  if (/^5\.2\./.test(status) || /^5\.7\./.test(status) || error.responseCode === 552)
    return 'recipient-refuses';
  return status === '5.1.3' || error.responseCode === 553 ? 'bad-address' : 'no-such-recipient';
}

function contentRefusal(error: SmtpError): Refusal {
  const status = statusOf(error) ?? '';
  if (error.responseCode === 552 || status === '5.3.4' || status === '5.2.3') return 'too-large';
  if (/^5\.1\./.test(status)) return 'no-such-recipient';
  return /^5\.2\./.test(status) ? 'recipient-refuses' : 'content-refused';
}

function notAuthorised(carrier: string, error: SmtpError): CarrierFailure {
  return new CarrierFailure(carrier, 'not-authorised', detailOf(error));
}

/** `550 5.1.1`: figures only, whatever the server wrote after them. */
function detailOf(error: SmtpError): string | undefined {
  const { responseCode, code } = error;
  if (responseCode === undefined) return code;
  return [String(responseCode), statusOf(error)].filter((part) => part !== undefined).join(' ');
}

function statusOf({ response = '' }: SmtpError): string | undefined {
  return /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
}
