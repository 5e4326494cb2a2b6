/** The supervisor's wall in a real browser, on a real matcher and real records; an engine is played by a matcher. */
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { Locator, Page } from 'playwright-core';
import { z } from 'zod';
import { callBackRecordsOf } from '../src/call-backs/client.ts';
import { reporterOf } from '../src/conversations/client.ts';
import type { Conversation } from '../src/conversations/conversation.ts';
import { type DeskRecords, deskRecordsOf } from '../src/conversations/desk-client.ts';
import { Sensitive } from '../src/privacy/sensitive.ts';
import { liveOf } from '../src/wall/live.ts';
import { createWebClient, type WebClient } from '../src/web/client.ts';
import { axeFindings } from './support/axe.ts';
import { startBrowser, type TestBrowser } from './support/browser.ts';
import { type OperatorName, operators, startTestDesk, type TestDesk } from './support/desk.ts';
import { until } from './support/until.ts';

const logger = pino({ level: 'silent' });
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
let desk: TestDesk;
let browser: TestBrowser;
let page: Page;
let web: WebClient;
let records: DeskRecords;

beforeAll(async () => {
  desk = await startTestDesk();
  web = createWebClient({ name: 'the records', baseUrl: desk.recordsUrl, token: desk.deskToken, logger });
  records = deskRecordsOf(web);
  await seed();
  browser = await startBrowser(desk.url);
  page = await browser.context.newPage();
}, 600_000);
afterAll(async () => {
  await browser.close();
  web.close();
  await desk.stop();
});

/** A week of conversations up to now, more of them around eleven. */
async function seed(): Promise<void> {
  const engine = createWebClient({
    name: 'the records',
    baseUrl: desk.recordsUrl,
    token: desk.recordsToken,
    logger,
  });
  const reporter = reporterOf(engine, { logger });
  const now = Date.now();
  for (let day = 0; day < 7; day += 1)
    for (let index = 0; index < 24; index += 1) {
      const entered = now - day * dayMs - index * 25 * minuteMs;
      const waited = (index * 37 + day * 11) % 170;
      const outcome = index % 6 === 5 ? 'abandoned' : index % 9 === 8 ? 'call-back' : 'answered';
      reporter.report(stay({ entered, waited, outcome, topic: index % 3 === 0 ? 'famiglia' : 'pensioni' }));
    }
  await reporter.close(60_000);
  const callBacks = callBackRecordsOf(engine);
  for (const [index, id] of ['cb-wait', 'cb-done', 'cb-failed'].entries()) {
    const since = new Date(now - index * minuteMs).toISOString();
    const at = { since, notBefore: since, giveUpAt: new Date(now + dayMs).toISOString() };
    const about = { queue: 'pensioni', topic: 'pensioni', language: 'it', sealed: 'sealed' };
    await callBacks.note({ id, caller: String(index).repeat(43), ...about, ...at });
    if (id !== 'cb-wait') await callBacks.claim(id, 0);
  }
  await callBacks.end('cb-done', 'done', 'reached');
  await callBacks.end('cb-failed', 'failed', 'no-answer');
  engine.close();
}

function stay(given: {
  entered: number;
  waited: number;
  outcome: Conversation['outcome'];
  topic: string;
}): Conversation {
  const { entered, waited, outcome, topic } = given;
  const at = (seconds: number) => new Date(entered + seconds * 1_000).toISOString();
  const answered = outcome === 'answered';
  return {
    id: randomUUID(),
    queue: topic,
    topic,
    language: 'it',
    level: 1,
    identity: 'none',
    callBack: false,
    enteredAt: at(0),
    offeredAt: answered ? at(waited) : null,
    answeredAt: answered ? at(waited) : null,
    endedAt: at(answered ? waited + 240 : waited),
    outcome,
    operator: answered ? 'rossi' : null,
    transfers: 0,
    secondLevel: false,
  };
}

async function logIn(name: OperatorName): Promise<void> {
  await browser.context.clearCookies();
  await page.goto(`${desk.url}/sala/`);
  await page.getByLabel('Nome utente').fill(name);
  await page.getByLabel('Password').fill(operators[name].password);
  await page.keyboard.press('Enter');
}

/** As `logIn`, of somebody who may. */
async function openWall(): Promise<void> {
  await logIn('neri');
  await page.getByText('Collegato', { exact: true }).waitFor();
}

/** An operator at work, by the words of a desk. */
async function atWork(
  name: 'rossi' | 'bianchi',
  pension = true,
): Promise<{ operator: string; session: string }> {
  const session = { operator: name, session: randomUUID() };
  await desk.matcher.signIn({
    ...session,
    name: operators[name].name,
    ring: `op-${name}`,
    skills: pension ? [{ topic: 'pensioni', language: 'it', level: 1, proficiency: 4 }] : [],
  });
  return session;
}

/** Asks for it as the page does, without its phone. */
async function order(conversation: string, body: object): Promise<{ status: number; body: unknown }> {
  const session = z.object({ csrf: z.string() });
  const { csrf } = session.parse(await (await page.request.get(`${desk.url}/api/session`)).json());
  const response = await page.request.post(`${desk.url}/api/wall/conversations/${conversation}/listening`, {
    headers: { origin: desk.url, 'x-csrf-token': csrf },
    data: body,
  });
  return { status: response.status(), body: await response.json() };
}

/** What one of the scripts of support/in-page finds. */
async function inPage(name: 'nameless' | 'faint' | 'focused'): Promise<unknown> {
  return await page.evaluate(await readFile(join(import.meta.dirname, `support/in-page/${name}.js`), 'utf8'));
}

const sections = ['Dal vivo', 'Richiamate', 'Storico', 'Linea INPS', 'Registro'];
const pictures = process.env['PICTURES_DIR'];

/** For whoever wants to look. */
async function picture(name: string): Promise<void> {
  if (pictures !== undefined)
    await page.screenshot({ path: join(pictures, `sala-${name}.png`), fullPage: true });
}

const row = (table: string, name: string): Locator => page.locator(`#${table} tbody tr`, { hasText: name });

/** How busy the page's thread is in ten seconds in which nothing happens but time: for whoever wants to know. */
async function measure(): Promise<void> {
  if (pictures === undefined) return;
  const inspector = await page.context().newCDPSession(page);
  await inspector.send('Performance.enable');
  const taskSeconds = async () => {
    const { metrics } = await inspector.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  };
  const before = await taskSeconds();
  await delay(10_000);
  const share = ((await taskSeconds()) - before) / 10;
  await inspector.detach();
  const times: number[] = [];
  let bytes = 0;
  for (let round = 0; round < 40; round += 1) {
    const began = performance.now();
    bytes = Buffer.byteLength(JSON.stringify(liveOf(await desk.matcher.snapshot())));
    times.push(performance.now() - began);
  }
  const median = times.toSorted((a, b) => a - b)[20] ?? 0;
  await writeFile(
    join(pictures, 'sala-trecento.txt'),
    `page busy ${(100 * share).toFixed(1)} %; a look at the queues ${median.toFixed(1)} ms, ${bytes} bytes\n`,
  );
}

/** Puts the focus on an operator's name. */
async function focusOn(title: string): Promise<void> {
  await page.evaluate(`(() => {
    const names = [...document.querySelectorAll('#operators tbody th')];
    const name = names.find(({ textContent }) => textContent === ${JSON.stringify(title)});
    name.tabIndex = -1;
    name.focus({ preventScroll: true });
  })()`);
}
const focusedText = () => page.evaluate('document.activeElement?.textContent?.slice(0, 40)');

/** The row of an operator once it says this. */
const says = (name: string, text: string) => row('operators', name).filter({ hasText: text }).waitFor();

describe('the call-backs', () => {
  test('are seen with what became of them, those to be made first; nothing is of the citizen', async () => {
    await openWall();
    await page.getByRole('link', { name: 'Richiamate' }).click();
    await page.getByText('Da fare 1. Nelle ultime 24 ore: fatte 1, annullate 0, non riuscite 1.').waitFor();
    const rows = await page.locator('#call-backs tbody tr').allInnerTexts();
    expect(rows.map((text) => text.split('\t')[2])).toEqual([
      'Da fare',
      expect.stringMatching(/^(Fatta|Non riuscita: nessuno ha risposto)$/),
      expect.stringMatching(/^(Fatta|Non riuscita: nessuno ha risposto)$/),
    ]);
    expect(await inPage('nameless')).toEqual([]);
    expect(await inPage('faint')).toEqual([]);
    await page.setViewportSize({ width: 320, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    await page.setViewportSize({ width: 1280, height: 900 });
  });
});

describe('who may look', () => {
  test('an operator is sent away, and gets nothing by asking the server either', async () => {
    await logIn('rossi');
    await page.getByText('Questa pagina è per i supervisori.').waitFor();
    const path = '/api/wall/history?from=2026-01-01&to=2026-01-02';
    expect((await page.request.get(desk.url + path)).status()).toBe(403);
  });

  test('a wrong password is said, and the field is empty and has the focus', async () => {
    await browser.context.clearCookies();
    await page.goto(`${desk.url}/sala/`);
    await page.getByLabel('Nome utente').fill('neri');
    await page.getByLabel('Password').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('Nome utente o password sbagliati.').waitFor();
    expect(await page.getByLabel('Password').inputValue()).toBe('');
    expect(await page.evaluate('document.activeElement.id')).toBe('log-in-password');
  });

  test('a supervisor sees the wall', async () => {
    await logIn('neri');
    await page.getByRole('heading', { name: 'Dal vivo' }).waitFor();
    await page.getByText('Carla Neri').waitFor();
  });
});

describe('this moment', () => {
  test('operators and queues change before one’s eyes', async () => {
    await openWall();
    const rossi = await atWork('rossi');
    await says('Anna Rossi', 'In pausa: appena collegato');
    const offered = desk.call();
    await row('lines', 'Pensioni').filter({ hasText: 'Italiano' }).first().waitFor();
    await until(
      'somebody who waits',
      async () => (await row('lines', 'Pensioni').locator('td').nth(2).textContent()) === '1',
    );
    await desk.matcher.ready(rossi);
    const offer = await offered;
    await says('Anna Rossi', 'Squilla');
    await desk.matcher.ringing(offer.offerId);
    await desk.matcher.connected(offer.offerId);
    await says('Anna Rossi', 'In conversazione');
    await page.getByRole('button', { name: 'Ascolta: Anna Rossi' }).waitFor();
    await desk.matcher.over(offer.offerId);
    await says('Anna Rossi', 'Chiusura pratica');
    expect(await page.getByRole('button', { name: 'Ascolta: Anna Rossi' }).count()).toBe(0);
    await desk.matcher.signOut(rossi);
    await row('operators', 'Anna Rossi').waitFor({ state: 'detached' });
  });

  test('nothing of the caller, and nothing of a desk, gets into the page', async () => {
    const heard: string[] = [];
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => heard.push(String(payload))),
    );
    const rossi = await atWork('rossi');
    const offered = desk.call();
    await desk.matcher.ready(rossi);
    const offer = await offered;
    await desk.matcher.ringing(offer.offerId);
    await desk.matcher.connected(offer.offerId);
    await page.reload();
    await says('Anna Rossi', 'In conversazione');
    const all = heard.join('\n');
    expect(all).toContain(offer.offerId);
    for (const secret of [offer.callId, offer.sealedContext, rossi.session])
      expect(all).not.toContain(secret);
    await desk.matcher.over(offer.offerId);
    await desk.matcher.signOut(rossi);
  });

  test('operators are found by state and name, and the updates can be stopped', async () => {
    const [rossi, bianchi] = [await atWork('rossi'), await atWork('bianchi', false)];
    await desk.matcher.ready(rossi);
    await says('Anna Rossi', 'Pronto');
    await says('Bruno Bianchi', 'In pausa');
    await page.locator('#operator-state').selectOption('ready');
    await row('operators', 'Bruno Bianchi').waitFor({ state: 'detached' });
    await page.locator('#operator-state').selectOption('');
    await page.locator('#operator-name').fill('bian');
    await row('operators', 'Anna Rossi').waitFor({ state: 'detached' });
    expect(await row('operators', 'Bruno Bianchi').count()).toBe(1);
    await page.locator('#operator-name').fill('');
    const first = page.locator('#operators tbody tr').first().locator('th');
    expect(await first.textContent()).toBe('Anna Rossi');
    await focusOn('Anna Rossi');
    await desk.matcher.pause(rossi, 'riunione');
    await desk.matcher.ready(bianchi);
    await says('Bruno Bianchi', 'Pronto');
    expect(await first.textContent()).toBe('Bruno Bianchi');
    expect(await focusedText()).toBe('Anna Rossi');
    await desk.matcher.ready(rossi);
    await says('Anna Rossi', 'Pronto');
    const freeze = page.locator('#freeze');
    await freeze.click();
    expect(await freeze.getAttribute('aria-pressed')).toBe('true');
    await desk.matcher.pause(rossi, 'pausa-pranzo');
    await until('the server knows', async () => (await desk.matcher.operator('rossi'))?.state === 'paused');
    expect(await row('operators', 'Anna Rossi').textContent()).toContain('Pronto');
    await freeze.click();
    await says('Anna Rossi', 'In pausa: pausa pranzo');
    await desk.matcher.signOut(rossi);
    await desk.matcher.signOut(bianchi);
  });
});

describe('listening', () => {
  const reason = 'affiancamento di un nuovo operatore';

  test('is asked a reason for, by the keyboard alone; without a phone nobody listens', async () => {
    await openWall();
    const rossi = await atWork('rossi');
    const offered = desk.call();
    await desk.matcher.ready(rossi);
    const offer = await offered;
    await desk.matcher.ringing(offer.offerId);
    await desk.matcher.connected(offer.offerId);
    const before = desk.orders.length;
    const button = page.getByRole('button', { name: 'Suggerisci: Anna Rossi' });
    await button.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Suggerire a Anna Rossi' });
    await dialog.waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('reason-text');
    await page.keyboard.type('chiama 3331234567');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await dialog.getByText('Nel motivo non scriva numeri, codici o indirizzi.').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await inPage('focused')).toBe('Suggerisci');
    expect(desk.orders.length).toBe(before);
    await desk.matcher.over(offer.offerId);
    await desk.matcher.signOut(rossi);
  });

  test('is written down, and then done by the engine that has the conversation', async () => {
    const rossi = await atWork('rossi');
    const offered = desk.call();
    await desk.matcher.ready(rossi);
    const offer = await offered;
    await desk.matcher.ringing(offer.offerId);
    await desk.matcher.connected(offer.offerId);
    for (const type of ['listen', 'whisper', 'barge'])
      expect(await order(offer.offerId, { type, reason })).toMatchObject({ body: { outcome: 'done' } });
    expect(await order(offer.offerId, { type: 'stop-listening' })).toMatchObject({
      body: { outcome: 'done' },
    });
    const told = desk.orders.filter(({ conversation }) => conversation === offer.offerId);
    expect(told.map(({ command, by }) => [command.type, by])).toEqual([
      ['listen', 'neri'],
      ['whisper', 'neri'],
      ['barge', 'neri'],
      ['stop-listening', 'neri'],
    ]);
    expect(told[0]?.command).toEqual({ type: 'listen', ring: 'sv-neri' });
    const { entries } = await records.audit({ conversation: offer.offerId });
    expect(entries.map(({ who, action, reason: why }) => [who, action, why])).toEqual([
      ['neri', 'stop-listening', null],
      ['neri', 'barge', reason],
      ['neri', 'whisper', reason],
      ['neri', 'listen', reason],
    ]);
    for (const wrong of [
      { type: 'listen' },
      { type: 'listen', reason: 'RSSMRA80A01H501U' },
      { type: 'sing', reason },
    ])
      expect((await order(offer.offerId, wrong)).status).toBe(400);
    await desk.matcher.over(offer.offerId);
    expect(await order(offer.offerId, { type: 'listen', reason })).toMatchObject({
      body: { outcome: 'refused', text: 'La conversazione è già finita.' },
    });
    await desk.matcher.signOut(rossi);
  });

  test('is to be read in the page, newest first, and the audit is found to be whole', async () => {
    await page.getByRole('link', { name: 'Registro' }).click();
    await page.getByRole('heading', { name: 'Registro' }).waitFor();
    await row('audit', 'Ha smesso di ascoltare').first().waitFor();
    expect(await row('audit', 'È intervenuto').first().textContent()).toContain(reason);
    await page.getByRole('button', { name: 'Verifica il registro' }).click();
    await page.getByText(/^Registro integro: \d+ voci verificate\.$/).waitFor();
    await page.getByLabel('Chi', { exact: true }).fill('nessuno');
    await page.getByRole('button', { name: 'Mostra' }).click();
    await page.getByText('Nessuna voce.').waitFor();
  });
});

describe('Linea INPS forms', () => {
  test('that the institution refused wait for a person, who takes them up again; the audit says who', async () => {
    const form = {
      conversation: randomUUID(),
      topic: 'pensioni',
      office: '9999',
      urgent: true,
      hours: 24,
      persona: await desk.person(0),
      question: new Sensitive('persona', 'Quando arriva la rata di dicembre?'),
      telephone: new Sensitive('telefono', '+390655512345'),
      email: null,
    };
    const { reference } = await records.openForm(form, randomUUID());
    await until('a refusal', async () => (await records.form(reference)).state === 'refused');
    await openWall();
    await page.getByRole('link', { name: 'Linea INPS (1 da vedere)' }).click();
    const line = row('linea', reference);
    await line.getByText('Rifiutato: La sede indicata non esiste.').waitFor();
    expect(await line.textContent()).toMatch(/\p{L}+ \d+ \p{L}+ \d{4}.*\(urgente\)/u);
    expect(await page.content()).not.toContain('rata di dicembre');
    await picture('linea-rifiutato');
    await page.locator(`#linea-office-${reference}`).fill('4300');
    await page.keyboard.press('Enter');
    await page.getByText(`Il modulo ${reference} sarà consegnato di nuovo.`).waitFor();
    await until(
      'the institution has it',
      async () => (await records.form(reference)).state === 'handed-over',
    );
    await page.getByRole('button', { name: 'Aggiorna' }).click();
    await page.getByText('Nessun modulo in attesa').waitFor();
    const { entries } = await records.audit({ conversation: `linea:${reference}` });
    expect(entries).toMatchObject([{ who: 'neri', action: 'linea-retry', field: 'sede-4300' }]);
  });
});

describe('the past', () => {
  const range = () => {
    const day = (at: number) => new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Rome' }).format(at);
    return { from: day(Date.now() - 6 * dayMs), to: day(Date.now()) };
  };

  test('is drawn, told in words, and stands in a table behind each chart', async () => {
    await openWall();
    await page.getByRole('link', { name: 'Storico' }).click();
    const [total] = await records.figures(range(), []);
    await page.getByText(new RegExp(`: ${total?.offered} chiamate entrate nelle code`)).waitFor();
    for (const title of [
      'Chiamate per ora',
      'Risposte entro 20 secondi per ora',
      'Attesa media per ora',
      'Chiamate per giorno',
      'Attesa media per giorno',
      'Chiamate per coda',
      'Chiamate per argomento',
    ]) {
      const figure = page.locator('figure', { has: page.getByText(title, { exact: true }) });
      const picture = figure.getByRole('img', { name: title, exact: true });
      await picture.waitFor();
      expect(await picture.locator('desc').textContent()).toMatch(/\p{L}{3}.*\.$/u);
      await figure.getByText(`Tabella: ${title.toLowerCase()}`).click();
      await figure.getByRole('table').waitFor();
    }
    const queues = await records.figures(range(), ['queue']);
    const table = page.getByRole('table', { name: 'Chiamate per coda' });
    expect(await table.locator('tbody tr').count()).toBe(queues.length);
    const most = queues.toSorted((left, right) => right.offered - left.offered)[0];
    expect(await table.locator('tbody tr').first().locator('td').first().textContent()).toBe(
      String(most?.answered),
    );
  });

  test('is of one queue where one is asked for, and goes into a spreadsheet', async () => {
    await page.getByLabel('Coda', { exact: true }).selectOption('famiglia');
    await page.getByRole('button', { name: 'Mostra' }).click();
    const [total] = await records.figures({ ...range(), queue: 'famiglia' }, []);
    await page.getByText(new RegExp(`: ${total?.offered} chiamate entrate nelle code`)).waitFor();
    await page.getByLabel('Tabella', { exact: true }).selectOption('day');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Scarica in CSV' }).click(),
    ]);
    const { from, to } = range();
    expect(download.suggestedFilename()).toBe(`centralino-${from}-${to}-day.csv`);
    const text = await readFile(await download.path(), 'utf8');
    const lines = text.trimEnd().split('\r\n');
    expect(lines[0]).toMatch(/^\uFEFFgiorno;entrate;risposte;/);
    const sum = lines.slice(1).reduce((all, line) => all + Number(line.split(';')[1]), 0);
    expect(sum).toBe(total?.offered);
  });

  test('of a range that is none is refused in words', async () => {
    await page.getByLabel('Dal', { exact: true }).fill('2026-12-31');
    await page.getByLabel('Al', { exact: true }).fill('2026-01-01');
    await page.getByRole('button', { name: 'Mostra' }).click();
    await page.getByText('il primo giorno non può venire dopo l’ultimo').waitFor();
  });
});

describe('whoever cannot see, or has no mouse', () => {
  test('gets everywhere by the keyboard, and always sees where', async () => {
    await openWall();
    const reached: unknown[] = [];
    for (let step = 0; step < 12; step += 1) {
      await page.keyboard.press('Tab');
      reached.push(await inPage('focused'));
    }
    expect(reached).not.toContain('not to be seen');
    for (const wanted of ['Vai al contenuto', 'Dal vivo', 'Storico', 'Registro', 'log-out', 'freeze'])
      expect(reached).toContain(wanted);
  });

  test('has a name for every control, a header for every column, and one heading of the page', async () => {
    for (const section of sections) {
      await page.getByRole('link', { name: section, exact: true }).click();
      expect(await inPage('nameless')).toEqual([]);
    }
  });

  test('reads every text by day and by night, and axe finds nothing', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const section of sections) {
        await page.getByRole('link', { name: section, exact: true }).click();
        if (section === 'Storico') await page.getByRole('img').first().waitFor();
        expect(await inPage('faint')).toEqual([]);
        expect(await axeFindings(page)).toEqual([]);
        await picture(`${section}-${colorScheme}`);
      }
    }
    await page.emulateMedia({ colorScheme: 'light' });
  });

  test('finds all of it on a narrow screen, without scrolling sideways', async () => {
    for (const [width, height] of [
      [640, 450],
      [320, 800],
    ] as const) {
      await page.setViewportSize({ width, height });
      for (const section of sections) {
        await page.getByRole('link', { name: section, exact: true }).click();
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        expect(await axeFindings(page)).toEqual([]);
        await picture(`${section}-${width}`);
      }
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  });
});

describe('three hundred operators and two hundred who wait', () => {
  const skills = [{ topic: 'pensioni', language: 'it', level: 1, proficiency: 4 }] as const;
  const team = Array.from({ length: 300 }, (_, index) => ({
    operator: `op${String(index).padStart(3, '0')}`,
    session: randomUUID(),
  }));
  const waiting = Array.from({ length: 200 }, () => randomUUID());
  let beating: NodeJS.Timeout;

  beforeAll(async () => {
    beating = setInterval(() => {
      for (const one of team) desk.matcher.beat(one).catch(() => undefined);
    }, 5_000);
    await Promise.all(
      team.map((one) =>
        desk.matcher.signIn({ ...one, name: `Operatore ${one.operator}`, ring: one.operator, skills }),
      ),
    );
    await Promise.all(
      waiting.map((id) =>
        desk.matcher.enter({ id, queue: 'pensioni', language: 'it', engine: 'test', sealedContext: 'x' }),
      ),
    );
    await openWall();
  }, 120_000);
  afterAll(async () => {
    clearInterval(beating);
    await Promise.all(waiting.map((id) => desk.matcher.leave(id, 'hung-up')));
    await Promise.all(team.map((one) => desk.matcher.signOut(one)));
  }, 120_000);

  test('are all shown; the focus stays with its operator while others change, and so does the number of messages', async () => {
    await page.getByText('300 di 300 operatori collegati').waitFor();
    await until(
      'two hundred waiting',
      async () => (await row('lines', 'Pensioni').locator('td').nth(2).textContent()) === '200',
    );
    expect(await inPage('faint')).toEqual([]);
    await picture('trecento');
    await measure();
    let frames = 0;
    const counted = page.waitForEvent('websocket').then((socket) => {
      socket.on('framereceived', () => (frames += 1));
    });
    await page.reload();
    await counted;
    await page.getByText('300 di 300 operatori collegati').waitFor();
    await focusOn('Operatore op150');
    const [began, before] = [Date.now(), frames];
    for (const reason of ['riunione', 'formazione', 'pausa-video'])
      await Promise.all(team.slice(0, 150).map((one) => desk.matcher.pause(one, reason)));
    await desk.matcher.signOut(team[0] ?? { operator: '', session: '' });
    await page.getByText('299 di 299 operatori collegati').waitFor();
    await says('Operatore op149', 'pausa video');
    // 451 changes; at most one message a second.
    expect(frames - before).toBeLessThanOrEqual((Date.now() - began) / 1_000 + 2);
    expect(await focusedText()).toBe('Operatore op150');
  }, 120_000);
});

describe('when something is away', () => {
  test('the queues: the wall says so, and recovers by itself', async () => {
    await openWall();
    await desk.stopRedis();
    await page.getByText('Le code non rispondono: i dati sono vecchi').waitFor({ timeout: 60_000 });
    await picture('code-assenti');
    await desk.startRedis();
    await page.getByText('Collegato', { exact: true }).waitFor({ timeout: 60_000 });
  }, 120_000);

  test('the session: the wall is closed, and asks to log in', async () => {
    await openWall();
    await desk.endSession('neri');
    await page.getByText('La sessione è finita. Entri di nuovo.').waitFor({ timeout: 90_000 });
  }, 120_000);

  test('the same supervisor elsewhere: this wall says so, and is closed', async () => {
    await openWall();
    const response = await fetch(`${desk.url}/api/session`, {
      method: 'POST',
      headers: { origin: desk.url, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'neri', password: operators.neri.password }),
    });
    expect(response.status).toBe(200);
    await page.getByText('Qualcuno è entrato altrove con il Suo nome').waitFor();
  }, 120_000);

  test('without the records nobody listens, and the past is not to be had; both are said', async () => {
    await openWall();
    const rossi = await atWork('rossi');
    const offered = desk.call();
    await desk.matcher.ready(rossi);
    const offer = await offered;
    await desk.matcher.ringing(offer.offerId);
    await desk.matcher.connected(offer.offerId);
    await desk.stopRecords();
    const before = desk.orders.length;
    expect(await order(offer.offerId, { type: 'listen', reason: 'affiancamento' })).toMatchObject({
      body: { outcome: 'unavailable' },
    });
    expect(desk.orders.length).toBe(before);
    await page.getByRole('link', { name: 'Storico' }).click();
    await page.getByText('Gli archivi non rispondono: riprovi tra poco.').waitFor();
    await desk.matcher.over(offer.offerId);
    await desk.matcher.signOut(rossi);
  });

  test('logging out ends it, and nothing was asked of anybody else or refused by the browser', async () => {
    await page.getByRole('button', { name: 'Esci' }).click();
    await page.getByLabel('Nome utente').waitFor();
    expect((await page.request.get(`${desk.url}/api/wall/setup`)).status()).toBe(401);
    const own = browser.faults.filter((fault) => !/status of (401|403|400|503)/.test(fault));
    expect(own).toEqual([]);
  });
});
