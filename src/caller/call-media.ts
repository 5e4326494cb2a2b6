/** The audio of one call: what we describe in SDP, what is sent, what is heard and kept. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:dgram';
import { Hearing, type HearingEvents } from './hearing.ts';
import type { MediaClock, MediaPace } from './media-clock.ts';
import { Recording } from './recording.ts';
import { type AudioPacketListener, type PacketLoss, RtpSession } from './rtp-session.ts';
import { type Codec, formatSdp, type LocalMedia, mirrored, parseSdp, type RemoteMedia } from './sdp.ts';

export interface CallMediaOptions {
  /** Our address in SDP. */
  readonly address: string;
  /** Preferred codec; the other one is offered behind it. */
  readonly codec: Codec;
  readonly sending: MediaPace;
  /** How much of what is heard is kept; 0 for none. */
  readonly recordSeconds: number;
  /** Told every packet of audio. */
  readonly ear?: Ear;
  /** Packets that the network loses. */
  readonly loses?: PacketLoss | undefined;
}

/** Hears the payload `packet[from..to)` that arrived at `at` (performance.now(), ms). */
export type Ear = (codec: Codec, packet: Uint8Array, from: number, to: number, at: number) => void;

export class CallMedia {
  readonly rtp: RtpSession;
  readonly hearing: Hearing;
  readonly recording: Recording | undefined;
  readonly #clock: MediaClock;
  readonly #sending: MediaPace;
  #local: LocalMedia;

  constructor(socket: Socket, clock: MediaClock, options: CallMediaOptions, events: HearingEvents) {
    const recording = options.recordSeconds > 0 ? new Recording(options.recordSeconds) : undefined;
    this.hearing = new Hearing(events);
    this.recording = recording;
    const heard: AudioPacketListener = (codec, header, packet, at) => {
      recording?.add(codec, packet, header.payloadStart, header.payloadEnd, at);
      options.ear?.(codec, packet, header.payloadStart, header.payloadEnd, at);
      this.hearing.packet(codec, header, packet, at);
    };
    this.rtp = new RtpSession(socket, heard, options.loses);
    this.#clock = clock;
    this.#sending = options.sending;
    this.#local = {
      address: options.address,
      port: this.rtp.port,
      codecs: options.codec === 'PCMA' ? ['PCMA', 'PCMU'] : ['PCMU', 'PCMA'],
      sessionId: randomBytes(4).readUInt32BE(),
      version: 1,
    };
  }

  /** Our description, with all that we can. */
  offer(): string {
    return formatSdp(this.#local);
  }

  /** The far end's description: from now on we send and hear. False for one that we cannot talk to. */
  take(sdp: string): boolean {
    const remote = parseSdp(sdp);
    if (remote === undefined) return false;
    this.rtp.setRemote(remote);
    this.rtp.startSending(this.#clock, this.#sending);
    return true;
  }

  /** Our answer to the far end's offer, before anything is sent; undefined for one that we cannot talk to. */
  answer(sdp: string): string | undefined {
    const remote = parseSdp(sdp);
    return remote === undefined ? undefined : this.#answerTo(remote);
  }

  /** The far end changes the media of a call that is up; an empty offer asks for ours. Returns our description. */
  change(sdp: string): string | undefined {
    this.#local = { ...this.#local, version: this.#local.version + 1 };
    if (sdp === '') return this.offer();
    const remote = parseSdp(sdp);
    if (remote === undefined) return undefined;
    this.rtp.setRemote(remote);
    return this.#answerTo(remote);
  }

  #answerTo(remote: RemoteMedia): string {
    return formatSdp({
      ...this.#local,
      codecs: [remote.codec],
      eventPayloadType: remote.eventPayloadType,
      direction: mirrored(remote.direction),
    });
  }
}
