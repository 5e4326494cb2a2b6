/** A phone that can be called: registers, rings, answers or refuses. For the tests it is an operator's, or a citizen's. */
import { lookup } from 'node:dns/promises';
import { AnswerSession } from './answer-session.ts';
import { Call } from './call.ts';
import { CallMedia } from './call-media.ts';
import { CallEndedError, CallTimeoutError } from './errors.ts';
import type { CallEnd } from './invite-session.ts';
import { MediaClock, type MediaPace } from './media-clock.ts';
import { Registration } from './registration.ts';
import { RtpSockets } from './rtp-socket.ts';
import { responseTo, type SipAddress, SipEndpoint } from './sip-endpoint.ts';
import { headerOf, type SipRequest, type SipResponse, uriOf } from './sip-message.ts';

export interface SipPhoneOptions {
  /** Where it registers, and who alone may call it. */
  readonly server: SipAddress;
  /** IPv4 address of ours that the server can reach. */
  readonly bindAddress: string;
  /** 0 or absent: any free port. */
  readonly sipPort?: number;
  /** What it registers with; a phone that is only dialled by its address needs none. */
  readonly credentials?: { readonly user: string; readonly password: string };
  /** Shared by many phones of a process; one of its own when absent. */
  readonly clock?: MediaClock;
}

export interface PickUpOptions {
  /** `silence` (default): 50 packets a second, like a phone; `sparse`: one a second. */
  readonly sending?: MediaPace;
  /** How much of what is heard is kept, 0 (default) for none. */
  readonly recordSeconds?: number;
}

/** A call that rings at the phone. */
export interface IncomingCall {
  /** The user of the SIP address that was dialled. */
  readonly dialled: string;
  /** The number that is shown, as the far end wrote it. */
  readonly from: string;
  /** The value of a header (name in lower case). */
  header(name: string): string | undefined;
  /** @throws CallEndedError when the caller gave up before, SipCallError for media that we cannot talk to */
  answer(options?: PickUpOptions): Promise<Call>;
  /** Default: 486 Busy Here. */
  refuse(status?: number, reason?: string): void;
  /** Resolves when it is over, answered or not; `status` 487 when the caller gave up. */
  readonly ended: Promise<CallEnd>;
}

const maxRinging = 100;

export class SipPhone {
  readonly #endpoint: SipEndpoint;
  readonly #sockets: RtpSockets;
  readonly #clock: MediaClock;
  readonly #registration: Registration | undefined;
  readonly #sessions = new Set<AnswerSession>();
  readonly #ringing: IncomingCall[] = [];
  #waiting: ((call: IncomingCall) => void)[] = [];
  #closed = false;

  private constructor(endpoint: SipEndpoint, sockets: RtpSockets, options: SipPhoneOptions) {
    this.#endpoint = endpoint;
    this.#sockets = sockets;
    this.#clock = options.clock ?? new MediaClock();
    if (options.credentials !== undefined)
      this.#registration = new Registration(endpoint, options.credentials);
    endpoint.takeInvites((invite) => this.#invited(invite));
  }

  /** Opens the SIP socket. */
  static async open(options: SipPhoneOptions): Promise<SipPhone> {
    const { address } = await lookup(options.server.host, { family: 4 });
    const endpoint = await SipEndpoint.open(
      { host: options.bindAddress, port: options.sipPort ?? 0 },
      { host: address, port: options.server.port },
    );
    return new SipPhone(endpoint, new RtpSockets(options.bindAddress), options);
  }

  /** Our own SIP address. */
  get address(): SipAddress {
    return this.#endpoint.local;
  }

  /** Registers, and keeps the registration. @throws SipCallError with the server's status */
  async register(expiresSeconds = 60): Promise<void> {
    if (this.#registration === undefined) throw new TypeError('a phone without credentials cannot register');
    await this.#registration.begin(expiresSeconds);
  }

  /** @throws SipCallError */
  async unregister(): Promise<void> {
    await this.#registration?.end();
  }

  /** The next call that rings, also one that rings already. @throws CallTimeoutError */
  incoming(timeoutMs: number): Promise<IncomingCall> {
    const waiting = this.#ringing.shift();
    if (waiting !== undefined) return Promise.resolve(waiting);
    return new Promise((resolve, reject) => {
      const take = (call: IncomingCall): void => {
        clearTimeout(timer);
        resolve(call);
      };
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((one) => one !== take);
        reject(new CallTimeoutError(`nobody called within ${timeoutMs} ms`));
      }, timeoutMs);
      this.#waiting.push(take);
    });
  }

  #invited(invite: SipRequest): SipResponse | undefined {
    const callId = headerOf(invite, 'call-id') ?? '';
    if (callId === '' || this.#ringing.length >= maxRinging) return responseTo(invite, 486, 'Busy Here');
    let media: CallMedia | undefined;
    let call: Call | undefined;
    let resolveEnded: (end: CallEnd) => void = () => undefined;
    const ended = new Promise<CallEnd>((resolve) => {
      resolveEnded = resolve;
    });
    let over = false;
    const session = new AnswerSession(this.#endpoint, callId, invite, {
      onMediaChange: (sdp) => media?.change(sdp),
      onEnded: (end) => {
        over = true;
        this.#sessions.delete(session);
        const ringing = this.#ringing.indexOf(incoming);
        if (ringing !== -1) this.#ringing.splice(ringing, 1);
        call?.markEnded(end);
        resolveEnded(end);
      },
    });
    const incoming: IncomingCall = {
      dialled: userOf(invite.uri),
      from: userOf(uriOf(headerOf(invite, 'from')) ?? ''),
      header: (name) => headerOf(invite, name),
      ended,
      refuse: (status = 486, reason = 'Busy Here') => session.refuse(status, reason),
      answer: async (options = {}) => {
        const socket = await this.#sockets.open();
        media = new CallMedia(
          socket,
          this.#clock,
          {
            address: this.#endpoint.local.host,
            codec: 'PCMA',
            sending: options.sending ?? 'silence',
            recordSeconds: options.recordSeconds ?? 0,
          },
          {
            onAudio: (onset) => call?.emit('audio', onset),
            onSilence: (since) => call?.emit('silence', since),
          },
        );
        const { rtp, hearing, recording } = media;
        call = new Call({ session, rtp, hearing, recording, invitedAt: performance.now() });
        const sdp = media.answer(invite.body);
        if (sdp === undefined) session.refuse(488, 'Not Acceptable Here');
        if (over || sdp === undefined || !session.answer(sdp)) {
          call.markEnded({ by: 'remote', status: 487, cause: undefined, text: 'it rings no more' });
          throw new CallEndedError('the call was over before it was answered');
        }
        media.take(invite.body);
        call.markAnswered();
        return call;
      },
    };
    this.#endpoint.own(callId, session);
    this.#sessions.add(session);
    session.ring();
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#ringing.push(incoming);
    else waiting(incoming);
    return undefined;
  }

  /** Hangs up what is up and closes the socket; nothing is said about the registration (see `unregister`). */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#registration?.stop();
    for (const session of [...this.#sessions]) void session.hangUp();
    this.#endpoint.close();
  }
}

/** The user of a SIP URI. */
function userOf(uri: string): string {
  return decodeURIComponent(/^sips?:([^@;>]+)@/i.exec(uri)?.[1] ?? '');
}
