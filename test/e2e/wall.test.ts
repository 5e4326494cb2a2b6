/** A supervisor in a browser listens to a conversation of a real line, speaks to the operator alone, then to both. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import type { Call } from '../../src/caller/call.ts';
import { flowsDir } from '../../src/cli/command.ts';
import { loadCalendars } from '../../src/numbers/calendar.ts';
import { loadQueues } from '../../src/queues/queues.ts';
import { addOperator } from '../../src/queues/staff.ts';
import { Desks } from '../../src/rig/desks.ts';
import { queueChanges, queueNumber } from '../../src/rig/queue-line.ts';
import { startBrowser, type TestBrowser } from '../support/browser.ts';
import { Line } from '../support/line.ts';
import { beepingMicrophone, microphoneHeardMs } from '../support/microphone.ts';
import { projectDir } from '../support/parts.ts';
import { until } from '../support/until.ts';

/** What phones of ours speak (support/tone.ts). */
const phoneHz = 400;
const heardScript = readFileSync(join(projectDir, 'test/support/in-page/heard.js'), 'utf8');
const heardSchema = z.object({ hz: z.number(), decibels: z.number().nullable() }).loose().nullable();
const historySchema = z.object({
  total: z
    .object({ offered: z.number(), answered: z.number(), meanTalkSeconds: z.number().nullable() })
    .loose(),
});

let line: Line;
let desks: Desks;
let browser: TestBrowser;
let page: Page;

beforeAll(async () => {
  line = await Line.start({
    flowChanges: queueChanges,
  });
  desks = await Desks.open(line);
  const { names } = await loadCalendars(join(flowsDir, 'hours.yaml'));
  const rules = await loadQueues(join(flowsDir, 'queues.yaml'), names);
  const supervisor = { id: 'neri', name: 'Carla Neri', supervisor: true, skills: [] };
  const password = await addOperator(line.stack.operatorsFile, supervisor, rules);
  const microphone = await beepingMicrophone(line.dataDir);
  browser = await startBrowser(line.stack.deskUrl, { microphone });
  page = browser.context.pages()[0] ?? (await browser.context.newPage());
  await page.goto(`${line.stack.deskUrl}/sala/`);
  await page.getByLabel('Nome utente').fill('neri');
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
  await page.getByText('Collegato', { exact: true }).waitFor();
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await desks?.close();
  await line?.stop();
});

/** Somebody speaks until the supervisor's browser hears it. */
async function isHeardBySupervisor(phone: Call): Promise<void> {
  await until('the tone of a phone in the browser', async () => {
    const [heard] = await Promise.all([
      page.evaluate(heardScript).then((found) => heardSchema.parse(found)),
      phone.speak(600),
    ]);
    return heard !== null && Math.abs(heard.hz - phoneHz) < 30 && (heard.decibels ?? -200) > -60;
  });
}

test('unheard, then heard by the operator alone, then by both; all of it is written down, and the row remains', async () => {
  const anna = await desks.operator('anna', ['pensioni']);
  await anna.ready();
  const maria = await line.call({ to: queueNumber, recordSeconds: 300 });
  const phone = await anna.answer(300);
  await anna.is('talking');

  await page.getByRole('button', { name: 'Ascolta: anna' }).click();
  await page.getByLabel('Motivo').fill('affiancamento di una nuova operatrice');
  await page.getByRole('button', { name: 'Conferma' }).click();
  const bar = page.getByRole('region', { name: 'Ascolto' });
  await bar.getByText('anna: solo ascolto').waitFor({ timeout: 60_000 });
  await isHeardBySupervisor(maria.sip);
  await isHeardBySupervisor(phone);
  expect([microphoneHeardMs(phone), microphoneHeardMs(maria.sip)].every((ms) => ms < 200)).toBe(true);

  await bar.getByRole('button', { name: 'Suggerisci' }).click();
  await bar.getByText('anna: La sente l’operatore').waitFor();
  await until('the supervisor at the operator', () => microphoneHeardMs(phone) > 1_000);
  await isHeardBySupervisor(maria.sip);
  expect(microphoneHeardMs(maria.sip)).toBeLessThan(200);

  await bar.getByRole('button', { name: 'Intervieni' }).click();
  await bar.getByText('anna: La sentono tutti').waitFor();
  await until('the supervisor at the caller', () => microphoneHeardMs(maria.sip) > 1_000);

  await bar.getByRole('button', { name: 'Smetti' }).click();
  await page.getByText('L’ascolto è finito.').waitFor();
  await phone.hangUp();
  await maria.hangsUp();

  await page.getByRole('link', { name: 'Registro' }).click();
  const lines = page.locator('#audit tbody tr');
  await lines.nth(3).waitFor();
  expect(await lines.locator('td:nth-child(3)').allTextContents()).toEqual([
    'Ha smesso di ascoltare',
    'È intervenuto',
    'Ha suggerito',
    'Ha ascoltato',
  ]);
  const today = new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Rome' }).format(Date.now());
  const total = await until('the row of the conversation', async () => {
    const from = new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Rome' }).format(Date.now() - 86_400_000);
    const response = await page.request.get(
      `${line.stack.deskUrl}/api/wall/history?from=${from}&to=${today}&queue=pensioni`,
    );
    const history = historySchema.parse(await response.json());
    return history.total.answered > 0 ? history.total : undefined;
  });
  expect(total).toMatchObject({ offered: 1, answered: 1 });
  expect(total.meanTalkSeconds).toBeGreaterThan(0);
  expect(browser.faults.filter((fault) => !fault.includes('401'))).toEqual([]);
}, 300_000);
