/** The RTP of one call: its socket, what it sends (silence, events) and what it receives. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:dgram';
import type { EventPacket } from './dtmf.ts';
import { encodeSample, silenceByte } from './g711.ts';
import type { MediaClock, MediaPace } from './media-clock.ts';
import { Reception } from './reception.ts';
import {
  emptyRtpHeader,
  type RtpHeader,
  readRtp,
  rtpHeaderBytes,
  writeEvent,
  writeRtp,
} from './rtp-packet.ts';
import { type Codec, payloadTypes, type RemoteMedia } from './sdp.ts';

const frameSamples = 160;
/** A multiple of 50: then a whole number of waves fits into a frame, and frames join without a click. */
const toneHz = 400;
const toneLevel = 8_000;

/** Takes an audio packet; header and packet are valid only during the call. `at` is performance.now(). */
export type AudioPacketListener = (codec: Codec, header: RtpHeader, packet: Buffer, at: number) => void;

/** Whether a packet is lost: `audio` and `key` on the way out, `heard` on the way in. */
export type PacketLoss = (packet: 'audio' | 'key' | 'heard') => boolean;

export class RtpSession {
  readonly port: number;
  readonly #socket: Socket;
  readonly #onAudio: AudioPacketListener;
  readonly #header = emptyRtpHeader();
  readonly #reception = new Reception();
  // One buffer each for the life of the call: Node sends at once, so it is free again when send() returns.
  readonly #audio = Buffer.alloc(rtpHeaderBytes + frameSamples);
  readonly #event = Buffer.alloc(rtpHeaderBytes + 4);
  readonly #ssrc: number;
  readonly #timestampOffset: number;
  #sequence: number;
  /** Media time (samples) up to which something was sent. */
  #sentUntil = 0;
  readonly #startedAt = performance.now();
  /** From the media clock's time to this session's. */
  #clockOffset: number | undefined;
  #remote: RemoteMedia | undefined;
  #stopClock: (() => void) | undefined;
  #inEvent = false;
  /** A tone that is being sent in place of silence: how many frames are left, and who waits for the last one. */
  #tone: { frames: number; readonly hz: number; readonly over: () => void } | undefined;
  #deaf = false;
  #closed = false;

  readonly #loses: PacketLoss | undefined;

  /** @param loses says of each packet whether the network loses it; without it none is lost on purpose */
  constructor(socket: Socket, onAudio: AudioPacketListener, loses?: PacketLoss) {
    this.#loses = loses;
    const random = randomBytes(10);
    this.#ssrc = random.readUInt32BE(0);
    // Both begin in the lower half of their range, so that a call does not wrap early.
    this.#timestampOffset = random.readUInt32BE(4) >>> 1;
    this.#sequence = random.readUInt16BE(8) >>> 1;
    this.#socket = socket;
    this.#onAudio = onAudio;
    this.port = socket.address().port;
    socket.on('message', (packet, from) => this.#receive(packet, from.address, from.port));
    // ICMP "port unreachable" from a far end that is gone: the SIP side will tell.
    socket.on('error', () => undefined);
  }

  /** Where to send and from where to hear; may change during the call. */
  setRemote(remote: RemoteMedia): void {
    this.#remote = remote;
    if (this.#tone === undefined) this.#audio.fill(silenceByte[remote.codec], rtpHeaderBytes);
    else fillTone(this.#audio, remote.codec, this.#tone.hz);
  }

  /**
   * Sends a tone in place of silence; resolves when its last packet left, or when the session closes.
   * @param hz a multiple of 50
   */
  sendTone(ms: number, hz = toneHz): Promise<void> {
    this.#endTone();
    const frames = Math.ceil((ms * 8) / frameSamples);
    if (this.#closed || frames < 1) return Promise.resolve();
    return new Promise((resolve) => {
      this.#tone = { frames, hz, over: resolve };
      if (this.#remote !== undefined) this.setRemote(this.#remote);
    });
  }

  #endTone(): void {
    const tone = this.#tone;
    this.#tone = undefined;
    if (this.#remote !== undefined) this.setRemote(this.#remote);
    tone?.over();
  }

  /** What came so far. */
  get reception(): Reception {
    return this.#reception;
  }

  #receive(packet: Buffer, address: string, port: number): void {
    if (this.#deaf || this.#loses?.('heard') === true) return;
    const at = performance.now();
    const remote = this.#remote;
    if (remote !== undefined && (remote.port !== port || remote.address !== address)) return;
    const header = this.#header;
    if (!readRtp(packet, header)) return;
    this.#reception.add(header, at);
    if (header.payloadType === payloadTypes.PCMA) this.#onAudio('PCMA', header, packet, at);
    else if (header.payloadType === payloadTypes.PCMU) this.#onAudio('PCMU', header, packet, at);
  }

  /** Sends digital silence from now on, every 20 ms or once a second. */
  startSending(clock: MediaClock, pace: MediaPace): void {
    if (this.#closed) return;
    this.#stopClock ??= clock.add(pace, (samples) => {
      this.#clockOffset ??= samples - this.#now();
      const remote = this.#remote;
      if (this.#inEvent || remote === undefined || !hears(remote)) return;
      const first = this.#sentUntil === 0;
      const timestamp = Math.max(samples - this.#clockOffset, this.#sentUntil);
      this.#sentUntil = timestamp + frameSamples;
      const buffer = this.#audio;
      writeRtp(
        buffer,
        first,
        payloadTypes[remote.codec],
        this.#sequence++,
        this.#wire(timestamp),
        this.#ssrc,
      );
      if (this.#loses?.('audio') !== true)
        this.#socket.send(buffer, 0, buffer.length, remote.port, remote.address);
      if (this.#tone !== undefined && --this.#tone.frames === 0) this.#endTone();
    });
  }

  /** Whether the far end takes keys. */
  get takesEvents(): boolean {
    return this.#remote?.eventPayloadType !== undefined;
  }

  /** A key goes down: audio pauses until `endEvent`. Returns the media time that all its packets carry. */
  beginEvent(): number {
    this.#inEvent = true;
    const timestamp = Math.max(this.#now(), this.#sentUntil);
    this.#sentUntil = timestamp + 1;
    return timestamp;
  }

  sendEvent(code: number, timestamp: number, packet: EventPacket): void {
    const remote = this.#remote;
    if (this.#closed || remote?.eventPayloadType === undefined) return;
    const buffer = this.#event;
    const wire = this.#wire(timestamp);
    writeRtp(buffer, packet.marker, remote.eventPayloadType, this.#sequence++, wire, this.#ssrc);
    writeEvent(buffer, code, packet.end, packet.durationSamples);
    this.#sentUntil = Math.max(this.#sentUntil, timestamp + packet.durationSamples);
    if (this.#loses?.('key') === true) return;
    this.#socket.send(buffer, 0, buffer.length, remote.port, remote.address);
  }

  endEvent(): void {
    this.#inEvent = false;
  }

  /** Samples since this session began. */
  #now(): number {
    return Math.round((performance.now() - this.#startedAt) * 8);
  }

  #wire(samples: number): number {
    return (this.#timestampOffset + samples) >>> 0;
  }

  /** Neither sends nor hears any more, but keeps the port. */
  goSilent(): void {
    this.#deaf = true;
    this.#stopClock?.();
    this.#stopClock = undefined;
    this.#endTone();
  }

  close(): void {
    if (this.#closed) return;
    this.goSilent();
    this.#closed = true;
    this.#socket.close();
  }
}

function fillTone(packet: Buffer, codec: Codec, hz: number): void {
  for (let sample = 0; sample < frameSamples; sample++) {
    const level = toneLevel * Math.sin((2 * Math.PI * hz * sample) / 8_000);
    packet[rtpHeaderBytes + sample] = encodeSample(codec, Math.round(level));
  }
}

function hears(remote: RemoteMedia): boolean {
  return remote.direction === 'sendrecv' || remote.direction === 'recvonly';
}
