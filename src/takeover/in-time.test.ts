import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inTime } from './in-time.ts';

/** Answers whatever it is told, at once. */
const server = createServer((socket) => socket.on('data', (data) => socket.write(data)));
let socket: Socket;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  socket = connect(address.port, '127.0.0.1');
  await once(socket, 'connect');
});

afterAll(async () => {
  socket.destroy();
  server.close();
  await once(server, 'close');
});

async function echo(): Promise<string> {
  socket.write('here');
  const [data] = await once(socket, 'data');
  return String(data);
}

test('what comes in time is given', async () => {
  expect(await inTime(echo(), 'it', 10_000)).toBe('here');
});

test('what does not come is an error that says who', async () => {
  await expect(inTime(new Promise(() => {}), 'Redis', 1)).rejects.toThrow('Redis did not answer in time');
});

test('an error is given as it is', async () => {
  await expect(inTime(Promise.reject(new Error('refused')), 'Redis', 1_000)).rejects.toThrow('refused');
});

test('an answer that came while we stood still counts', async () => {
  const asked = echo();
  const answer = inTime(asked, 'it', 5);
  // The answer reaches the machine, and nobody reads it.
  const until = performance.now() + 50;
  while (performance.now() < until);
  expect(await answer).toBe('here');
});
