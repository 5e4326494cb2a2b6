/** Places calls over SIP/UDP and RTP: one SIP socket for all calls, one RTP socket a call, one media clock. */
import { randomBytes } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { Call } from './call.ts';
import { CallMedia, type Ear } from './call-media.ts';
import { SipCallError } from './errors.ts';
import { type CallEnd, InviteSession } from './invite-session.ts';
import { MediaClock, type MediaPace } from './media-clock.ts';
import type { PacketLoss } from './rtp-session.ts';
import { type PortRange, RtpSockets } from './rtp-socket.ts';
import type { Codec } from './sdp.ts';
import { type SipAddress, SipEndpoint } from './sip-endpoint.ts';
import type { SipHeader } from './sip-message.ts';

export interface SipCallerOptions {
  /** Where calls go; a host name is resolved once. */
  readonly server: SipAddress;
  /** IPv4 address of ours that the server can reach. */
  readonly bindAddress: string;
  /** 0 or absent: any free port. */
  readonly sipPort?: number;
  /** Absent: any free port for each call. */
  readonly rtpPorts?: PortRange;
  /** Calls at once, 1000 by default; more are refused. */
  readonly maxCalls?: number;
}

export interface CallOptions {
  /** The number dialled, or a whole `sip:` URI. */
  readonly to: string;
  readonly from: string;
  /** More headers for INVITE, e.g. `{ Diversion: '<sip:...>' }`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Preferred codec, PCMA by default; the other one is offered behind it. */
  readonly codec?: Codec;
  /** How long it may ring, in ms. */
  readonly ringTimeoutMs: number;
  /** `silence`: 50 packets a second, like a phone; `sparse`: one a second, enough against rtp_timeout. */
  readonly sending: MediaPace;
  /** When `call` resolves: at the answer (default), or already at early media (183 with SDP). */
  readonly until?: 'answered' | 'early-media';
  /** How much of what is heard is kept, 0 (default) for none. */
  readonly recordSeconds?: number;
  /** Told every packet of audio. */
  readonly ear?: Ear;
  /** Packets of audio and keys that the network loses, there and back. */
  readonly loses?: PacketLoss;
}

/** How long `close` waits for the far end to confirm that calls are over. */
const closeTimeoutMs = 2000;

export class SipCaller {
  readonly #endpoint: SipEndpoint;
  readonly #sockets: RtpSockets;
  readonly #clock = new MediaClock();
  readonly #calls = new Set<Call>();
  readonly #maxCalls: number;
  #opening = 0;
  #closed = false;

  private constructor(endpoint: SipEndpoint, sockets: RtpSockets, maxCalls: number) {
    this.#endpoint = endpoint;
    this.#sockets = sockets;
    this.#maxCalls = maxCalls;
  }

  /** Opens the SIP socket. */
  static async open(options: SipCallerOptions): Promise<SipCaller> {
    const { address } = await lookup(options.server.host, { family: 4 });
    const sockets = new RtpSockets(options.bindAddress, options.rtpPorts);
    const endpoint = await SipEndpoint.open(
      { host: options.bindAddress, port: options.sipPort ?? 0 },
      { host: address, port: options.server.port },
    );
    return new SipCaller(endpoint, sockets, options.maxCalls ?? 1000);
  }

  /** Our own SIP address. */
  get address(): SipAddress {
    return this.#endpoint.local;
  }

  /** Calls that are ringing or up. */
  get callCount(): number {
    return this.#calls.size;
  }

  /**
   * Places a call; resolves once it is answered (or has early media, see `until`).
   * @throws SipCallError with the far end's status; 408 when nobody answered in `ringTimeoutMs`
   */
  async call(options: CallOptions): Promise<Call> {
    const { server } = this.#endpoint;
    const to = uriFor(options.to, server);
    const from = uriFor(options.from, this.#endpoint.local);
    const headers = headersFor(options.headers ?? {});
    if (this.#closed) throw new SipCallError(503, 'the caller is closed');
    if (this.#calls.size + this.#opening >= this.#maxCalls) {
      throw new SipCallError(503, `${this.#maxCalls} calls are up already (maxCalls)`);
    }
    this.#opening++;
    const socket = await this.#sockets.open().finally(() => this.#opening--);
    if (this.#closed) {
      socket.close();
      throw new SipCallError(503, 'the caller is closed');
    }

    return new Promise<Call>((resolve, reject) => {
      const media = new CallMedia(
        socket,
        this.#clock,
        {
          address: this.#endpoint.local.host,
          codec: options.codec ?? 'PCMA',
          sending: options.sending,
          recordSeconds: options.recordSeconds ?? 0,
          ...(options.ear === undefined ? {} : { ear: options.ear }),
          loses: options.loses,
        },
        {
          onAudio: (onset) => call.emit('audio', onset),
          onSilence: (since) => call.emit('silence', since),
        },
      );
      const { rtp, hearing, recording } = media;
      const session = new InviteSession(
        this.#endpoint,
        {
          callId: `${randomBytes(12).toString('hex')}@${this.#endpoint.local.host}`,
          to,
          from,
          fromTag: randomBytes(6).toString('hex'),
          headers,
          sdp: media.offer(),
        },
        {
          onProgress: (_status, sdp) => {
            if (sdp !== '' && media.take(sdp) && options.until === 'early-media') resolve(call);
          },
          onAnswered: (sdp) => {
            clearTimeout(ringing);
            // 2xx without SDP: the description of the early media stays (RFC 3261 section 13.2.1).
            if (sdp !== '') media.take(sdp);
            call.markAnswered();
            resolve(call);
          },
          onMediaChange: (sdp) => media.change(sdp),
          onEnded: (end) => {
            clearTimeout(ringing);
            this.#calls.delete(call);
            call.markEnded(end);
            // Without effect when the call was answered.
            reject(failure(end));
          },
        },
      );
      const call = new Call({ session, rtp, hearing, recording, invitedAt: performance.now() });
      const ringing = setTimeout(
        () => session.cancel(`nobody answered in ${options.ringTimeoutMs} ms`),
        options.ringTimeoutMs,
      );
      this.#calls.add(call);
      session.start();
    });
  }

  /** Hangs everything up (waiting 2 s at most for confirmation) and closes the sockets. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const calls = [...this.#calls];
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, closeTimeoutMs);
    });
    await Promise.race([Promise.all(calls.map(over)), patience]);
    clearTimeout(timer);
    for (const call of calls) call.abandon();
    this.#endpoint.close();
  }
}

async function over(call: Call): Promise<void> {
  await call.hangUp();
  if (call.answeredAt === undefined) await call.ended;
}

function failure(end: CallEnd): SipCallError {
  const status = end.status ?? 500;
  return new SipCallError(status, `the call was not answered: ${status} ${end.text}`, end.cause);
}

function uriFor(number: string, address: SipAddress): string {
  const uri = number.startsWith('sip:') ? number : `sip:${number}@${address.host}:${address.port}`;
  if (!/^sip:[^\s<>"]+$/.test(uri))
    throw new TypeError('a number or sip: URI holds no space, quote or bracket');
  return uri;
}

function headersFor(given: Readonly<Record<string, string>>): SipHeader[] {
  return Object.entries(given).map(([name, value]) => {
    if (!/^[A-Za-z0-9-]+$/.test(name) || /[\r\n]/.test(value)) {
      throw new TypeError('a SIP header has a plain name and a value of one line');
    }
    return { name: name.toLowerCase(), value };
  });
}
