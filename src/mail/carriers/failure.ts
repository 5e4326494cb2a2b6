/** Why something could not be handed over now. All that is ever logged about it. */
export const failureKinds = [
  'timeout',
  /** Nobody listens there, or the name is not known. */
  'unreachable',
  'connection-lost',
  /** TLS could not be had as configured, or the other side is not who it should be. */
  'insecure',
  /** What came back means nothing in this protocol. */
  'protocol',
  /** They ask us to come back later: 4xx, throttling, a full queue. */
  'busy',
  /** They do not let us in, or not as this sender: secrets or contract are to be mended. */
  'not-authorised',
  'cancelled',
  'closed',
  'internal',
] as const;
export type FailureKind = (typeof failureKinds)[number];

/**
 * A hand-over that may work later. Its message is made of our own words: what the other side said may quote an address.
 */
export class CarrierFailure extends Error {
  readonly carrier: string;
  readonly kind: FailureKind;
  /** The code of the protocol, where there was one: `421 4.7.0`, `http-503`, `smpp-88`. */
  readonly detail: string | undefined;

  constructor(carrier: string, kind: FailureKind, detail?: string) {
    super(`${carrier} did not take it: ${kind}${detail === undefined ? '' : ` (${detail})`}`);
    this.name = 'CarrierFailure';
    this.carrier = carrier;
    this.kind = kind;
    this.detail = detail;
  }

  /** True when only people can mend it: it is no use to try every few seconds. */
  get needsPeople(): boolean {
    return this.kind === 'not-authorised' || this.kind === 'insecure';
  }
}
