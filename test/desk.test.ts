/** The operators' desk over real HTTP and WebSockets: who may do what, and what is written down. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import { syntheticCitizen } from '../src/backoffice/reference/citizens.ts';
import { deskRecordsOf } from '../src/conversations/desk-client.ts';
import type { DeskEvent, DeskStatus } from '../src/desk/wire.ts';
import { Sensitive } from '../src/privacy/sensitive.ts';
import { createWebClient } from '../src/web/client.ts';
import { type OperatorName, operators, startTestDesk, type TestDesk } from './support/desk.ts';
import { until } from './support/until.ts';

const key = () => crypto.randomUUID();
let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk();
}, 600_000);
afterEach(async () => {
  // What a test that failed left behind is no matter of the next one.
  const conversation = (await desk.matcher.operator('rossi'))?.conversation;
  if (conversation !== undefined) await desk.matcher.over(conversation.id);
});
afterAll(() => desk.stop());

interface Answer {
  readonly status: number;
  readonly value: Record<string, unknown>;
}

/** The records, as the desk has them. */
function records() {
  const logger = pino({ level: 'silent' });
  return deskRecordsOf(
    createWebClient({ name: 'records', baseUrl: desk.recordsUrl, token: desk.deskToken, logger }),
  );
}

/** A desk's page, as far as its server can tell. */
class Page {
  readonly events: DeskEvent[] = [];
  closed: number | undefined;
  #headers: Record<string, string> = {};
  #sockets: WebSocket[] = [];

  static async open(name: OperatorName): Promise<Page> {
    const page = new Page();
    const response = await fetch(`${desk.url}/api/session`, {
      method: 'POST',
      headers: { origin: desk.url, 'content-type': 'application/json' },
      body: JSON.stringify({ name, password: operators[name].password }),
    });
    const { csrf } = JSON.parse(await response.text());
    const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    page.#headers = { origin: desk.url, cookie, 'x-csrf-token': csrf };
    const events = page.#socket('/api/desk/events');
    events.on('message', (text) => page.events.push(JSON.parse(String(text))));
    events.on('close', (code) => {
      page.closed = code;
    });
    // Asterisk is not there; that the softphone asked for it is what counts.
    page.#socket('/api/desk/sip', 'sip');
    await page.state('paused');
    return page;
  }

  /** Asked again while a part is out of breath: the answer says so, and the same key is the same request. */
  ask(path: string, body?: unknown): Promise<Answer> {
    return until(`an answer to ${path}`, async () => {
      const answer = await this.#askOnce(path, body);
      const { error, outcome } = answer.value;
      return error === 'unavailable' || outcome === 'unavailable' ? undefined : answer;
    });
  }

  async #askOnce(path: string, body: unknown): Promise<Answer> {
    const response = await fetch(`${desk.url}/api/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...this.#headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, value: JSON.parse(await response.text()) };
  }

  get status(): DeskStatus | undefined {
    return this.events.findLast((event): event is DeskStatus => event.type === 'status');
  }

  state(wanted: DeskStatus['state']): Promise<DeskStatus> {
    return until(`state ${wanted}`, () => (this.status?.state === wanted ? this.status : undefined));
  }

  async logOut(): Promise<void> {
    await fetch(`${desk.url}/api/session`, { method: 'DELETE', headers: this.#headers });
    for (const socket of this.#sockets) socket.close();
  }

  #socket(path: string, protocol?: string): WebSocket {
    const socket = new WebSocket(desk.url.replace('http', 'ws') + path, protocol, { headers: this.#headers });
    socket.on('error', () => {});
    this.#sockets.push(socket);
    return socket;
  }
}

/** A conversation under way with a caller. */
async function talking(name: OperatorName, context: Parameters<TestDesk['call']>[0] = {}) {
  const page = await Page.open(name);
  await until('a softphone', async () => (await page.ask('desk/state', { to: 'ready' })).status === 200);
  const offer = await desk.call(context);
  await desk.matcher.ringing(offer.offerId);
  await desk.matcher.connected(offer.offerId);
  await page.state('talking');
  return { page, id: offer.offerId, path: `desk/conversations/${offer.offerId}` };
}

describe('the state of an operator', () => {
  test('logs in paused, is ready, pauses for a reason that there is, and is offline when it logs out', async () => {
    const page = await Page.open('rossi');
    expect(page.status).toMatchObject({ reason: 'accesso', call: null });
    await until('a softphone', async () => (await page.ask('desk/state', { to: 'ready' })).status === 200);
    await page.state('ready');
    expect((await page.ask('desk/state', { to: 'pause', reason: 'nessuna' })).status).toBe(400);
    expect((await page.ask('desk/state', { to: 'offline' })).status).toBe(400);
    await page.ask('desk/state', { to: 'pause', reason: 'pausa-pranzo' });
    expect(await page.state('paused')).toMatchObject({ reason: 'pausa-pranzo' });
    await page.logOut();
    await until(
      'offline',
      async () => ((await desk.matcher.operator('rossi'))?.state ?? 'offline') === 'offline',
    );
    await until('the page is told', () => page.closed === 4401);
    expect(page.events.at(-1)).toEqual({ type: 'ended', why: 'logged-out' });
  });

  test('logging in twice ends the first desk, and the second has the operator', async () => {
    const first = await Page.open('rossi');
    const second = await Page.open('rossi');
    await until('the first is told', () => first.closed !== undefined);
    expect(first.events.at(-1)).toEqual({ type: 'ended', why: 'elsewhere' });
    expect((await first.ask('desk')).status).toBe(401);
    expect((await second.ask('desk')).status).toBe(200);
    expect(second.closed).toBeUndefined();
    await second.logOut();
  });
});

describe('a conversation', () => {
  test('is its own operator’s: everything about it is refused to anybody else', async () => {
    const { page, path } = await talking('rossi', { level: 'codice-fiscale' });
    const other = await Page.open('bianchi');
    expect((await page.ask(path)).status).toBe(200);
    for (const [rest, body] of [
      ['', undefined],
      ['/commands', { type: 'hold' }],
      ['/reveal', { field: 'caller' }],
      ['/disposition', { disposition: 'risolta' }],
      ['/person', { code: 'X', key: key() }],
      ['/facts', { kind: 'domus', value: '1', key: key() }],
      ['/booking/search', {}],
      ['/booking/confirm', {}],
      ['/booking/find', {}],
      ['/booking/move', {}],
      ['/booking/cancel', {}],
      ['/linea', {}],
      ['/documents', {}],
    ] as const) {
      const answer = await other.ask(path + rest, body);
      expect({ rest, status: answer.status }).toEqual({ rest, status: 403 });
    }
    expect((await other.ask('desk/conversations/nobody')).status).toBe(404);
    await page.ask(`${path}/commands`, { type: 'hang-up' });
    await Promise.all([page.logOut(), other.logOut()]);
  });

  test('commands reach its engine, in the operator’s name; a supervisor’s are none of them', async () => {
    const { page, id, path } = await talking('rossi');
    const before = desk.orders.length;
    expect((await page.ask(`${path}/commands`, { type: 'hold' })).value).toEqual({ outcome: 'done' });
    await until('hold is shown', () => page.status?.call?.state === 'hold');
    await page.ask(`${path}/commands`, { type: 'unhold' });
    await page.ask(`${path}/commands`, { type: 'transfer', to: { type: 'queue', queue: 'pensioni' } });
    for (const body of [
      { type: 'listen', ring: 'op-rossi' },
      { type: 'barge', ring: 'op-rossi' },
      { type: 'transfer', to: { type: 'flow', flow: 'principale' } },
      { type: 'transfer', to: { type: 'number', number: '+390612345' } },
      {},
    ])
      expect((await page.ask(`${path}/commands`, body)).status).toBe(400);
    const told = desk.orders.slice(before);
    expect(told.map(({ command }) => command.type)).toEqual(['hold', 'unhold', 'transfer']);
    expect(told.every(({ by, conversation }) => by === 'rossi' && conversation === id)).toBe(true);
    await page.ask(`${path}/commands`, { type: 'hang-up' });
    await page.state('wrap-up');
    await page.logOut();
  });

  test('what is hidden is shown when it was written down who saw it, and only then', async () => {
    const { page, id, path } = await talking('rossi', {
      caller: new Sensitive('telefono', '+393331234567'),
      values: { domus: new Sensitive('pratica', '2000000000000'), tema: 'naspi' },
    });
    expect(JSON.stringify(await page.ask(path))).not.toMatch(/3331234567|2000000000000/);
    const shown = await page.ask(`${path}/reveal`, { field: 'domus' });
    expect(JSON.stringify(shown.value)).toContain('2000000000000');
    expect(JSON.stringify(shown.value)).not.toContain('3331234567');
    const { entries: acts } = await records().audit({ conversation: id });
    expect(acts).toContainEqual(
      expect.objectContaining({ who: 'rossi', action: 'reveal', conversation: id, field: 'domus' }),
    );
    expect(JSON.stringify(acts)).not.toContain('2000000000000');
    for (const field of ['tema', 'persona', 'toString'])
      expect((await page.ask(`${path}/reveal`, { field })).status).toBe(404);
    await page.ask(`${path}/commands`, { type: 'hang-up' });
    await page.logOut();
  });
});

describe('who is on the line', () => {
  const citizen = syntheticCitizen(0);
  const [practice] = citizen.practices;

  test('two facts that are right verify; then a document goes out and a form is opened', async () => {
    const { page, id, path } = await talking('rossi');
    const document = () =>
      page.ask(`${path}/documents`, { document: 'estratto-contributivo', to: 'residence', key: key() });
    expect((await document()).value).toEqual({ error: 'no-person' });
    expect((await page.ask(`${path}/person`, { code: 'RSSMRA80A01H501X', key: key() })).value).toMatchObject({
      outcome: 'refused',
    });
    const found = await page.ask(`${path}/person`, { code: citizen.code.toLowerCase(), key: key() });
    expect(found.value).toMatchObject({ outcome: 'done', card: { person: true, verified: false } });
    expect(JSON.stringify(found.value)).not.toContain(citizen.surname);
    expect((await document()).value).toEqual({ error: 'not-verified' });
    const tell = async (kind: string, value: string) =>
      (await page.ask(`${path}/facts`, { kind, value, key: key() })).value;
    expect(await tell('domus', '1')).toMatchObject({ outcome: 'refused', card: { facts: [] } });
    expect(await tell('domus', practice?.domus ?? '')).toMatchObject({
      outcome: 'done',
      card: { facts: ['domus'], verified: false },
    });
    expect(await tell('protocollo', practice?.numero ?? '')).toMatchObject({
      outcome: 'done',
      card: { verified: true },
    });
    expect((await document()).value).toMatchObject({ outcome: 'done' });
    const { entries } = await records().audit({ conversation: id });
    expect(entries.map(({ who, action, field }) => [who, action, field])).toEqual(
      ['protocollo', 'domus', 'domus', 'codice-fiscale'].map((field) => ['rossi', 'identity-check', field]),
    );
    expect(JSON.stringify(entries)).not.toMatch(new RegExp(`${practice?.domus}|${citizen.code}`));
    const linea = {
      topic: 'pensioni',
      urgent: true,
      question: 'Chiede quando sarà pagata la rata di dicembre.',
      phone: '06 5551234',
      email: '',
      key: key(),
    };
    const form = await page.ask(`${path}/linea`, linea);
    expect(form.value).toMatchObject({
      outcome: 'done',
      text: expect.stringMatching(
        /numero \d{9}: risposta dovuta entro (la fine di )?\p{L}+ \d+ \p{L}+ \d{4}/u,
      ),
    });
    expect((await page.ask(`${path}/linea`, linea)).value).toEqual(form.value);
    expect((await page.ask(`${path}/linea`, { ...linea, phone: '', key: key() })).value).toMatchObject({
      outcome: 'refused',
    });
    await page.ask(`${path}/commands`, { type: 'hang-up' });
    await page.logOut();
  });

  test.each([
    ['about somebody else', true],
    ['without a person, as of a public employee', false],
  ])('a level reached %s verifies nobody whose code is typed', async (_name, known) => {
    const persona = await desk.person(1);
    const { page, path } = await talking('rossi', { level: 'pratica', values: known ? { persona } : {} });
    expect((await page.ask(path)).value).toMatchObject({ person: known, verified: known });
    const document = async () => {
      const wish = { document: 'estratto-contributivo', to: 'residence', key: key() };
      return (await page.ask(`${path}/documents`, wish)).value;
    };
    expect(await document()).toMatchObject(known ? { outcome: 'done' } : { error: 'no-person' });
    expect((await page.ask(`${path}/person`, { code: citizen.code, key: key() })).value).toMatchObject({
      outcome: 'done',
      card: { person: true, facts: [], verified: false },
    });
    expect(await document()).toEqual({ error: 'not-verified' });
    await page.ask(`${path}/commands`, { type: 'hang-up' });
    await page.logOut();
  });

  test('guessing locks the person, for every operator', async () => {
    const victim = syntheticCitizen(3);
    const { page, path } = await talking('rossi');
    await page.ask(`${path}/person`, { code: victim.code, key: key() });
    const outcomes: unknown[] = [];
    for (let index = 0; index < 6; index++) {
      const value = `${2_000_000_000_000 + index}`;
      outcomes.push((await page.ask(`${path}/facts`, { kind: 'domus', value, key: key() })).value['text']);
    }
    expect(new Set(outcomes.slice(0, 5))).toEqual(new Set(['Il dato non è giusto.']));
    expect(outcomes[5]).toContain('Troppi dati sbagliati');
    await page.ask(`${path}/commands`, { type: 'hang-up' });
    await page.logOut();
  });

  test('one conversation is no place to try out codes', async () => {
    const { page, path } = await talking('rossi');
    const texts: unknown[] = [];
    for (let index = 0; index < 13; index++)
      texts.push((await page.ask(`${path}/person`, { code: '00000000000', key: key() })).value['text']);
    expect(new Set(texts.slice(0, 12))).toEqual(new Set(['Nessuno in archivio ha questo codice fiscale.']));
    expect(texts[12]).toContain('Troppi tentativi');
    await page.ask(`${path}/commands`, { type: 'hang-up' });
    await page.logOut();
  });

  test('an appointment is found, moved and cancelled by its code', async () => {
    const { page, path } = await talking('rossi');
    await page.ask(`${path}/person`, { code: citizen.code, key: key() });
    const wish = { livello: 1, motivo: 'informazioni', modo: 'in-presenza', precedenza: 'nessuna' };
    const { value } = await page.ask(`${path}/booking/search`, { ...wish, cap: '00185' });
    const [slot, later] = value['slots'] as { slot: string; text: string }[];
    const confirm = { ...wish, slot: slot?.slot ?? '', mobile: '333 1234567', key: key() };
    expect((await page.ask(`${path}/booking/confirm`, { ...confirm, mobile: '06' })).value).toMatchObject({
      outcome: 'refused',
    });
    const booked = await page.ask(`${path}/booking/confirm`, confirm);
    expect(booked.value).toMatchObject({
      outcome: 'done',
      text: expect.stringContaining('primo livello, 10 minuti allo sportello'),
    });
    const second = { ...wish, livello: 2, motivo: 'decesso' };
    const { value: half } = await page.ask(`${path}/booking/search`, { ...second, cap: '00185' });
    const [official] = half['slots'] as { slot: string }[];
    const mobile = '333 1234567';
    expect(
      (await page.ask(`${path}/booking/confirm`, { ...second, slot: official?.slot, mobile, key: key() }))
        .value,
    ).toMatchObject({
      outcome: 'done',
      text: expect.stringContaining('secondo livello, 30 minuti con un funzionario'),
    });
    expect((await page.ask(`${path}/booking/confirm`, confirm)).value).toEqual(booked.value);
    const code = /\d{8}/.exec(String(booked.value['text']))?.[0] ?? '';
    expect((await page.ask(`${path}/booking/find`, { code })).value).toMatchObject({ outcome: 'done' });
    const moved = await page.ask(`${path}/booking/move`, { code, slot: later?.slot ?? '', key: key() });
    expect(moved.value).toMatchObject({ outcome: 'done' });
    expect((await page.ask(`${path}/booking/cancel`, { code, key: key() })).value).toMatchObject({
      outcome: 'done',
    });
    expect((await page.ask(`${path}/booking/find`, { code })).value).toMatchObject({ outcome: 'refused' });
    await page.ask(`${path}/commands`, { type: 'hang-up' });
    await page.logOut();
  });
});

describe('without the records', () => {
  test('nothing is revealed and no outcome is kept, and the page is told so', async () => {
    const { page, path } = await talking('rossi', { caller: new Sensitive('telefono', '+393331234567') });
    await desk.stopRecords();
    const reveal = await page.ask(`${path}/reveal`, { field: 'caller' });
    expect(reveal).toEqual({ status: 503, value: { error: 'not-audited' } });
    expect(JSON.stringify(await page.ask(path))).not.toContain('3331234567');
    expect(await page.ask(`${path}/person`, { code: syntheticCitizen(0).code, key: key() })).toEqual({
      status: 503,
      value: { error: 'not-audited' },
    });
    expect(await page.ask(`${path}/disposition`, { disposition: 'risolta' })).toEqual({
      status: 503,
      value: { error: 'records-away' },
    });
    await page.logOut();
  });
});
