/** A SIP dialog (RFC 3261 section 12), as seen by the one who called or who was called: tags, route, numbers. */
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

interface DialogParts {
  readonly callId: string;
  /** Our address and the far end's, with their tags. */
  readonly local: string;
  readonly remote: string;
  readonly routes: readonly string[];
  readonly target: string;
  readonly localNumber: number;
  readonly remoteNumber: number | undefined;
}

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

  private constructor(parts: DialogParts) {
    this.#callId = parts.callId;
    this.#local = parts.local;
    this.#localTag = parameterOf(parts.local, 'tag') ?? '';
    this.#remote = parts.remote;
    this.#remoteTag = parameterOf(parts.remote, 'tag') ?? '';
    this.#routes = parts.routes;
    this.#target = parts.target;
    this.#localNumber = parts.localNumber;
    this.#remoteNumber = parts.remoteNumber;
  }

  /** From our INVITE and the response that made the dialog (2xx, or 1xx with a tag). */
  static ofCaller(invite: SipRequest, response: SipResponse): Dialog {
    return new Dialog({
      callId: headerOf(invite, 'call-id') ?? '',
      local: headerOf(invite, 'from') ?? '',
      remote: headerOf(response, 'to') ?? '',
      routes: headerList(response, 'record-route').reverse(),
      target: uriOf(headerOf(response, 'contact')) ?? invite.uri,
      localNumber: cseqOf(invite)?.number ?? 1,
      remoteNumber: undefined,
    });
  }

  /** From the INVITE that we got, and the tag that we put into To. */
  static ofCallee(invite: SipRequest, tag: string): Dialog {
    return new Dialog({
      callId: headerOf(invite, 'call-id') ?? '',
      local: `${headerOf(invite, 'to') ?? ''};tag=${tag}`,
      remote: headerOf(invite, 'from') ?? '',
      routes: headerList(invite, 'record-route'),
      target: uriOf(headerOf(invite, 'contact')) ?? '',
      localNumber: 0,
      remoteNumber: cseqOf(invite)?.number,
    });
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
