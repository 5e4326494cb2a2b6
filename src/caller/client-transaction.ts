/**
 * The client side of one SIP request over UDP: retransmission and time-out (RFC 3261 section 17.1, and RFC 6026
 * for the answered INVITE).
 */
import { formatSip, headerOf, type SipHeader, type SipRequest, type SipResponse } from './sip-message.ts';

/** RFC 3261 table 4, in ms. */
export const sipTimers = { t1: 500, t2: 4000, t4: 5000, timeout: 32_000 } as const;

export interface ClientTransactionOptions {
  readonly request: SipRequest;
  /** Puts text on the wire. */
  readonly send: (text: string) => void;
  /** Every provisional response, the final one, and every repetition of a 2xx to INVITE. */
  readonly onResponse: (response: SipResponse) => void;
  /** No final answer (INVITE: no answer at all) within 32 s. */
  readonly onTimeout: () => void;
  /** Nothing more will happen; called once. */
  readonly onTerminated: () => void;
}

type State = 'trying' | 'proceeding' | 'accepted' | 'completed' | 'terminated';

export class ClientTransaction {
  readonly #options: ClientTransactionOptions;
  readonly #isInvite: boolean;
  #state: State = 'trying';
  #text: string;
  #acknowledgement: string | undefined;
  #interval: number = sipTimers.t1;
  #retransmit: NodeJS.Timeout | undefined;
  #deadline: NodeJS.Timeout | undefined;

  constructor(options: ClientTransactionOptions) {
    this.#options = options;
    this.#isInvite = options.request.method === 'INVITE';
    this.#text = formatSip(options.request);
  }

  get state(): State {
    return this.#state;
  }

  /** Sends the request for the first time. */
  start(): void {
    this.#armDeadline(sipTimers.timeout, () => {
      this.stop();
      this.#options.onTimeout();
    });
    this.#armRetransmission();
    this.#options.send(this.#text);
  }

  /** Takes a response whose branch and method are this transaction's. */
  receive(response: SipResponse): void {
    if (this.#state === 'terminated') return;
    if (this.#state === 'completed') {
      if (response.status >= 300 && this.#acknowledgement !== undefined)
        this.#options.send(this.#acknowledgement);
      return;
    }
    if (this.#state === 'accepted') {
      if (isSuccess(response)) this.#options.onResponse(response);
      return;
    }
    if (response.status < 200) this.#proceed();
    else if (!this.#isInvite) this.#settle('completed', sipTimers.t4);
    else if (isSuccess(response)) this.#settle('accepted', sipTimers.timeout);
    else {
      this.#acknowledgement = formatSip(acknowledge(this.#options.request, response));
      this.#options.send(this.#acknowledgement);
      this.#settle('completed', sipTimers.timeout);
    }
    this.#options.onResponse(response);
  }

  /** Ends at once, without any further packet. */
  stop(): void {
    if (this.#state === 'terminated') return;
    this.#state = 'terminated';
    clearTimeout(this.#retransmit);
    clearTimeout(this.#deadline);
    this.#options.onTerminated();
  }

  /** INVITE: the far end has it, so stop repeating and let it ring. Others go on at T2. */
  #proceed(): void {
    this.#state = 'proceeding';
    if (this.#isInvite) {
      clearTimeout(this.#retransmit);
      clearTimeout(this.#deadline);
    } else this.#interval = sipTimers.t2;
  }

  #settle(state: 'accepted' | 'completed', forMs: number): void {
    this.#state = state;
    this.#text = '';
    clearTimeout(this.#retransmit);
    this.#armDeadline(forMs, () => this.stop());
  }

  #armDeadline(ms: number, then: () => void): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(then, ms);
  }

  #armRetransmission(): void {
    this.#retransmit = setTimeout(() => {
      this.#interval = this.#isInvite ? this.#interval * 2 : Math.min(this.#interval * 2, sipTimers.t2);
      this.#armRetransmission();
      this.#options.send(this.#text);
    }, this.#interval);
  }
}

function isSuccess(response: SipResponse): boolean {
  return response.status >= 200 && response.status < 300;
}

/** ACK of a refusal: the INVITE's own Via, Call-ID, From, Route and number; To from the response (17.1.1.3). */
function acknowledge(invite: SipRequest, response: SipResponse): SipRequest {
  const kept = (name: string): SipHeader[] => invite.headers.filter((header) => header.name === name);
  const number = headerOf(invite, 'cseq')?.split(' ', 1)[0] ?? '1';
  return {
    kind: 'request',
    method: 'ACK',
    uri: invite.uri,
    headers: [
      ...kept('via').slice(0, 1),
      ...kept('max-forwards'),
      ...kept('from'),
      { name: 'to', value: headerOf(response, 'to') ?? headerOf(invite, 'to') ?? '' },
      ...kept('call-id'),
      { name: 'cseq', value: `${number} ACK` },
      ...kept('route'),
    ],
    body: '',
  };
}
