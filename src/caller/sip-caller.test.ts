/** Signalling against a far end that is scripted on a socket: what a well-behaved Asterisk seldom does. */
import { createSocket, type Socket } from 'node:dgram';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SipCallError } from './errors.ts';
import { formatSdp, parseSdp } from './sdp.ts';
import { SipCaller } from './sip-caller.ts';
import { responseTo } from './sip-endpoint.ts';
import {
  formatSip,
  headerOf,
  parseSip,
  type SipMessage,
  type SipRequest,
  type SipResponse,
} from './sip-message.ts';

class FarEnd {
  readonly socket: Socket;
  readonly #waiting: { wants: (message: SipMessage) => boolean; take: (message: SipMessage) => void }[] = [];
  readonly #unread: SipMessage[] = [];
  #callerPort = 0;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('message', (datagram, from) => {
      this.#callerPort = from.port;
      const message = parseSip(datagram);
      if (message === undefined) return;
      const at = this.#waiting.findIndex(({ wants }) => wants(message));
      if (at < 0) this.#unread.push(message);
      else this.#waiting.splice(at, 1)[0]?.take(message);
    });
  }

  static open(): Promise<FarEnd> {
    const socket = createSocket('udp4');
    return new Promise((resolve) => socket.bind(0, '127.0.0.1', () => resolve(new FarEnd(socket))));
  }

  #next(wants: (message: SipMessage) => boolean): Promise<SipMessage> {
    const at = this.#unread.findIndex(wants);
    const unread = at < 0 ? undefined : this.#unread.splice(at, 1)[0];
    if (unread !== undefined) return Promise.resolve(unread);
    return new Promise((take) => this.#waiting.push({ wants, take }));
  }

  async request(method: string): Promise<SipRequest> {
    const message = await this.#next((one) => one.kind === 'request' && one.method === method);
    if (message.kind !== 'request') throw new Error('not a request');
    return message;
  }

  async response(cseq: string): Promise<SipResponse> {
    const message = await this.#next((one) => one.kind === 'response' && headerOf(one, 'cseq') === cseq);
    if (message.kind !== 'response') throw new Error('not a response');
    return message;
  }

  send(message: SipMessage | string): void {
    const text = typeof message === 'string' ? message : formatSip(message);
    this.socket.send(text, this.#callerPort, '127.0.0.1');
  }

  accept(invite: SipRequest): SipResponse {
    const { port } = this.socket.address();
    return responseTo(invite, 200, 'OK', {
      toTag: 'far',
      headers: [
        { name: 'contact', value: `<sip:far@127.0.0.1:${port}>` },
        { name: 'content-type', value: 'application/sdp' },
      ],
      body: media('sendrecv'),
    });
  }
}

function media(direction: 'sendrecv' | 'sendonly'): string {
  return formatSdp({ address: '127.0.0.1', port: 9, codecs: ['PCMA'], direction, sessionId: 1, version: 1 });
}

/** A request of the far end inside the dialog of `invite`. */
function inDialog(invite: SipRequest, method: string, number: number, body = ''): SipRequest {
  const from = headerOf(invite, 'from') ?? '';
  const to = headerOf(invite, 'to') ?? '';
  return {
    kind: 'request',
    method,
    uri: 'sip:caller@127.0.0.1',
    headers: [
      { name: 'via', value: `SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK-${method}-${number}` },
      { name: 'from', value: `${to};tag=far` },
      { name: 'to', value: from },
      { name: 'call-id', value: headerOf(invite, 'call-id') ?? '' },
      { name: 'cseq', value: `${number} ${method}` },
    ],
    body,
  };
}

let far: FarEnd;
let caller: SipCaller;
const options = { to: '803164', from: '+390600000000', ringTimeoutMs: 20_000, sending: 'sparse' } as const;

beforeEach(async () => {
  far = await FarEnd.open();
  const { port } = far.socket.address();
  caller = await SipCaller.open({ server: { host: '127.0.0.1', port }, bindAddress: '127.0.0.1' });
});
afterEach(async () => {
  await caller.close();
  far.socket.close();
});

async function answered() {
  const calling = caller.call(options);
  const invite = await far.request('INVITE');
  far.send(far.accept(invite));
  const call = await calling;
  await far.request('ACK');
  return { call, invite };
}

/** Lets `close` find nothing to hang up. */
async function endedByFarEnd(invite: SipRequest, number = 100): Promise<void> {
  far.send(inDialog(invite, 'BYE', number));
  expect((await far.response(`${number} BYE`)).status).toBe(200);
}

describe('SipCaller', () => {
  test('acknowledges every repetition of the answer', async () => {
    const { invite } = await answered();
    far.send(far.accept(invite));
    const again = await far.request('ACK');
    expect(headerOf(again, 'cseq')).toBe('1 ACK');
    expect(again.uri).toBe(`sip:far@127.0.0.1:${far.socket.address().port}`);
    await endedByFarEnd(invite);
  });

  test('answers OPTIONS, a hold and its end; refuses what is old, foreign or unknown', async () => {
    const { invite } = await answered();
    far.send(inDialog(invite, 'OPTIONS', 1));
    expect((await far.response('1 OPTIONS')).status).toBe(200);
    far.send(inDialog(invite, 'INVITE', 2, media('sendonly')));
    const held = await far.response('2 INVITE');
    expect(parseSdp(held.body)?.direction).toBe('recvonly');
    far.send(inDialog(invite, 'INVITE', 3, media('sendrecv')));
    expect(parseSdp((await far.response('3 INVITE')).body)?.direction).toBe('sendrecv');
    far.send(inDialog(invite, 'INVITE', 4, 'm=video 1 RTP/AVP 8'));
    expect((await far.response('4 INVITE')).status).toBe(488);
    far.send(inDialog(invite, 'INFO', 2));
    expect((await far.response('2 INFO')).status).toBe(500);
    far.send(inDialog(invite, 'REFER', 5));
    expect((await far.response('5 REFER')).status).toBe(405);
    const foreign = inDialog(invite, 'BYE', 6);
    const headers = foreign.headers.map((header) =>
      header.name === 'from' ? { ...header, value: '<sip:x@y>;tag=z' } : header,
    );
    far.send({ ...foreign, headers });
    expect((await far.response('6 BYE')).status).toBe(481);
    await endedByFarEnd(invite);
  });

  test('tells who hung up and why, and answers a repeated BYE again', async () => {
    const { call, invite } = await answered();
    const bye = inDialog(invite, 'BYE', 1);
    const reason = { name: 'reason', value: 'Q.850;cause=44;text="x"' };
    far.send({ ...bye, headers: [...bye.headers, reason] });
    await far.response('1 BYE');
    expect(await call.ended).toMatchObject({ by: 'remote', cause: 44 });
    far.send(bye);
    expect((await far.response('1 BYE')).status).toBe(200);
  });

  test('hangs up', async () => {
    const { call } = await answered();
    const done = call.hangUp();
    const bye = await far.request('BYE');
    expect(headerOf(bye, 'cseq')).toBe('2 BYE');
    far.send(responseTo(bye, 200, 'OK'));
    await done;
    expect(await call.ended).toMatchObject({ by: 'local' });
    await expect(call.press('1')).rejects.toThrow('over');
  });

  test('takes a call back that nobody answers, once it is known to ring', async () => {
    const calling = caller.call({ ...options, ringTimeoutMs: 1 });
    const failed = expect(calling).rejects.toMatchObject({ name: 'SipCallError', status: 408 });
    const invite = await far.request('INVITE');
    far.send(responseTo(invite, 180, 'Ringing', { toTag: 'far' }));
    const cancel = await far.request('CANCEL');
    expect(headerOf(cancel, 'via')).toBe(headerOf(invite, 'via'));
    far.send(responseTo(cancel, 200, 'OK'));
    far.send(responseTo(invite, 487, 'Request Terminated', { toTag: 'far' }));
    await far.request('ACK');
    await failed;
  });

  test('ends a call whose answer crossed our CANCEL', async () => {
    const calling = caller.call({ ...options, ringTimeoutMs: 1 });
    const failed = expect(calling).rejects.toThrow(SipCallError);
    const invite = await far.request('INVITE');
    far.send(responseTo(invite, 180, 'Ringing', { toTag: 'far' }));
    far.send(responseTo(await far.request('CANCEL'), 200, 'OK'));
    far.send(far.accept(invite));
    await far.request('ACK');
    far.send(responseTo(await far.request('BYE'), 200, 'OK'));
    await failed;
  });

  test('repeats an INVITE that was lost', async () => {
    const calling = caller.call(options);
    await far.request('INVITE');
    const second = await far.request('INVITE');
    far.send(responseTo(second, 486, 'Busy Here', { toTag: 'far' }));
    await expect(calling).rejects.toMatchObject({ status: 486 });
  });

  test('is not disturbed by junk', async () => {
    const { call, invite } = await answered();
    for (const junk of ['', '\r\n\r\n', 'SIP/2.0 200 OK\r\n\r\n', 'BYE x SIP/2.0\r\n\r\n', '\u0000\uffff'])
      far.send(junk);
    far.send(inDialog(invite, 'OPTIONS', 1));
    await far.response('1 OPTIONS');
    expect(call.answeredAt).toBeDefined();
    await endedByFarEnd(invite);
  });

  test('lets nothing into a message that ends a line', async () => {
    await expect(caller.call({ ...options, to: 'x\r\nVia: y' })).rejects.toThrow(TypeError);
    await expect(caller.call({ ...options, headers: { 'X-A': 'a\r\nb' } })).rejects.toThrow(TypeError);
    await expect(caller.call({ ...options, headers: { 'X A': 'b' } })).rejects.toThrow(TypeError);
    expect(caller.callCount).toBe(0);
  });
});
