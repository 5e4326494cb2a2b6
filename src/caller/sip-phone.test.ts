import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { SipCaller } from './sip-caller.ts';
import { SipPhone } from './sip-phone.ts';

const host = '127.0.0.1';
let caller: SipCaller;
let phone: SipPhone;

beforeEach(async () => {
  const sipPort = await freePort();
  caller = await SipCaller.open({ server: { host, port: sipPort }, bindAddress: host });
  phone = await SipPhone.open({ server: caller.address, bindAddress: host, sipPort });
});

afterEach(async () => {
  await caller.close();
  phone.close();
});

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, host);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

const dial = (ringTimeoutMs = 10_000) =>
  caller.call({
    to: '+390612345678',
    from: '0698765432',
    ringTimeoutMs,
    sending: 'silence',
    headers: { 'X-Conversation': 'c-1' },
  });

test('it rings, is answered, and both hear each other; the caller hangs up', async () => {
  const placed = dial();
  const ringing = await phone.incoming(5_000);
  expect(ringing.dialled).toBe('+390612345678');
  expect(ringing.from).toBe('0698765432');
  expect(ringing.header('x-conversation')).toBe('c-1');
  const answered = await ringing.answer({ recordSeconds: 5 });
  const call = await placed;
  await Promise.all([call.speak(200), answered.nextAudio({ afterTime: 0, timeoutMs: 5_000 })]);
  await Promise.all([answered.speak(200), call.nextAudio({ afterTime: 0, timeoutMs: 5_000 })]);
  await answered.silence({ ms: 200, timeoutMs: 5_000 });
  expect(answered.heardMs).toBe(200);
  expect(answered.recording()?.length).toBeGreaterThan(44);
  await call.hangUp();
  expect(await answered.ended).toMatchObject({ by: 'remote' });
  expect(await ringing.ended).toMatchObject({ by: 'remote', status: undefined });
});

test('the one who was called hangs up', async () => {
  const placed = dial();
  const answered = await (await phone.incoming(5_000)).answer();
  const call = await placed;
  await answered.hangUp();
  expect(await call.ended).toMatchObject({ by: 'remote' });
});

test.each([
  [undefined, undefined, 486],
  [603, 'Decline', 603],
] as const)('it is refused: %s', async (status, reason, expected) => {
  const placed = dial();
  const ringing = await phone.incoming(5_000);
  ringing.refuse(status, reason);
  await expect(placed).rejects.toMatchObject({ status: expected });
  expect(await ringing.ended).toMatchObject({ by: 'local', status: expected });
  await expect(ringing.answer()).rejects.toMatchObject({ name: 'CallEndedError' });
});

test('the caller gives up: it rings no more, and cannot be answered', async () => {
  const placed = dial(300);
  const ringing = await phone.incoming(5_000);
  expect(await ringing.ended).toMatchObject({ by: 'remote', status: 487 });
  await expect(placed).rejects.toMatchObject({ status: 408 });
  await expect(ringing.answer()).rejects.toMatchObject({ name: 'CallEndedError' });
});

test('several ring at once, each in its turn; nobody calls in time is an error', async () => {
  const placed = [dial(), dial()];
  const [first, second] = [await phone.incoming(5_000), await phone.incoming(5_000)];
  await Promise.all([first.answer(), second.answer()]);
  await Promise.all(placed);
  expect(caller.callCount).toBe(2);
  await expect(phone.incoming(10)).rejects.toMatchObject({ name: 'CallTimeoutError' });
});

test('a phone without credentials does not register', async () => {
  await expect(phone.register()).rejects.toThrow('credentials');
});
