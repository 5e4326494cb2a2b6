import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pino from 'pino';
import { z } from 'zod';
import { createWebClient, type WebClient } from './client.ts';
import { idempotencyKeyOf, readRequest, WebError } from './errors.ts';
import { openWebServer, type WebServer } from './server.ts';

const lines: string[] = [];
const logger = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
const [engines, office] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
const secret = 'RSSMRA80A01H501U';
class Full extends Error {}

let server: WebServer;
let baseUrl: string;
let client: WebClient;

beforeAll(async () => {
  server = openWebServer({
    logger,
    access: [{ token: engines }, { token: office, opens: (route) => route.startsWith('/list') }],
    open: ['/open'],
    meaning: (error) => (error instanceof Full ? new WebError(409, 'full') : undefined),
  });
  server.get('/open', async () => ({ open: true }));
  server.get('/list/:id', async () => ({ listed: true }));
  server.post('/things', async (request) => {
    const { name } = readRequest(z.strictObject({ name: z.string(), size: z.int() }), request.body);
    if (name === 'full') throw new Full(secret);
    if (name === 'broken') throw new TypeError(secret);
    return { name, key: idempotencyKeyOf(request.headers) };
  });
  server.post('/sounds', { bodyLimit: 100_000 }, async (request) => ({
    bytes: Buffer.isBuffer(request.body) ? request.body.length : 0,
  }));
  server.addContentTypeParser('audio/wav', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  baseUrl = await server.listen({ host: '127.0.0.1', port: 0 });
  client = createWebClient({ name: 'the test', baseUrl, token: engines, logger, timeoutMs: 10_000 });
});
afterAll(async () => {
  client.close();
  await server.close();
});

async function send(path: string, token: string, body?: string): Promise<{ status: number; text: string }> {
  const response = await fetch(baseUrl + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, text: await response.text() };
}

test.each<[string, string, number]>([
  ['/health', 'nobody', 200],
  ['/open', 'nobody', 200],
  ['/list/1', 'nobody', 401],
  ['/list/1', office, 200],
  ['/list/1', engines, 200],
  ['/nowhere', 'nobody', 401],
  ['/nowhere', office, 404],
])('%s by %s is answered with its status', async (path, token, status) => {
  expect((await send(path, token)).status).toBe(status);
});

test('a token opens its own routes only', async () => {
  expect(await send('/things', office, '{}')).toEqual({ status: 403, text: '{"error":"forbidden"}' });
});

test.each([
  [`{"name":"${secret}"}`, 400, { error: 'bad-request', fields: ['size'] }],
  [`{"name":"${secret}","size":1}`, 400, { error: 'bad-request', fields: ['Idempotency-Key'] }],
  [`{"name":"${secret}`, 400, { error: 'bad-request' }],
  ['{"name":"full","size":1}', 409, { error: 'full' }],
  ['{"name":"broken","size":1}', 500, { error: 'internal' }],
  [JSON.stringify({ name: secret.repeat(2_000), size: 1 }), 413, { error: 'bad-request' }],
])('an answer says what is wrong and repeats nothing: %#', async (body, status, told) => {
  const answer = await send('/things', engines, body);
  expect({ status: answer.status, told: JSON.parse(answer.text) }).toEqual({ status, told });
});

test('the client brings back what its reader makes of the answer', async () => {
  const answer = await client.ask({
    operation: 'things',
    path: '/things',
    body: () => JSON.stringify({ name: 'one', size: 1 }),
    idempotencyKey: 'key-1',
    safe: false,
    read: (json) => z.object({ name: z.string(), key: z.string() }).parse(json),
  });
  expect(answer).toEqual({ name: 'one', key: 'key-1' });
});

test('bytes go as they are, beyond the limit of JSON where a route allows it', async () => {
  const sounds = (bytes: number) =>
    client.ask({
      operation: 'sounds',
      path: '/sounds',
      body: () => new Uint8Array(bytes),
      contentType: 'audio/wav',
      idempotencyKey: `sounds-${bytes}`,
      safe: true,
      read: (json) => z.object({ bytes: z.number() }).parse(json).bytes,
    });
  expect(await sounds(50_000)).toBe(50_000);
  await expect(sounds(200_000)).rejects.toMatchObject({ kind: 'http-413' });
});

test('the log has routes and statuses, and nothing of what was sent', () => {
  const log = lines.join('');
  expect(log).toContain('"route":"/things"');
  expect(log).not.toContain(secret);
});
