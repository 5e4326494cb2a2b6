/** A desk that answers by itself (flows/desk.yaml): a caller by SIP, an operator in a browser who touches nothing. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { flowsDir } from '../../src/cli/command.ts';
import { loadCalendars } from '../../src/numbers/calendar.ts';
import { loadQueues } from '../../src/queues/queues.ts';
import { addOperator } from '../../src/queues/staff.ts';
import { queueChanges, queueNumber } from '../../src/rig/queue-line.ts';
import { startBrowser, type TestBrowser } from '../support/browser.ts';
import { Line } from '../support/line.ts';
import { beepingMicrophone, microphoneHeardMs } from '../support/microphone.ts';
import { until } from '../support/until.ts';

let line: Line;
let browser: TestBrowser;
let page: Page;

beforeAll(async () => {
  line = await Line.start({
    flowChanges: [...queueChanges, ['desk.yaml', 'answer: by-hand', 'answer: automatic']],
  });
  const { names } = await loadCalendars(join(flowsDir, 'hours.yaml'));
  const rules = await loadQueues(join(flowsDir, 'queues.yaml'), names);
  const skills = [
    { topic: 'pensioni', languages: ['it' as const], level: 1 as const, proficiency: 5 as const },
  ];
  const password = await addOperator(
    line.stack.operatorsFile,
    { id: 'anna', name: 'Anna Rossi', skills },
    rules,
  );
  const microphone = await beepingMicrophone(line.dataDir);
  browser = await startBrowser(line.stack.deskUrl, { microphone });
  page = browser.context.pages()[0] ?? (await browser.context.newPage());
  await page.goto(`${line.stack.deskUrl}/postazione/`);
  await page.getByLabel('Nome utente').fill('anna');
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await line?.stop();
});

test('the desk picks up what rings, and the caller hears the operator', async () => {
  await page.locator('#phone-text').getByText('Collegato', { exact: true }).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Pronto' }).click();
  const maria = await line.call({ to: queueNumber, recordSeconds: 120 });
  await page.locator('#state-text').getByText('In conversazione').waitFor({ timeout: 60_000 });
  await until('the operator’s beeps at the caller', () => microphoneHeardMs(maria.sip) > 500);
  await page.locator('#phone-text').getByText('In linea').waitFor();
  await page.getByRole('button', { name: 'Riaggancia' }).click();
  await maria.hearsAtLast('questionario-operatore.invito');
  await maria.hangsUp();
  expect(browser.faults.filter((fault) => !fault.includes('401'))).toEqual([]);
}, 180_000);
