/** A caller by SIP and an operator in a browser, on a real line: what one says the other hears. */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { wavFile } from '../../src/caller/wav.ts';
import { flowsDir } from '../../src/cli/command.ts';
import { loadCalendars } from '../../src/numbers/calendar.ts';
import { loadQueues } from '../../src/queues/queues.ts';
import { addOperator } from '../../src/queues/staff.ts';
import { startBrowser, type TestBrowser } from '../support/browser.ts';
import { Line } from '../support/line.ts';
import { projectDir } from '../support/parts.ts';
import type { Person } from '../support/person.ts';
import { samplesOf, toneIn } from '../support/tone.ts';
import { until } from '../support/until.ts';

const always = `{
    title: Test, holidays: open,
    weekly: { monday: ["00:00-24:00"], tuesday: ["00:00-24:00"], wednesday: ["00:00-24:00"], thursday: ["00:00-24:00"],
              friday: ["00:00-24:00"], saturday: ["00:00-24:00"], sunday: ["00:00-24:00"] } }`;
/** Leads straight into the queue: what is said before is tested elsewhere. */
const queueNumber = '0655530001';
const queueLine = `  prova-coda: { number: "${queueNumber}", title: Test, flow: operatore, language: it }`;

/** What the operator's microphone hears: beeps, since a browser takes a steady tone for noise. */
const operatorHz = 1_000;
const microphoneRate = 48_000;
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

beforeAll(async () => {
  line = await Line.start({
    flowChanges: [
      ['hours.yaml', / {2}operatori-it:\n( {4}.*\n)+/, `  operatori-it: ${always}\n`],
      ['numbers.yaml', 'lines:\n', `lines:\n${queueLine}\n`],
      ['operatore.yaml', 'start: da-dove\n', 'start: da-dove\ntopic: pensioni\n'],
      [
        'operatore.yaml',
        'when: informato != null, then: paese',
        'when: call.topic == "pensioni", then: in-coda',
      ],
    ],
  });
  const { names } = await loadCalendars(join(flowsDir, 'hours.yaml'));
  const rules = await loadQueues(join(flowsDir, 'queues.yaml'), names);
  const skills = [
    { topic: 'pensioni', languages: ['it' as const], level: 1 as const, proficiency: 5 as const },
  ];
  password = await addOperator(line.stack.operatorsFile, { id: 'anna', name: 'Anna Rossi', skills }, rules);
  const microphone = join(line.dataDir, 'microphone.wav');
  await writeFile(microphone, wavFile(beeps(), microphoneRate));
  browser = await startBrowser(line.stack.deskUrl, { microphone });
  page = browser.context.pages()[0] ?? (await browser.context.newPage());
  await page.goto(`${line.stack.deskUrl}/postazione/`);
  await page.getByLabel('Nome utente').fill('anna');
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
}, 600_000);
afterEach(async () => {
  await line?.everybodyHangsUp();
});
afterAll(async () => {
  await browser?.close();
  await line?.stop();
});

/** Two seconds of beeps of a fifth of a second: the browser plays them again and again. */
function beeps(): Int16Array {
  const length = 2 * microphoneRate;
  const period = Math.round(0.4 * microphoneRate);
  return Int16Array.from({ length }, (_, index) =>
    index % period < period / 2
      ? Math.round(16_000 * Math.sin((2 * Math.PI * operatorHz * index) / microphoneRate))
      : 0,
  );
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

/** How long the caller has heard the operator's microphone, in ms. */
function operatorHeardMs({ sip }: Person): number {
  return toneIn(samplesOf(sip.recording() ?? Buffer.alloc(0)), operatorHz, 0.7).toneMs;
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
  await page.keyboard.press('Alt+r');
  await page.locator('#state-text').getByText('In conversazione').waitFor({ timeout: 60_000 });

  const heard = await callerIsHeard(maria);
  expect(heard.received).toBeGreaterThan(0);
  const before = operatorHeardMs(maria);
  await until('the operator’s beeps at the caller', () => operatorHeardMs(maria) > before + 500);

  await page.getByRole('button', { name: 'Muto' }).click();
  await until('no more beeps', async () => {
    const now = operatorHeardMs(maria);
    await maria.sip.speak(1_000);
    return operatorHeardMs(maria) === now;
  });
  await callerIsHeard(maria);
  await page.getByRole('button', { name: 'Muto' }).click();
  const muted = operatorHeardMs(maria);
  await until('beeps again', () => operatorHeardMs(maria) > muted + 500);

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
}, 240_000);

test('the operator’s browser goes in the middle of it: the caller is not left alone, and the desk comes back', async () => {
  await page.getByRole('button', { name: 'Pronto' }).click();
  const maria = await callAnna();
  await page.getByRole('button', { name: 'Rispondi' }).click();
  await page.locator('#state-text').getByText('In conversazione').waitFor({ timeout: 60_000 });
  await page.reload();
  await softphoneIsThere();
  await page.locator('#state-text').getByText('In pausa').waitFor({ timeout: 90_000 });
  await page.getByText('linea caduta durante la conversazione').waitFor();
  await page.getByRole('button', { name: 'Pronto' }).click();
  await page.getByRole('heading', { name: 'Chiamata in arrivo' }).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Rispondi' }).click();
  await callerIsHeard(maria);
  await maria.hangsUp();
  await page.locator('#state-text').getByText('Chiusura della pratica').waitFor();
}, 240_000);
