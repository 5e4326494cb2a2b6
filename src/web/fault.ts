/** Why an answer could not be had: all that is ever logged about it. */
export type FaultKind =
  | 'timeout'
  | 'refused'
  | 'connection-lost'
  | `http-${number}`
  | 'bad-body'
  | 'breaker-open'
  | 'busy'
  | 'cancelled'
  | 'closed'
  | 'bad-arguments'
  | 'unknown-operation'
  | 'internal';

/** A request that got no answer. It holds no text of the request or the response: both are about people. */
export class Fault extends Error {
  readonly kind: FaultKind;

  constructor(kind: FaultKind) {
    super(`no answer: ${kind}`);
    this.name = 'Fault';
    this.kind = kind;
  }

  /** True when another try may go better: the request may not have arrived, or those systems stumbled. */
  get passing(): boolean {
    return /^(timeout|refused|connection-lost|http-5\d\d)$/.test(this.kind);
  }

  /** True when those systems are ill, rather than this one request or this engine. */
  get blamesThem(): boolean {
    return this.passing || /^(bad-body|http-(401|403|404|405|429))$/.test(this.kind);
  }
}

const refused: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** The fault behind whatever fetch, the breaker or a stream threw. Errors are told by their fields: not all are Error. */
export function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (typeof error !== 'object' || error === null) return new Fault('internal');
  const code = 'code' in error ? error.code : undefined;
  if ('name' in error && error.name === 'TimeoutError') return new Fault('timeout');
  if (code === 'EOPENBREAKER') return new Fault('breaker-open');
  if (code === 'ESHUTDOWN') return new Fault('closed');
  if (refused.has(code)) return new Fault('refused');
  if ('cause' in error && error.cause !== undefined) return faultOf(error.cause);
  return typeof code === 'string' ? new Fault('connection-lost') : new Fault('internal');
}
