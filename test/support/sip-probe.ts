/** The least of a SIP user agent: sends one INVITE over UDP and shows what comes back. The real caller is src/caller. */
import { randomUUID } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

export interface Probe {
  /** Resolves with the next message (response or request) whose first line matches. */
  next(firstLine: RegExp): Promise<string>;
  /** Resolves with the payloads of the next `count` RTP packets. */
  audio(count: number): Promise<Buffer[]>;
  /** Sends the INVITE again with more headers, as one does who was asked to authenticate. */
  again(headers: readonly string[]): void;
  close(): void;
}

/**
 * Sends an INVITE from `from` (an address of the loopback) to `number`.
 * Answers of Asterisk are acknowledged; its BYE is confirmed.
 */
export async function invite(options: {
  readonly from: string;
  readonly sipPort: number;
  readonly number: string;
  /** Who calls: the user of From; `caller` if not given. */
  readonly user?: string;
  readonly headers?: readonly string[];
}): Promise<Probe> {
  const { from, sipPort, number, user = 'caller', headers = [] } = options;
  const sip = await bound(from);
  const rtp = await bound(from);
  const sipAddress = `${from}:${sip.address().port}`;
  const dialog = [
    `From: <sip:${user}@${from}>;tag=${randomUUID()}`,
    `Call-ID: ${randomUUID()}`,
    `Contact: <sip:caller@${sipAddress}>`,
    'Max-Forwards: 70',
  ];
  const target = `sip:${number}@127.0.0.1:${sipPort}`;
  const send = (lines: readonly string[], body = '') => {
    const head = [...lines, `Content-Length: ${body.length}`, '', body].join('\r\n');
    sip.send(head, sipPort, '127.0.0.1');
  };
  const via = () => `Via: SIP/2.0/UDP ${sipAddress};branch=z9hG4bK${randomUUID()}`;
  const sdp = [
    'v=0',
    `o=- 1 1 IN IP4 ${from}`,
    's=-',
    `c=IN IP4 ${from}`,
    't=0 0',
    `m=audio ${rtp.address().port} RTP/AVP 8 101`,
    'a=rtpmap:101 telephone-event/8000',
    '',
  ].join('\r\n');

  const seen: string[] = [];
  const arrived = new Set<() => void>();
  sip.on('message', (message) => {
    const text = message.toString();
    seen.push(text);
    for (const wake of arrived) wake();
    const to = /^To: .*$/im.exec(text)?.[0] ?? '';
    if (/^SIP\/2\.0 [2-6]/.test(text) && /^CSeq: \d+ INVITE/im.test(text)) {
      const number = /^CSeq: (\d+)/im.exec(text)?.[1];
      send([`ACK ${target} SIP/2.0`, via(), ...dialog, to, `CSeq: ${number} ACK`]);
    }
    if (text.startsWith('BYE')) {
      const copied = text.split('\r\n').filter((line) => /^(via|from|to|call-id|cseq):/i.test(line));
      send(['SIP/2.0 200 OK', ...copied]);
    }
  });
  let requests = 0;
  const sendInvite = (more: readonly string[]) => {
    requests += 1;
    send(
      [
        `INVITE ${target} SIP/2.0`,
        via(),
        ...dialog,
        `To: <${target}>`,
        `CSeq: ${requests} INVITE`,
        ...headers,
        ...more,
        'Content-Type: application/sdp',
      ],
      sdp,
    );
  };
  sendInvite([]);

  return {
    next: (firstLine) =>
      new Promise((resolve) => {
        const look = () => {
          const index = seen.findIndex((text) => firstLine.test(text.split('\r\n')[0] ?? ''));
          const [found] = index < 0 ? [] : seen.splice(index, 1);
          if (found === undefined) return;
          arrived.delete(look);
          resolve(found);
        };
        arrived.add(look);
        look();
      }),
    audio: async (count) => {
      const payloads: Buffer[] = [];
      while (payloads.length < count) {
        const [packet]: unknown[] = await once(rtp, 'message');
        if (Buffer.isBuffer(packet)) payloads.push(packet.subarray(12));
      }
      return payloads;
    },
    again: sendInvite,
    close: () => {
      sip.close();
      rtp.close();
    },
  };
}

async function bound(address: string): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, address);
  await once(socket, 'listening');
  return socket;
}
