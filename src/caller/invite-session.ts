/** The signalling of one call that we place: INVITE until BYE (RFC 3261 sections 13 to 15). */
import { Dialog } from './dialog.ts';
import { answerInDialog, sendBye } from './in-dialog.ts';
import { allowedMethods, type SipEndpoint } from './sip-endpoint.ts';
import { formatSip, headerOf, type SipHeader, type SipRequest, type SipResponse } from './sip-message.ts';

/** How a call ended. */
export interface CallEnd {
  readonly by: 'remote' | 'local';
  /** SIP status when the call was never answered; 408 when nobody answered in time. */
  readonly status: number | undefined;
  /** Q.850 cause of a Reason header (RFC 3326). */
  readonly cause: number | undefined;
  readonly text: string;
}

export interface InviteHandlers {
  /** 180, 183 and so on; `sdp` is empty when the response had none. */
  readonly onProgress: (status: number, sdp: string) => void;
  readonly onAnswered: (sdp: string) => void;
  /** The far end changes the media; returns our description. An empty `sdp` asks us to offer. */
  readonly onMediaChange: (sdp: string) => string | undefined;
  /** Called once. */
  readonly onEnded: (end: CallEnd) => void;
}

export interface InviteOptions {
  readonly callId: string;
  /** Request URI and To, e.g. `sip:803164@127.0.0.1:5060`. */
  readonly to: string;
  /** From, without tag. */
  readonly from: string;
  readonly fromTag: string;
  readonly headers: readonly SipHeader[];
  readonly sdp: string;
}

type State = 'calling' | 'cancelling' | 'up' | 'over';

/** How long after CANCEL the answer to INVITE may take (RFC 3261 section 9.1). */
const cancelTimeoutMs = 32_000;

export class InviteSession {
  readonly #endpoint: SipEndpoint;
  readonly #handlers: InviteHandlers;
  readonly #invite: SipRequest;
  readonly #callId: string;
  readonly #contact: SipHeader;
  #state: State = 'calling';
  #dialog: Dialog | undefined;
  #acknowledgement = '';
  #rings = false;
  #vanished = false;
  #cancelText = '';
  #cancelTimer: NodeJS.Timeout | undefined;
  #byeDone: Promise<void> | undefined;

  constructor(endpoint: SipEndpoint, options: InviteOptions, handlers: InviteHandlers) {
    this.#endpoint = endpoint;
    this.#handlers = handlers;
    this.#callId = options.callId;
    this.#contact = { name: 'contact', value: `<sip:caller@${endpoint.local.host}:${endpoint.local.port}>` };
    this.#invite = {
      kind: 'request',
      method: 'INVITE',
      uri: options.to,
      headers: [
        { name: 'via', value: endpoint.newVia() },
        { name: 'max-forwards', value: '70' },
        { name: 'from', value: `<${options.from}>;tag=${options.fromTag}` },
        { name: 'to', value: `<${options.to}>` },
        { name: 'call-id', value: options.callId },
        { name: 'cseq', value: '1 INVITE' },
        this.#contact,
        { name: 'allow', value: allowedMethods },
        ...options.headers,
        { name: 'content-type', value: 'application/sdp' },
      ],
      body: options.sdp,
    };
  }

  get up(): boolean {
    return this.#state === 'up';
  }

  start(): void {
    this.#endpoint.own(this.#callId, this);
    this.#endpoint.request(this.#invite, {
      onResponse: (response) => this.#responded(response),
      onTimeout: () =>
        this.#end({ by: 'local', status: 408, cause: undefined, text: 'INVITE had no answer' }),
    });
  }

  #responded(response: SipResponse): void {
    if (this.#vanished) return;
    const { status } = response;
    if (status < 200) {
      this.#rings = true;
      if (this.#state === 'cancelling') this.#sendCancel();
      else if (this.#state === 'calling' && status > 100) this.#handlers.onProgress(status, response.body);
    } else if (status < 300) this.#accepted(response);
    else {
      const by = this.#state === 'cancelling' && status === 487 ? 'local' : 'remote';
      const text = by === 'local' ? this.#cancelText : response.reason;
      this.#end({ by, status: by === 'local' ? 408 : status, cause: causeOf(response), text });
    }
  }

  #accepted(response: SipResponse): void {
    if (this.#dialog === undefined) {
      this.#dialog = Dialog.ofCaller(this.#invite, response);
      this.#acknowledgement = formatSip(this.#dialog.request('ACK', this.#endpoint.newVia(), 1));
    }
    this.#endpoint.send(this.#acknowledgement);
    if (this.#state === 'cancelling') {
      // CANCEL and 200 crossed: answered all the same, so it takes a BYE.
      void this.#sendBye(this.#dialog);
      this.#end({ by: 'local', status: 408, cause: undefined, text: this.#cancelText });
    } else if (this.#state === 'calling') {
      this.#state = 'up';
      this.#handlers.onAnswered(response.body);
    }
  }

  /** Takes back a call that was not answered yet; onEnded follows. */
  cancel(text: string): void {
    if (this.#state !== 'calling') return;
    this.#state = 'cancelling';
    this.#cancelText = text;
    this.#cancelTimer = setTimeout(
      () => this.#end({ by: 'local', status: 408, cause: undefined, text }),
      cancelTimeoutMs,
    );
    // Before a provisional response CANCEL could overtake INVITE (section 9.1): it waits for one.
    if (this.#rings) this.#sendCancel();
  }

  #sendCancel(): void {
    this.#rings = false;
    const kept = this.#invite.headers.filter(({ name }) =>
      ['via', 'max-forwards', 'from', 'to', 'call-id'].includes(name),
    );
    const headers = [...kept, { name: 'cseq', value: '1 CANCEL' }];
    this.#endpoint.request(
      { kind: 'request', method: 'CANCEL', uri: this.#invite.uri, headers, body: '' },
      { onResponse: () => undefined, onTimeout: () => undefined },
    );
  }

  /** Ends the call, answered or not. Resolves when the far end confirmed, or after 32 s without an answer. */
  hangUp(): Promise<void> {
    if (this.#state === 'calling') this.cancel('hung up before the answer');
    if (this.#state !== 'up' || this.#dialog === undefined || this.#vanished) {
      return this.#byeDone ?? Promise.resolve();
    }
    const done = this.#sendBye(this.#dialog);
    this.#end({ by: 'local', status: undefined, cause: undefined, text: 'hung up' });
    return done;
  }

  #sendBye(dialog: Dialog): Promise<void> {
    this.#byeDone ??= sendBye(this.#endpoint, dialog);
    return this.#byeDone;
  }

  /** From now on nothing is sent or answered. A BYE that comes is seen (onEnded) but not answered. */
  vanish(): void {
    this.#vanished = true;
  }

  /** A request of the far end with our Call-ID. */
  handleRequest(request: SipRequest): SipResponse | undefined {
    if (this.#vanished) {
      if (request.method === 'BYE') this.#endByRemote(request);
      return undefined;
    }
    return answerInDialog(request, {
      dialog: this.#dialog,
      contact: this.#contact,
      up: this.#dialog !== undefined,
      onMediaChange: this.#handlers.onMediaChange,
      onBye: () => this.#endByRemote(request),
    });
  }

  #endByRemote(request: SipRequest): void {
    this.#end({ by: 'remote', status: undefined, cause: causeOf(request), text: 'the far end hung up' });
  }

  #end(end: CallEnd): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    clearTimeout(this.#cancelTimer);
    this.#endpoint.disown(this.#callId);
    this.#handlers.onEnded(end);
  }

  /** The socket closes: ends without any packet. */
  abandon(): void {
    this.#end({ by: 'local', status: undefined, cause: undefined, text: 'the caller was closed' });
  }
}

/** The Q.850 cause of a Reason header (RFC 3326), or of Asterisk's own. */
export function causeOf(message: SipRequest | SipResponse): number | undefined {
  const cause = /Q\.850\s*;(?:.*;)?\s*cause=(\d{1,3})/i.exec(headerOf(message, 'reason') ?? '')?.[1];
  const asterisk = headerOf(message, 'x-asterisk-hangupcausecode');
  const text = cause ?? (/^\d{1,3}$/.test(asterisk ?? '') ? asterisk : undefined);
  return text === undefined ? undefined : Number(text);
}
