/** A caller by SIP and an operator in a browser, on a real line: what one says the other hears. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { flowsDir } from '../../src/cli/command.ts';
import { startTcpProxy, type TcpProxy } from '../../src/faults/tcp-proxy.ts';
import { loadCalendars } from '../../src/numbers/calendar.ts';
import { loadQueues } from '../../src/queues/queues.ts';
import { addOperator } from '../../src/queues/staff.ts';
import { queueChanges, queueNumber } from '../../src/rig/queue-line.ts';
import { startBrowser, type TestBrowser } from '../support/browser.ts';
import { focusedOn, tabTo } from '../support/keyboard.ts';
import { Line } from '../support/line.ts';
import { beepingMicrophone, microphoneHeardMs } from '../support/microphone.ts';
import { projectDir, testPort } from '../support/parts.ts';
import type { Person } from '../support/person.ts';
import { until } from '../support/until.ts';

/** What the caller's phone speaks (support/tone.ts). */
const callerHz = 400;

const heardScript = readFileSync(join(projectDir, 'test/support/in-page/heard.js'), 'utf8');
const heardSchema = z
  .object({ hz: z.number(), decibels: z.number().nullable(), received: z.number(), sent: z.number() })
  .loose()
  .nullable();

let line: Line;
let browser: TestBrowser;
let page: Page;
let password: string;
let proxy: TcpProxy;

beforeAll(async () => {
  line = await Line.start({
    flowChanges: queueChanges,
  });
  const { names } = await loadCalendars(join(flowsDir, 'hours.yaml'));
  const rules = await loadQueues(join(flowsDir, 'queues.yaml'), names);
  const skills = [
    { topic: 'pensioni', languages: ['it' as const], level: 1 as const, proficiency: 5 as const },
  ];
  password = await addOperator(line.stack.operatorsFile, { id: 'anna', name: 'Anna Rossi', skills }, rules);
  const microphone = await beepingMicrophone(line.dataDir);
  const proxyPort = await testPort();
  proxy = await startTcpProxy(proxyPort, Number(new URL(line.stack.deskUrl).port));
  browser = await startBrowser(line.stack.deskUrl, { microphone, proxyPort });
  page = browser.context.pages()[0] ?? (await browser.context.newPage());
  await logIn();
}, 600_000);
afterEach(async () => {
  await line?.everybodyHangsUp();
});
afterAll(async () => {
  await browser?.close();
  await proxy?.close();
  await line?.stop();
});

async function logIn(): Promise<void> {
  await page.goto(`${line.stack.deskUrl}/postazione/`);
  await page.getByLabel('Nome utente').fill('anna');
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
}

async function softphoneIsThere(): Promise<void> {
  await page.locator('#phone-text').getByText('Collegato', { exact: true }).waitFor({ timeout: 60_000 });
}

async function callAnna(): Promise<Person> {
  const person = await line.call({ to: queueNumber, recordSeconds: 300 });
  await person.hearsAtLast('operatore.coda');
  await page.getByRole('heading', { name: 'Chiamata in arrivo' }).waitFor({ timeout: 60_000 });
  return person;
}

/** The caller speaks until the browser hears it. @returns what its statistics say then */
async function callerIsHeard({ sip }: Person) {
  return await until('the caller’s tone in the browser', async () => {
    const [heard] = await Promise.all([
      page.evaluate(heardScript).then((found) => heardSchema.parse(found)),
      sip.speak(600),
    ]);
    return heard !== null && Math.abs(heard.hz - callerHz) < 30 && (heard.decibels ?? -200) > -60
      ? heard
      : undefined;
  });
}

test('caller and operator hear each other; hold, mute and the outcome are where the operator expects them', async () => {
  await softphoneIsThere();
  await page.getByRole('button', { name: 'Pronto' }).click();
  await page.locator('#state-text').getByText('Pronto').waitFor();
  const maria = await callAnna();
  await page.getByRole('heading', { name: 'Chi chiama' }).waitFor();
  const pictures = process.env['PICTURES_DIR'];
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, 'squilla.png'), fullPage: true });
  await page.keyboard.press('Alt+r');
  await page.locator('#state-text').getByText('In conversazione').waitFor({ timeout: 60_000 });

  const heard = await callerIsHeard(maria);
  expect(heard.received).toBeGreaterThan(0);
  const before = microphoneHeardMs(maria.sip);
  await until('the operator’s beeps at the caller', () => microphoneHeardMs(maria.sip) > before + 500);

  await page.getByRole('button', { name: 'Muto' }).click();
  await until('no more beeps', async () => {
    const now = microphoneHeardMs(maria.sip);
    await maria.sip.speak(1_000);
    return microphoneHeardMs(maria.sip) === now;
  });
  await callerIsHeard(maria);
  await page.getByRole('button', { name: 'Muto' }).click();
  const muted = microphoneHeardMs(maria.sip);
  await until('beeps again', () => microphoneHeardMs(maria.sip) > muted + 500);

  await page.getByRole('button', { name: 'Attesa' }).click();
  await page.locator('#phone-text').getByText('Chi chiama è in attesa, con la musica').waitFor();
  await page.getByRole('button', { name: 'Attesa' }).click();
  await page.locator('#phone-text').getByText('In linea').waitFor();
  await callerIsHeard(maria);

  await page.getByRole('button', { name: 'Riaggancia' }).click();
  await page.locator('#state-text').getByText('Chiusura della pratica').waitFor();
  await maria.hearsAtLast('questionario-operatore.invito');
  await page.getByLabel('Esito', { exact: true }).selectOption('risolta');
  await page.getByRole('button', { name: 'Salva l’esito' }).click();
  await page.getByRole('status').getByText('Esito salvato.').waitFor();
  expect(browser.faults.filter((fault) => !fault.includes('401'))).toEqual([]);
  await maria.hangsUp();
}, 240_000);

/** Takes the next caller. @param person who is in line already */
async function talking(person?: Person): Promise<Person> {
  await softphoneIsThere();
  await page.getByRole('button', { name: 'Pronto' }).click();
  const caller = person ?? (await callAnna());
  await page.getByRole('heading', { name: 'Chiamata in arrivo' }).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Rispondi' }).click();
  await page.locator('#phone-text').getByText('In linea').waitFor({ timeout: 60_000 });
  await callerIsHeard(caller);
  return caller;
}

/** Ends it, and is ready for what comes next. */
async function hangUp(person: Person): Promise<void> {
  await page.getByRole('button', { name: 'Riaggancia' }).click();
  await page.locator('#state-text').getByText('Chiusura della pratica').waitFor();
  await person.hangsUp();
}

test('a whole call by the keyboard alone: the focus goes on where one goes on', async () => {
  await softphoneIsThere();
  await tabTo(page, 'ready');
  await page.keyboard.press('Enter');
  const maria = await callAnna();
  await until('the focus at the button that answers', async () => (await focusedOn(page)) === 'answer');
  await page.keyboard.press('Enter');
  await page.locator('#phone-text').getByText('In linea').waitFor({ timeout: 60_000 });
  expect(await page.evaluate('document.activeElement.id')).toBe('caller-title');
  await callerIsHeard(maria);
  await tabTo(page, 'mute');
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Muto', pressed: true }).waitFor();
  await page.keyboard.press('Space');
  await tabTo(page, 'hold');
  await page.keyboard.press('Enter');
  await page.locator('#phone-text').getByText('Chi chiama è in attesa, con la musica').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('#phone-text').getByText('In linea').waitFor();
  await tabTo(page, 'hang-up');
  await page.keyboard.press('Enter');
  await page.locator('#state-text').getByText('Chiusura della pratica').waitFor();
  await until('the focus at the outcome', async () => (await focusedOn(page)) === 'disposition-name');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText('Esito salvato.').waitFor();
  await maria.hangsUp();
}, 240_000);

const trouble = () => page.locator('#trouble');
const paused = () => page.locator('#state-text').getByText('In pausa').waitFor({ timeout: 90_000 });
const lineLost = () =>
  page.locator('#state-more').getByText('linea caduta durante la conversazione').waitFor({ timeout: 90_000 });

test('the server is not to be reached in the middle of it: both go on talking, and the commands come back', async () => {
  const maria = await talking();
  proxy.cut();
  await trouble().getByText('La conversazione continua').waitFor();
  await page.getByText('Collegamento interrotto, nuovo tentativo in corso').waitFor();
  await callerIsHeard(maria);
  proxy.restore();
  await trouble().waitFor({ state: 'hidden', timeout: 60_000 });
  await page.getByText('Collegato', { exact: true }).first().waitFor();
  await callerIsHeard(maria);
  await page.getByRole('button', { name: 'Attesa' }).click();
  await page.locator('#phone-text').getByText('Chi chiama è in attesa, con la musica').waitFor();
  await page.getByRole('button', { name: 'Attesa' }).click();
  await page.locator('#phone-text').getByText('In linea').waitFor();
  await hangUp(maria);
  // The hang-up went to the connection that was lost: the phone lets the dead conversation go by itself.
  await page.getByRole('button', { name: 'Riaggancia' }).waitFor({ state: 'hidden' });
  await softphoneIsThere();
  await hangUp(await talking());
}, 240_000);

test('the whole network goes, without a word: the page notices, the caller is next, the desk comes back', async () => {
  const maria = await talking();
  proxy.freeze(true);
  await page.evaluate('peersOfTest.at(-1).close()');
  await trouble().getByText('Il collegamento con il server è caduto.').waitFor({ timeout: 60_000 });
  await page.getByText('Non collegato', { exact: true }).first().waitFor();
  proxy.restore();
  // Unheard of for too long it is logged in anew: then that is the reason which is shown.
  await paused();
  await trouble().waitFor({ state: 'hidden', timeout: 60_000 });
  await hangUp(await talking(maria));
}, 240_000);

test('Redis goes in the middle of it and comes back: both go on talking, and the commands come back', async () => {
  const maria = await talking();
  await line.redis.stop();
  await trouble().getByText('Le code non rispondono. La conversazione continua').waitFor({ timeout: 60_000 });
  await callerIsHeard(maria);
  await line.restartRedis();
  await trouble().waitFor({ state: 'hidden', timeout: 60_000 });
  await callerIsHeard(maria);
  await hangUp(maria);
}, 240_000);

test('the page is reloaded in the middle of it: its caller is the next one', async () => {
  const maria = await talking();
  await page.reload();
  await lineLost();
  await hangUp(await talking(maria));
}, 240_000);

test('the same operator in a second tab in the middle of it: the first says so and is closed, its caller is the next one', async () => {
  const maria = await talking();
  const first = page;
  page = await browser.context.newPage();
  await page.goto(`${line.stack.deskUrl}/postazione/`);
  await first.getByText('La postazione è stata aperta altrove').waitFor();
  await first.getByRole('button', { name: 'Aprila qui' }).waitFor();
  await lineLost();
  await hangUp(await talking(maria));
  await first.close();
}, 240_000);

test('the same operator in a second browser: the first is logged out, its caller is the next one there', async () => {
  const maria = await talking();
  const [first, firstBrowser] = [page, browser];
  const microphone = await beepingMicrophone(line.dataDir);
  browser = await startBrowser(line.stack.deskUrl, { microphone });
  page = browser.context.pages()[0] ?? (await browser.context.newPage());
  try {
    await logIn();
    await first.getByText('La postazione è stata aperta altrove').waitFor();
    await first.getByRole('heading', { name: 'Accesso alla postazione' }).waitFor();
    // Whichever came first, the end of the line or the new log-in: its reason is shown.
    await paused();
    await hangUp(await talking(maria));
  } finally {
    await firstBrowser.close();
  }
}, 240_000);
