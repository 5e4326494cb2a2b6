/** Log-in, sessions and the server for browsers, on a real Redis and over real HTTP and WebSockets. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import { Sealer } from '../src/privacy/seal.ts';
import type { RunningRedis } from '../src/provision/start-redis.ts';
import { LogInTries } from '../src/staff/log-in-tries.ts';
import { openPageServer, type PageServer } from '../src/staff/page-server.ts';
import type { People, Person } from '../src/staff/people.ts';
import { Sessions } from '../src/staff/sessions.ts';
import { openRedis } from '../src/store/redis.ts';
import { startTestRedis } from './support/parts.ts';
import { until } from './support/until.ts';

const logger = pino({ level: 'silent' });
const sealer = new Sealer(randomBytes(32));
const password = 'buona-e-lunga';
const known: readonly Person[] = [
  { name: 'rossi', roles: ['operator'] },
  { name: 'verdi', roles: ['supervisor'] },
];
const people: People = {
  authenticate: async (name, given) =>
    given === password ? known.find((person) => person.name === name) : undefined,
};
const rules = { idleMinutes: 5, longestHours: 1 };

let store: RunningRedis;
let redis: Redis;
let server: PageServer;
let sessions: Sessions;
let url: string;
let clock = Date.now();

beforeAll(async () => {
  store = await startTestRedis();
  redis = openRedis(store.url, logger);
  await once(redis, 'ready');
}, 600_000);
beforeEach(async () => {
  await redis.flushall();
  [server, url] = await serve();
});
afterEach(() => server.close());
afterAll(async () => {
  redis.disconnect();
  await store.stop();
});

/** A process of its own, as far as anybody can tell. */
async function serve(): Promise<[PageServer, string]> {
  let origin = '';
  sessions = new Sessions(redis, sealer, rules, () => clock);
  const opened = await openPageServer({
    logger,
    origin: () => origin,
    people,
    sessions,
    tries: new LogInTries(redis, { ofName: 3, ofAddress: 8, windowMinutes: 15 }),
    lookMs: 50,
    assets: new Map([
      [
        '/postazione/',
        { type: 'text/html; charset=utf-8', body: Buffer.from('<!doctype html>'), etag: '"1"' },
      ],
    ]),
  });
  opened.reserve('/api/desk/', 'operator');
  opened.reserve('/api/wall/', 'supervisor');
  opened.app.get('/api/desk/thing', async (request) => ({ who: opened.sessionOf(request).person.name }));
  opened.app.post('/api/desk/thing', async () => ({ done: true }));
  opened.app.get('/api/wall/thing', async () => ({ done: true }));
  opened.socket({ path: '/api/desk/events', role: 'operator', open: (socket) => socket.send('hello') });
  origin = await opened.listen({ host: '127.0.0.1', port: 0 });
  return [opened, origin];
}

interface Browser {
  readonly cookie: string;
  readonly csrf: string;
}
const ask = (path: string, init: RequestInit & { headers?: Record<string, string> } = {}) =>
  fetch(url + path, { ...init, headers: { origin: url, ...init.headers } });
const tryLogIn = (name: string, given: string, headers: Record<string, string> = {}) =>
  ask('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ name, password: given }),
  });
async function logIn(name = 'rossi'): Promise<Browser> {
  const response = await tryLogIn(name, password);
  expect(response.status).toBe(200);
  const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const { csrf } = JSON.parse(await response.text());
  return { cookie, csrf };
}
const get = async (path: string, { cookie }: Browser) => (await ask(path, { headers: { cookie } })).status;

/** The status of a refused upgrade, or the first message of an open socket. */
function socketTo(path: string, headers: Record<string, string>): Promise<number | WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace('http', 'ws') + path, { headers });
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('message', () => resolve(socket));
    socket.on('error', (error) => (error.message.includes('Unexpected') ? undefined : reject(error)));
  });
}

describe('without a session', () => {
  test('files are served, with headers that let nothing else in; everything below /api/ is refused', async () => {
    const page = await ask('/postazione/');
    expect(page.status).toBe(200);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    for (const path of ['/api/session', '/api/desk/thing', '/api/wall/thing', '/api/', '/api/nothing']) {
      const answer = await ask(path);
      expect({ path, status: answer.status }).toEqual({ path, status: 401 });
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
    const post = await ask('/api/desk/thing', { method: 'POST' });
    expect(post.status).toBe(401);
    expect(await socketTo('/api/desk/events', { origin: url })).toBe(401);
    expect(await socketTo('/api/nothing', { origin: url })).toBe(404);
  });

  test('paths do not lead out of what is served', async () => {
    for (const path of [
      '/../package.json',
      '/postazione/..%2f..%2fpackage.json',
      '/postazione/x',
      '//etc/passwd',
    ])
      expect((await ask(path)).status).toBe(404);
  });

  test.each(['nonsense', '.', 'cm9zc2k.AAAA', `${'A'.repeat(5_000)}.B`])(
    'a made-up cookie is nobody',
    async (token) => {
      await logIn();
      expect(await get('/api/desk/thing', { cookie: `centralino=${token}`, csrf: '' })).toBe(401);
    },
  );
});

describe('logging in', () => {
  test('gives a cookie that scripts and other sites do not get, and opens what the role opens', async () => {
    const response = await tryLogIn('rossi', password);
    expect(response.headers.get('set-cookie')).toMatch(
      /^centralino=[\w-]+\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    const operator = await logIn();
    expect(await get('/api/desk/thing', operator)).toBe(200);
    expect(await get('/api/wall/thing', operator)).toBe(403);
    const supervisor = await logIn('verdi');
    expect(await get('/api/desk/thing', supervisor)).toBe(403);
    expect(await get('/api/wall/thing', supervisor)).toBe(200);
    expect(await socketTo('/api/desk/events', { origin: url, cookie: supervisor.cookie })).toBe(403);
  });

  test('neither token nor softphone password is in Redis', async () => {
    const { cookie } = await logIn();
    const { session } = await sessions.open({ name: 'bianchi', roles: ['operator'] });
    const texts = await Promise.all((await redis.keys('*')).map((key) => redis.get(key)));
    const all = texts.join('\n');
    expect(all).toContain('rossi');
    expect(all).not.toContain(cookie.split('.')[1] ?? '?');
    expect(all).not.toContain(session.softphone.reveal());
  });

  test('three wrong passwords lock a name, right ones included, until the window is over', async () => {
    for (let index = 0; index < 3; index++) expect((await tryLogIn('rossi', 'sbagliata')).status).toBe(401);
    const locked = await tryLogIn('rossi', password);
    expect(locked.status).toBe(429);
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(800);
    // Another name is let in, and what stood against it is forgotten.
    await logIn('verdi');
    const keys = await redis.keys('centralino:staff:tries:name:*');
    expect(keys).toHaveLength(1);
    await redis.del(...keys);
    await logIn('rossi');
  });

  test('one address does not try names on and on', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 10; index++) statuses.push((await tryLogIn(`nome${index}`, 'x')).status);
    expect(statuses).toEqual([...Array(8).fill(401), 429, 429]);
  });

  test('many at once do not get past the lock', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => tryLogIn('rossi', 'sbagliata')));
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(3);
  });

  test('without Redis nobody logs in, and it says so', async () => {
    redis.disconnect();
    expect((await tryLogIn('rossi', password)).status).toBe(503);
    redis = openRedis(store.url, logger);
    await once(redis, 'ready');
  });
});

describe('requests from another site', () => {
  test('are refused, whatever cookie they carry', async () => {
    const { cookie, csrf } = await logIn();
    const post = (headers: Record<string, string>) =>
      ask('/api/desk/thing', { method: 'POST', headers: { cookie, 'x-csrf-token': csrf, ...headers } });
    expect((await post({})).status).toBe(200);
    expect((await post({ origin: 'https://altrove.example' })).status).toBe(403);
    expect((await post({ origin: 'null' })).status).toBe(403);
    expect((await post({ 'x-csrf-token': '' })).status).toBe(403);
    expect((await post({ 'x-csrf-token': 'x'.repeat(csrf.length) })).status).toBe(403);
    expect((await tryLogIn('rossi', password, { origin: 'https://altrove.example' })).status).toBe(403);
    expect(await socketTo('/api/desk/events', { origin: 'https://altrove.example', cookie })).toBe(403);
  });
});

describe('a session', () => {
  test('ends by logging out: cookie and sockets are worth nothing any more', async () => {
    const { cookie, csrf } = await logIn();
    const socket = await socketTo('/api/desk/events', { origin: url, cookie });
    if (typeof socket === 'number') throw new Error(`refused: ${socket}`);
    const closed = once(socket, 'close');
    const out = await ask('/api/session', { method: 'DELETE', headers: { cookie, 'x-csrf-token': csrf } });
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
    expect((await closed)[0]).toBe(4401);
    expect(await get('/api/desk/thing', { cookie, csrf })).toBe(401);
  });

  test('ends when the same person logs in again, in another process too', async () => {
    const first = await logIn();
    const socket = await socketTo('/api/desk/events', { origin: url, cookie: first.cookie });
    if (typeof socket === 'number') throw new Error(`refused: ${socket}`);
    const closed = once(socket, 'close');
    const [elsewhere, elsewhereUrl] = await serve();
    const again = await fetch(`${elsewhereUrl}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: elsewhereUrl },
      body: JSON.stringify({ name: 'rossi', password }),
    });
    expect(again.status).toBe(200);
    const [code, why] = await closed;
    expect([code, String(why)]).toEqual([4401, 'elsewhere']);
    expect(await get('/api/desk/thing', first)).toBe(401);
    await elsewhere.close();
  });

  test.each([
    [
      'after its longest time',
      () => {
        clock += 3_600_001;
      },
    ],
    ['when nothing is asked for', () => redis.del('centralino:staff:session:rossi')],
  ])('an open WebSocket ends with it %s', async (_when, over) => {
    const { cookie } = await logIn();
    const socket = await socketTo('/api/desk/events', { origin: url, cookie });
    if (typeof socket === 'number') throw new Error(`refused: ${socket}`);
    const closed = once(socket, 'close');
    await over();
    const [code, why] = await closed;
    expect([code, String(why)]).toEqual([4401, 'timeout']);
    expect(await socketTo('/api/desk/events', { origin: url, cookie })).toBe(401);
  });

  test('ends without requests, and after its longest time with them', async () => {
    const browser = await logIn();
    expect(await redis.ttl('centralino:staff:session:rossi')).toBe(300);
    await redis.expire('centralino:staff:session:rossi', 20);
    expect(await get('/api/desk/thing', browser)).toBe(200);
    expect(await redis.ttl('centralino:staff:session:rossi')).toBe(300);
    clock += 3_600_001;
    expect(await get('/api/desk/thing', browser)).toBe(401);
    await until('the session is forgotten', async () => (await redis.keys('*session*')).length === 0);
  });
});
