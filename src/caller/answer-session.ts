/** The signalling of one call that comes in: from its INVITE until BYE, seen by the one who is called (RFC 3261). */
import { randomBytes } from 'node:crypto';
import { sipTimers } from './client-transaction.ts';
import { Dialog } from './dialog.ts';
import { answerInDialog, describing, sendBye } from './in-dialog.ts';
import { type CallEnd, causeOf } from './invite-session.ts';
import { responseTo, type SipEndpoint } from './sip-endpoint.ts';
import type { SipHeader, SipRequest, SipResponse } from './sip-message.ts';

export interface AnswerHandlers {
  /** The far end changes the media; returns our description. An empty `sdp` asks us to offer. */
  readonly onMediaChange: (sdp: string) => string | undefined;
  /** Called once. `status` is that of a call which was never answered; 487 when the far end took it back. */
  readonly onEnded: (end: CallEnd) => void;
}

type State = 'ringing' | 'refused' | 'up' | 'over';

export class AnswerSession {
  readonly #endpoint: SipEndpoint;
  readonly #invite: SipRequest;
  readonly #handlers: AnswerHandlers;
  readonly #callId: string;
  readonly #tag = randomBytes(6).toString('hex');
  readonly #contact: SipHeader;
  readonly #dialog: Dialog;
  #state: State = 'ringing';
  #vanished = false;
  #repetition: NodeJS.Timeout | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #byeDone: Promise<void> | undefined;

  constructor(endpoint: SipEndpoint, callId: string, invite: SipRequest, handlers: AnswerHandlers) {
    this.#endpoint = endpoint;
    this.#callId = callId;
    this.#invite = invite;
    this.#handlers = handlers;
    this.#contact = { name: 'contact', value: `<sip:phone@${endpoint.local.host}:${endpoint.local.port}>` };
    this.#dialog = Dialog.ofCallee(invite, this.#tag);
  }

  get up(): boolean {
    return this.#state === 'up';
  }

  /** 180: the phone rings. */
  ring(): void {
    if (this.#state === 'ringing') this.#respond(180, 'Ringing', '');
  }

  /** 200 with our description, repeated until ACK (section 13.3.1.4). False when it is too late. */
  answer(sdp: string): boolean {
    if (this.#state !== 'ringing') return false;
    this.#state = 'up';
    this.#respondUntilAck(200, 'OK', sdp, () => void this.hangUp());
    return true;
  }

  /** A final answer that is none: 486 busy, 603 declined and so on. */
  refuse(status: number, reason: string): void {
    if (this.#state !== 'ringing') return;
    this.#refuse(status, reason, 'local');
  }

  #refuse(status: number, reason: string, by: CallEnd['by']): void {
    this.#state = 'refused';
    this.#respondUntilAck(status, reason, '', () => this.#endpoint.disown(this.#callId));
    this.#handlers.onEnded({ by, status, cause: undefined, text: reason });
  }

  /** Ends the call, answered or not. Resolves when the far end confirmed, or after 32 s without an answer. */
  hangUp(): Promise<void> {
    this.refuse(480, 'Temporarily Unavailable');
    if (this.#state !== 'up' || this.#vanished) return this.#byeDone ?? Promise.resolve();
    const done = this.#sendBye();
    this.#end({ by: 'local', status: undefined, cause: undefined, text: 'hung up' });
    return done;
  }

  #sendBye(): Promise<void> {
    this.#byeDone ??= sendBye(this.#endpoint, this.#dialog);
    return this.#byeDone;
  }

  /** From now on nothing is sent or answered. A BYE that comes is seen (onEnded) but not answered. */
  vanish(): void {
    this.#vanished = true;
    this.#stopRepeating();
  }

  /** The far end has our final answer. */
  handleAck(): void {
    this.#stopRepeating();
    if (this.#state === 'refused') this.#endpoint.disown(this.#callId);
  }

  /** A request of the far end with this call's Call-ID. */
  handleRequest(request: SipRequest): SipResponse | undefined {
    if (this.#vanished) {
      if (request.method === 'BYE') this.#endByRemote(request);
      return undefined;
    }
    if (request.method === 'CANCEL') {
      if (this.#state === 'ringing') this.#refuse(487, 'Request Terminated', 'remote');
      return responseTo(request, 200, 'OK', { toTag: this.#tag });
    }
    return answerInDialog(request, {
      dialog: this.#dialog,
      contact: this.#contact,
      up: this.up,
      onMediaChange: this.#handlers.onMediaChange,
      onBye: () => this.#endByRemote(request),
    });
  }

  #respond(status: number, reason: string, sdp: string): void {
    const headers = status < 300 ? describing(this.#contact, sdp) : [];
    this.#endpoint.respond(
      this.#invite,
      responseTo(this.#invite, status, reason, { headers, body: sdp, toTag: this.#tag }),
    );
  }

  /** Timers G and H of section 17.2.1, which are those of the 2xx of section 13.3.1.4 too. */
  #respondUntilAck(status: number, reason: string, sdp: string, givenUp: () => void): void {
    let interval: number = sipTimers.t1;
    const repeat = (): void => {
      this.#respond(status, reason, sdp);
      this.#repetition = setTimeout(repeat, interval);
      interval = Math.min(interval * 2, sipTimers.t2);
    };
    repeat();
    this.#deadline = setTimeout(() => {
      this.#stopRepeating();
      givenUp();
    }, sipTimers.timeout);
  }

  #stopRepeating(): void {
    clearTimeout(this.#repetition);
    clearTimeout(this.#deadline);
  }

  #endByRemote(request: SipRequest): void {
    this.#end({ by: 'remote', status: undefined, cause: causeOf(request), text: 'the far end hung up' });
  }

  #end(end: CallEnd): void {
    if (this.#state === 'over' || this.#state === 'refused') return;
    this.#state = 'over';
    this.#stopRepeating();
    this.#endpoint.disown(this.#callId);
    this.#handlers.onEnded(end);
  }

  /** The socket closes: ends without any packet. */
  abandon(): void {
    this.#stopRepeating();
    this.#end({ by: 'local', status: undefined, cause: undefined, text: 'the phone was closed' });
  }
}
