import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import pino from 'pino';
import { WebError } from '../../web/errors.ts';
import { openWebServer, type WebServer } from '../../web/server.ts';
import { type FeedbackState, feedbackStates } from './event.ts';
import { readCsv, readJsonLines } from './feedback-file.ts';
import { FeedbackInbox } from './inbox.ts';
import { type FeedbackBook, FeedbackIntake, type ReturnedMail } from './intake.ts';
import { feedbackRoom, feedbackRoute } from './routes.ts';
import { isSigned, replayWindowSeconds, sign } from './signature.ts';

const at = '2026-11-23T09:00:00.000Z';
const now = new Date(at);
const seconds = now.getTime() / 1_000;
const event = (reference: string, state: FeedbackState = 'POSTED') => ({ reference, state, at });

/** Requests in memory, which go forward only. */
class Book implements FeedbackBook, ReturnedMail {
  readonly states = new Map<string, FeedbackState>();
  readonly flagged: string[] = [];
  away = false;
  registryAway = false;

  async advance(reference: string | undefined, state: FeedbackState, _at: Date, carrierReference?: string) {
    if (this.away) throw new WebError(503, 'try-again');
    const known = reference ?? (carrierReference?.startsWith('theirs-') ? carrierReference.slice(7) : '');
    if (!/^4/.test(known)) return { outcome: 'unknown' as const };
    const before = this.states.get(known);
    const later = before === undefined || feedbackStates.indexOf(state) > feedbackStates.indexOf(before);
    if (later) this.states.set(known, state);
    return {
      outcome: later ? ('advanced' as const) : ('unchanged' as const),
      reference: known,
      state: later ? state : before,
    };
  }

  async flag(reference: string) {
    if (this.registryAway) throw new WebError(503, 'try-again');
    this.flagged.push(reference);
  }
}

let book: Book;
let intake: FeedbackIntake;
const lines: string[] = [];
const logger = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
beforeEach(() => {
  book = new Book();
  intake = new FeedbackIntake(book, book);
});

describe('a signature', () => {
  const key = randomBytes(32);
  const keys = { old: randomBytes(32), new: key };
  const body = Buffer.from('{"events":[]}');

  test('of either key is good, within the window', () => {
    for (const [id, one] of Object.entries(keys))
      expect(isSigned(keys, sign(id, one, seconds, body), body, now)).toBe(true);
    for (const off of [-replayWindowSeconds, replayWindowSeconds])
      expect(isSigned(keys, sign('new', key, seconds + off, body), body, now)).toBe(true);
  });

  test.each([
    ['of another key', () => sign('new', keys.old, seconds, body)],
    ['of a key that is not known', () => sign('gone', key, seconds, body)],
    ['of a name that every object has', () => sign('constructor', key, seconds, body)],
    ['that is too old', () => sign('new', key, seconds - replayWindowSeconds - 1, body)],
    ['from the future', () => sign('new', key, seconds + replayWindowSeconds + 1, body)],
    [
      'with its time put forward',
      () => ({ ...sign('new', key, seconds - 1_000, body), 'centralino-timestamp': String(seconds) }),
    ],
    ['that is none', () => ({})],
    ['cut short', () => ({ ...sign('new', key, seconds, body), 'centralino-signature': 'v1=00' })],
  ])('%s is not good', (_, headers) => {
    expect(isSigned(keys, headers(), body, now)).toBe(false);
  });

  test('is of these very bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (signed, sent) => {
        const same = Buffer.from(signed).equals(sent);
        expect(isSigned(keys, sign('new', key, seconds, signed), sent, now)).toBe(same);
      }),
    );
  });
});

describe('a webhook', () => {
  const key = randomBytes(32);
  let server: WebServer;
  let baseUrl: string;

  beforeAll(async () => {
    server = openWebServer({
      logger,
      access: [{ token: randomBytes(16).toString('hex') }],
      open: [feedbackRoute],
    });
    const taking = { take: (...args: Parameters<FeedbackIntake['take']>) => intake.take(...args) };
    feedbackRoom({
      // The book is another one in every test.
      intake: Object.assign(new FeedbackIntake(new Book(), new Book()), taking),
      keys: { poste: { one: key } },
      logger,
      now: () => now,
    }).serve(server);
    server.post('/echo', async (request) => ({ body: request.body }));
    baseUrl = await server.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(() => server.close());

  const send = async (body: unknown, given: { carrier?: string; headers?: Record<string, string> } = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${baseUrl}/feedback/${given.carrier ?? 'poste'}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(given.headers ?? sign('one', key, seconds, Buffer.from(text))),
      },
      body: text,
    });
    return { status: response.status, body: await response.json() };
  };

  test('moves requests on by our reference or by theirs, and says what came of it', async () => {
    const events = [
      event('47120385'),
      { carrierReference: 'theirs-42', state: 'DELIVERED', at },
      event('99999999'),
      event('47120385', 'PRINTED'),
    ];
    expect(await send({ events })).toEqual({
      status: 200,
      body: { outcome: 'done', advanced: 2, unchanged: 1, unknown: 1 },
    });
    expect(Object.fromEntries(book.states)).toEqual({ '47120385': 'POSTED', '42': 'DELIVERED' });
  });

  test('repeated or in any order ends the same', async () => {
    const events = feedbackStates.map((state) => event('47120385', state));
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...events, ...events], { minLength: 10 }), async (told) => {
        book = new Book();
        intake = new FeedbackIntake(book, book);
        await send({ events: told });
        await send({ events: told });
        expect(book.states.get('47120385')).toBe('RETURNED');
      }),
      { numRuns: 15 },
    );
  });

  test.each([
    ['nobody has signed', {}],
    ['somebody else has signed', sign('one', randomBytes(32), seconds, Buffer.from('x'))],
  ])('that %s is not taken', async (_, headers) => {
    expect(await send({ events: [event('47120385')] }, { headers })).toEqual({
      status: 401,
      body: { error: 'bad-signature' },
    });
    expect(book.states.size).toBe(0);
  });

  test('of a carrier without keys sounds the same', async () => {
    for (const carrier of ['sconosciuto', 'constructor'])
      expect((await send({ events: [event('47120385')] }, { carrier })).body).toEqual({
        error: 'bad-signature',
      });
  });

  test.each([
    ['no JSON', 'reference=47120385', []],
    ['no events', { events: [] }, ['events']],
    ['an unknown state', { events: [{ reference: '47120385', state: 'LOST', at }] }, ['events.0.state']],
    ['neither reference', { events: [{ state: 'POSTED', at }] }, ['events.0.reference']],
    ['a time to come', { events: [{ ...event('47120385'), at: '2027-01-01T00:00:00Z' }] }, ['at']],
  ])('with %s is refused, naming the fields', async (_, body, fields) => {
    expect(await send(body)).toEqual({
      status: 400,
      body: { error: 'bad-request', ...(fields.length > 0 ? { fields } : {}) },
    });
  });

  test('is told again when the records or the registry are away, and flags what came back', async () => {
    const body = { events: [event('47120385', 'RETURNED')] };
    book.away = true;
    expect((await send(body)).status).toBe(503);
    book.away = false;
    book.registryAway = true;
    expect((await send(body)).status).toBe(503);
    book.registryAway = false;
    expect(await send(body)).toMatchObject({ status: 200, body: { unchanged: 1 } });
    expect(book.flagged).toEqual(['47120385']);
  });

  test('leaves the other routes of the server as they are', async () => {
    const response = await fetch(`${baseUrl}/echo`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(401);
  });
});

describe('a feedback file', () => {
  test.each([
    ['commas', `reference,state,at,reason\n47120385,POSTED,${at},\n`],
    [
      'semicolons, quotes and a mark of the encoding',
      `\ufeff"state";at;other;reference\r\n"POSTED";${at};"a;""b""";47120385\r\n`,
    ],
  ])('of CSV with %s is read', (_, text) => {
    expect(readCsv(text)).toEqual({ events: [{ reference: '47120385', state: 'POSTED', at }] });
  });

  test('of JSON lines is read, empty lines left out', () => {
    expect(readJsonLines(`${JSON.stringify(event('47120385'))}\n\n`)).toEqual({
      events: [event('47120385')],
    });
  });

  test('names lines and fields that are wrong, never what they hold', () => {
    expect(
      readCsv(`reference,state,at\n47120385,POSTED,ieri\nMario Rossi,POSTED,${at}\n47120385,POSTED`),
    ).toEqual({
      problems: [
        { line: 2, fields: ['at'] },
        { line: 3, fields: ['reference'] },
        { line: 4, fields: [] },
      ],
    });
    expect(readCsv('a,b\n1,2')).toEqual({ problems: [{ line: 1, fields: ['header'] }] });
    expect(readJsonLines('{"state":')).toEqual({ problems: [{ line: 1, fields: [] }] });
  });

  test('of any text does not break the reader', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', '1') }), (text) => {
        readCsv(`state,at\n${text}`);
        readJsonLines(text);
      }),
    );
  });
});

describe('the folder of feedback files', () => {
  let folder: string;
  let inbox: FeedbackInbox;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'centralino-feedback-'));
    await mkdir(join(folder, 'in'));
    inbox = new FeedbackInbox({ folder, carriers: ['poste'], intake, logger });
  });
  afterEach(() => rm(folder, { recursive: true }));
  const drop = (name: string, text: string) => writeFile(join(folder, 'in', name), text);
  const list = async () => ({
    in: (await readdir(join(folder, 'in'))).sort(),
    done: (await readdir(join(folder, 'done'))).sort(),
    rejected: (await readdir(join(folder, 'rejected'))).sort(),
  });

  test('is emptied: what is good is taken and kept', async () => {
    await drop(
      'poste.2026-11-23.csv',
      `reference,state,at\n47120385,POSTED,${at}\n40000001,DELIVERED,${at}\n`,
    );
    await drop('poste.jsonl', JSON.stringify(event('40000002')));
    await inbox.read();
    expect(book.states.size).toBe(3);
    expect(await list()).toEqual({ in: [], done: ['poste.2026-11-23.csv', 'poste.jsonl'], rejected: [] });
  });

  test('keeps what lies there under the same name', async () => {
    for (const reference of ['40000001', '40000002']) {
      await drop('poste.csv', `reference,state,at\n${reference},POSTED,${at}\n`);
      await inbox.read();
    }
    expect((await list()).done).toEqual(['poste.csv', 'poste.csv.2']);
  });

  test.each([
    ['poste.csv', `reference,state,at\n47120385,POSTED,${at}\n47120386,LOST,${at}\n`, 'line 3: state'],
    ['altri.csv', `reference,state,at\n47120385,POSTED,${at}\n`, 'the name is not CARRIER.csv or .jsonl'],
    ['poste.pdf', '%PDF', 'the name is not CARRIER.csv or .jsonl'],
  ])('rejects %s as a whole, with the reason beside it', async (name, text, reason) => {
    await drop(name, text);
    await inbox.read();
    expect(book.states.size).toBe(0);
    expect(await list()).toEqual({ in: [], done: [], rejected: [name, `${name}.reason.txt`] });
    expect((await readFile(join(folder, 'rejected', `${name}.reason.txt`), 'utf8')).trim()).toBe(reason);
  });

  test('leaves what is being written, and what cannot be taken now', async () => {
    await drop('poste.csv.part', 'reference,state');
    await drop('poste.csv', `reference,state,at\n47120385,RETURNED,${at}\n`);
    book.away = true;
    await inbox.read();
    expect((await list()).in).toEqual(['poste.csv', 'poste.csv.part']);
    book.away = false;
    await Promise.all([inbox.read(), inbox.read()]);
    expect(await list()).toEqual({ in: ['poste.csv.part'], done: ['poste.csv'], rejected: [] });
    expect(book.flagged).toEqual(['47120385']);
  });

  test('on a full disk leaves the file for another try', async () => {
    await inbox.read();
    await symlink('/dev/full', join(folder, 'rejected', 'altri.csv.reason.txt'));
    await drop('altri.csv', 'reference,state');
    await drop('poste.csv', `reference,state,at\n47120385,POSTED,${at}\n`);
    await inbox.read();
    expect(await list()).toMatchObject({ in: ['altri.csv'], done: ['poste.csv'] });
  });

  test('that cannot be read keeps nobody up', async () => {
    await rm(join(folder, 'in'), { recursive: true });
    await writeFile(join(folder, 'in'), 'a file in its place');
    await inbox.read();
    expect(lines.join()).toContain('the folder of feedback files cannot be read');
  });
});
