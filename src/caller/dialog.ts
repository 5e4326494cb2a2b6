/** A SIP dialog as seen by the one who called (RFC 3261 section 12): tags, route, numbers of requests. */
import {
  cseqOf,
  headerList,
  headerOf,
  parameterOf,
  type SipHeader,
  type SipRequest,
  type SipResponse,
  uriOf,
} from './sip-message.ts';

export class Dialog {
  readonly #callId: string;
  readonly #local: string;
  readonly #localTag: string;
  readonly #remote: string;
  readonly #remoteTag: string;
  readonly #routes: readonly string[];
  #target: string;
  #localNumber: number;
  #remoteNumber: number | undefined;

  /** From our INVITE and the response that made the dialog (2xx, or 1xx with a tag). */
  constructor(invite: SipRequest, response: SipResponse) {
    this.#callId = headerOf(invite, 'call-id') ?? '';
    this.#local = headerOf(invite, 'from') ?? '';
    this.#localTag = parameterOf(this.#local, 'tag') ?? '';
    this.#remote = headerOf(response, 'to') ?? '';
    this.#remoteTag = parameterOf(this.#remote, 'tag') ?? '';
    this.#routes = headerList(response, 'record-route').reverse();
    this.#target = uriOf(headerOf(response, 'contact')) ?? invite.uri;
    this.#localNumber = cseqOf(invite)?.number ?? 1;
  }

  /** A request inside the dialog; ACK takes the number of the INVITE that it acknowledges. */
  request(method: string, via: string, inviteNumber?: number): SipRequest {
    const number = inviteNumber ?? ++this.#localNumber;
    const headers: SipHeader[] = [
      { name: 'via', value: via },
      { name: 'max-forwards', value: '70' },
      ...this.#routes.map((value) => ({ name: 'route', value })),
      { name: 'from', value: this.#local },
      { name: 'to', value: this.#remote },
      { name: 'call-id', value: this.#callId },
      { name: 'cseq', value: `${number} ${method}` },
    ];
    return { kind: 'request', method, uri: this.#target, headers, body: '' };
  }

  /** Why a request is not this dialog's next one (a SIP status), or undefined when it is. */
  refuses(request: SipRequest): 400 | 481 | 500 | undefined {
    const number = cseqOf(request)?.number;
    if (number === undefined) return 400;
    const from = parameterOf(headerOf(request, 'from'), 'tag') ?? '';
    const to = parameterOf(headerOf(request, 'to'), 'tag') ?? '';
    if (from !== this.#remoteTag || to !== this.#localTag) return 481;
    if (this.#remoteNumber !== undefined && number <= this.#remoteNumber) return 500;
    this.#remoteNumber = number;
    return undefined;
  }

  /** A re-INVITE or UPDATE may move the far end. */
  retarget(request: SipRequest): void {
    this.#target = uriOf(headerOf(request, 'contact')) ?? this.#target;
  }
}
