/**
 * SIP messages as text (RFC 3261 section 7). Parsing never throws: what is not SIP gives undefined.
 */

/** One header line; `name` is lower case and never the compact form. */
export interface SipHeader {
  readonly name: string;
  readonly value: string;
}

export interface SipRequest {
  readonly kind: 'request';
  readonly method: string;
  readonly uri: string;
  readonly headers: readonly SipHeader[];
  readonly body: string;
}

export interface SipResponse {
  readonly kind: 'response';
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly SipHeader[];
  readonly body: string;
}

export type SipMessage = SipRequest | SipResponse;

/** RFC 3261 section 7.3.3, with those of RFC 3515, 3892, 4028 and 6665 that Asterisk may send. */
const compactForms = new Map([
  ['b', 'referred-by'],
  ['c', 'content-type'],
  ['e', 'content-encoding'],
  ['f', 'from'],
  ['i', 'call-id'],
  ['k', 'supported'],
  ['l', 'content-length'],
  ['m', 'contact'],
  ['o', 'event'],
  ['r', 'refer-to'],
  ['s', 'subject'],
  ['t', 'to'],
  ['u', 'allow-events'],
  ['v', 'via'],
  ['x', 'session-expires'],
]);

const irregularNames = new Map([
  ['call-id', 'Call-ID'],
  ['cseq', 'CSeq'],
  ['www-authenticate', 'WWW-Authenticate'],
]);

const token = /^[A-Za-z0-9.!%*_+`'~-]+$/;
const maxHeaders = 200;

/** A message from one UDP datagram, or undefined when the datagram is not a whole SIP message. */
export function parseSip(datagram: Buffer | string): SipMessage | undefined {
  const text = typeof datagram === 'string' ? datagram : datagram.toString('utf8');
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const lines = text
    .slice(0, headEnd)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const startLine = lines.shift();
  if (startLine === undefined || lines.length > maxHeaders) return undefined;
  const headers: SipHeader[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    const written = line.slice(0, colon).trim();
    if (colon < 1 || !token.test(written)) return undefined;
    const name = written.toLowerCase();
    headers.push({ name: compactForms.get(name) ?? name, value: line.slice(colon + 1).trim() });
  }
  const body = cutBody(text.slice(headEnd + 4), headers);
  return body === undefined ? undefined : withStartLine(startLine, headers, body);
}

/** UDP: bytes after Content-Length are dropped; fewer bytes make the message incomplete (RFC 3261 18.3). */
function cutBody(rest: string, headers: readonly SipHeader[]): string | undefined {
  const length = headers.find((header) => header.name === 'content-length')?.value;
  if (length === undefined) return rest;
  if (!/^\d{1,6}$/.test(length)) return undefined;
  const bytes = Buffer.from(rest, 'utf8');
  if (bytes.length < Number(length)) return undefined;
  return bytes.length === Number(length) ? rest : bytes.toString('utf8', 0, Number(length));
}

function withStartLine(
  startLine: string,
  headers: readonly SipHeader[],
  body: string,
): SipMessage | undefined {
  const response = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/.exec(startLine);
  if (response !== null) {
    return { kind: 'response', status: Number(response[1]), reason: response[2] ?? '', headers, body };
  }
  const request = /^(\S+) (\S+) SIP\/2\.0$/.exec(startLine);
  const method = request?.[1];
  const uri = request?.[2];
  if (method === undefined || uri === undefined || !token.test(method)) return undefined;
  return { kind: 'request', method, uri, headers, body };
}

/** The message as it goes on the wire; Content-Length is written by this function, not by the caller. */
export function formatSip(message: SipMessage): string {
  let text =
    message.kind === 'request'
      ? `${message.method} ${message.uri} SIP/2.0\r\n`
      : `SIP/2.0 ${message.status} ${message.reason}\r\n`;
  for (const { name, value } of message.headers) {
    if (name !== 'content-length') text += `${displayName(name)}: ${value}\r\n`;
  }
  return `${text}Content-Length: ${Buffer.byteLength(message.body)}\r\n\r\n${message.body}`;
}

function displayName(name: string): string {
  return irregularNames.get(name) ?? name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}

/** The first value of a header (`name` in lower case), or undefined. */
export function headerOf(message: SipMessage, name: string): string | undefined {
  return message.headers.find((header) => header.name === name)?.value;
}

/** All values of a header that may hold a comma-separated list, in order. */
export function headerList(message: SipMessage, name: string): string[] {
  return message.headers.filter((header) => header.name === name).flatMap(({ value }) => splitList(value));
}

/** Commas inside quotes or angle brackets do not separate. */
function splitList(value: string): string[] {
  return (value.match(/(?:"(?:[^"\\]|\\.)*"|<[^>]*>|[^,"<]|["<])+/g) ?? [])
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** `CSeq: 12 INVITE` in parts. */
export function cseqOf(message: SipMessage): { number: number; method: string } | undefined {
  const match = /^(\d{1,10})\s+(\S+)$/.exec(headerOf(message, 'cseq') ?? '');
  const method = match?.[2];
  return method === undefined ? undefined : { number: Number(match?.[1]), method };
}

/** A parameter behind a header's value or address: `tag` of From and To, `branch` of Via. */
export function parameterOf(value: string | undefined, name: string): string | undefined {
  if (value === undefined) return undefined;
  const afterAddress = value.slice(value.lastIndexOf('>') + 1);
  for (const part of afterAddress.split(';').slice(1)) {
    const [key, content] = part.split('=', 2);
    if (key?.trim().toLowerCase() === name) return content?.trim() ?? '';
  }
  return undefined;
}

/** The URI of a name-addr or addr-spec (`"Name" <sip:x>;tag=1` or `sip:x;tag=1`). */
export function uriOf(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const bracketed = /<([^<>\s]+)>/.exec(value)?.[1];
  const uri = bracketed ?? value.split(';', 1)[0]?.trim();
  return uri !== undefined && /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(uri) ? uri : undefined;
}
