/** Session descriptions for one G.711 audio stream with telephone events (RFC 4566, 3264, 4733). */

export type Codec = 'PCMA' | 'PCMU';

/** Static payload types of RFC 3551. */
export const payloadTypes = { PCMU: 0, PCMA: 8 } as const;
const eventPayloadType = 101;

export type MediaDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

export interface LocalMedia {
  readonly address: string;
  readonly port: number;
  /** Preferred first. */
  readonly codecs: readonly Codec[];
  /** RTP payload type of telephone-event; undefined leaves it out. */
  readonly eventPayloadType?: number | undefined;
  readonly direction?: MediaDirection;
  readonly sessionId: number;
  /** One more for every description of the same session. */
  readonly version: number;
}

export interface RemoteMedia {
  readonly address: string;
  readonly port: number;
  /** The first codec of the remote description that we have. */
  readonly codec: Codec;
  /** undefined: the far end takes no RFC 4733 events. */
  readonly eventPayloadType: number | undefined;
  readonly direction: MediaDirection;
}

/** An offer or an answer, as text. */
export function formatSdp(media: LocalMedia): string {
  const events = media.eventPayloadType ?? eventPayloadType;
  const types = [...media.codecs.map((codec) => payloadTypes[codec]), events];
  return [
    'v=0',
    `o=- ${media.sessionId} ${media.version} IN IP4 ${media.address}`,
    's=-',
    `c=IN IP4 ${media.address}`,
    't=0 0',
    `m=audio ${media.port} RTP/AVP ${types.join(' ')}`,
    ...media.codecs.map((codec) => `a=rtpmap:${payloadTypes[codec]} ${codec}/8000`),
    `a=rtpmap:${events} telephone-event/8000`,
    `a=fmtp:${events} 0-15`,
    'a=ptime:20',
    `a=${media.direction ?? 'sendrecv'}`,
    '',
  ].join('\r\n');
}

/** The audio stream of a remote description, or undefined when it holds none that we could talk to. */
export function parseSdp(text: string): RemoteMedia | undefined {
  const lines = text.split(/\r?\n/);
  const firstMedia = lines.findIndex((line) => line.startsWith('m='));
  const audioAt = lines.findIndex((line) => line.startsWith('m=audio '));
  if (audioAt < 0) return undefined;
  const nextMedia = lines.findIndex((line, index) => index > audioAt && line.startsWith('m='));
  const session = lines.slice(0, firstMedia);
  const audio = lines.slice(audioAt, nextMedia < 0 ? undefined : nextMedia);

  const match = /^m=audio (\d{1,5})(?:\/\d+)? RTP\/AVPF? ([\d ]+)$/.exec(audio[0]?.trim() ?? '');
  const port = Number(match?.[1]);
  const address = connectionOf(audio) ?? connectionOf(session);
  if (match === null || port < 1 || port > 65_535 || address === undefined) return undefined;
  const offered = (match[2] ?? '').trim().split(/\s+/).map(Number);
  const codec = offered.map(codecOf).find((known) => known !== undefined);
  if (codec === undefined) return undefined;
  return {
    address,
    port,
    codec,
    eventPayloadType: eventsOf(audio, offered),
    direction: directionOf(audio) ?? directionOf(session) ?? 'sendrecv',
  };
}

function codecOf(payloadType: number): Codec | undefined {
  if (payloadType === payloadTypes.PCMA) return 'PCMA';
  return payloadType === payloadTypes.PCMU ? 'PCMU' : undefined;
}

function connectionOf(lines: readonly string[]): string | undefined {
  for (const line of lines) {
    const address = /^c=IN IP4 (\d{1,3}(?:\.\d{1,3}){3})/.exec(line)?.[1];
    if (address !== undefined) return address;
  }
  return undefined;
}

function eventsOf(lines: readonly string[], offered: readonly number[]): number | undefined {
  for (const line of lines) {
    const type = /^a=rtpmap:(\d{1,3}) telephone-event\/8000/i.exec(line)?.[1];
    if (type !== undefined && Number(type) < 128 && offered.includes(Number(type))) return Number(type);
  }
  return undefined;
}

function directionOf(lines: readonly string[]): MediaDirection | undefined {
  for (const line of lines) {
    const word = line.trim();
    if (word === 'a=sendrecv') return 'sendrecv';
    if (word === 'a=sendonly') return 'sendonly';
    if (word === 'a=recvonly') return 'recvonly';
    if (word === 'a=inactive') return 'inactive';
  }
  return undefined;
}

/** What to answer to a direction that the far end offers (RFC 3264 section 6.1). */
export function mirrored(direction: MediaDirection): MediaDirection {
  if (direction === 'sendonly') return 'recvonly';
  return direction === 'recvonly' ? 'sendonly' : direction;
}
