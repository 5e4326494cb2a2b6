/** Digest authentication of SIP requests (RFC 3261 section 22, RFC 7616 and 8760): MD5 and SHA-256, `qop=auth`. */
import { createHash, randomBytes } from 'node:crypto';

/** What a 401 or 407 asks for. */
export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  readonly algorithm: 'MD5' | 'SHA-256';
  readonly qop: boolean;
}

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

const hashNames = { MD5: 'md5', 'SHA-256': 'sha256' } as const;

/** A challenge out of WWW-Authenticate or Proxy-Authenticate; undefined for one that we cannot meet. */
export function parseChallenge(value: string): Challenge | undefined {
  if (!/^digest\s/i.test(value)) return undefined;
  const parameters = new Map<string, string>();
  for (const [, name = '', quoted, plain] of value
    .slice(7)
    .matchAll(/(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g))
    parameters.set(name.toLowerCase(), quoted ?? plain ?? '');
  const realm = parameters.get('realm');
  const nonce = parameters.get('nonce');
  const algorithm = (parameters.get('algorithm') ?? 'MD5').toUpperCase();
  if (realm === undefined || nonce === undefined) return undefined;
  if (algorithm !== 'MD5' && algorithm !== 'SHA-256') return undefined;
  const offered = parameters.get('qop')?.split(/\s*,\s*/);
  if (offered !== undefined && !offered.includes('auth')) return undefined;
  return { realm, nonce, opaque: parameters.get('opaque'), algorithm, qop: offered !== undefined };
}

/** The value of Authorization for a request; `count` is how often this nonce was used, this time included. */
export function authorize(
  { realm, nonce, opaque, algorithm, qop }: Challenge,
  { user, password }: Credentials,
  method: string,
  uri: string,
  count = 1,
  clientNonce = randomBytes(8).toString('hex'),
): string {
  const hash = (text: string) => createHash(hashNames[algorithm]).update(text).digest('hex');
  const a1 = hash(`${user}:${realm}:${password}`);
  const a2 = hash(`${method}:${uri}`);
  const uses = count.toString(16).padStart(8, '0');
  const response = hash(qop ? `${a1}:${nonce}:${uses}:${clientNonce}:auth:${a2}` : `${a1}:${nonce}:${a2}`);
  return [
    `Digest username="${user}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${uri}"`,
    `response="${response}"`,
    `algorithm=${algorithm}`,
    ...(qop ? ['qop=auth', `nc=${uses}`, `cnonce="${clientNonce}"`] : []),
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
  ].join(', ');
}
