/** The desk's page in a real Chromium: by keyboard, by names and roles, at twice the size; without telephony. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { syntheticCitizen } from '../src/backoffice/reference/citizens.ts';
import { Sensitive } from '../src/privacy/sensitive.ts';
import { axeFindings } from './support/axe.ts';
import { startBrowser, type TestBrowser } from './support/browser.ts';
import { operators, startTestDesk, type TestDesk } from './support/desk.ts';
import { focusedOn, tabTo } from './support/keyboard.ts';
import { projectDir } from './support/parts.ts';
import { until } from './support/until.ts';

const inPage = (name: string) => readFileSync(join(projectDir, `test/support/in-page/${name}.js`), 'utf8');
const checks = { nameless: inPage('nameless'), faint: inPage('faint') };
const pictures = process.env['PICTURES_DIR'];

let desk: TestDesk;
let browser: TestBrowser;
let page: Page;

beforeAll(async () => {
  desk = await startTestDesk();
  browser = await startBrowser(desk.url);
  page = browser.context.pages()[0] ?? (await browser.context.newPage());
}, 600_000);
afterEach(() => expect(browser.faults.filter((fault) => !fault.includes('401'))).toEqual([]));
afterAll(async () => {
  await browser.close();
  await desk.stop();
});

/** Names, contrast and headings of what is in sight now; a picture of it for whoever wants to look. */
async function wellMade(name: string): Promise<void> {
  expect(await page.evaluate(checks.nameless)).toEqual([]);
  expect(await page.locator('html').getAttribute('lang')).toBe('it');
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await page.evaluate(checks.faint)).toEqual([]);
    expect(await axeFindings(page)).toEqual([]);
    if (pictures === undefined) continue;
    await page.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`), fullPage: true });
  }
}

async function logInByKeyboard(): Promise<void> {
  await page.goto(`${desk.url}/postazione/`);
  await page.getByRole('heading', { name: 'Accesso alla postazione' }).waitFor();
  await page.keyboard.type('rossi');
  await page.keyboard.press('Tab');
  await page.keyboard.type(operators.rossi.password);
  await page.keyboard.press('Enter');
  await page.getByText('Anna Rossi').waitFor();
}

test('logging in: a wrong password is said, the right one opens the desk, all by keyboard', async () => {
  await page.goto(`${desk.url}/postazione/`);
  await page.getByRole('heading', { name: 'Accesso alla postazione' }).waitFor();
  await wellMade('accesso');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('Scriva nome utente e password.').waitFor();
  await page.getByLabel('Nome utente').fill('rossi');
  await page.getByLabel('Password').fill('sbagliata');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('Nome utente o password non giusti.').waitFor();
  await logInByKeyboard();
  await page.getByText('In pausa').waitFor();
  await page.getByText('appena entrato').waitFor();
  await wellMade('pausa');
}, 120_000);

test('a caller comes: what is known shows, personal things on purpose only; everything is reached by Tab', async () => {
  const citizen = syntheticCitizen(0);
  const [practice] = citizen.practices;
  // The page asks for the microphone and its softphone's socket before it may be ready.
  await until('ready', async () => {
    if ((await desk.matcher.operator('rossi'))?.state === 'ready') return true;
    await page
      .getByRole('button', { name: 'Pronto' })
      .click({ timeout: 1_000 })
      .catch(() => {});
    return false;
  });
  await page.getByText('Nessuna conversazione').waitFor();
  const offer = await desk.call({
    language: 'it',
    level: 'codice-fiscale',
    caller: new Sensitive('telefono', '+393331234567'),
    steps: [
      { flow: 'principale', step: 'menu' },
      { flow: 'stato-domanda', step: 'esito' },
    ],
    values: { tema: 'pensioni', domus: new Sensitive('pratica', practice?.domus ?? '') },
  });
  await desk.matcher.ringing(offer.offerId);
  await desk.matcher.connected(offer.offerId);
  await page.getByRole('heading', { name: 'Chi chiama' }).waitFor();
  await page.getByText('Codice fiscale digitato', { exact: true }).waitFor();
  expect(await page.content()).not.toMatch(new RegExp(`3331234567|${practice?.domus}`));
  await wellMade('conversazione');

  await tabTo(page, 'hold');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Attesa', pressed: true }).waitFor();
  await page.keyboard.press('Enter');
  await until(
    'no longer on hold',
    async () => (await desk.matcher.conversation(offer.offerId))?.state === 'talking',
  );

  await page.getByRole('button', { name: 'Mostra: Numero di chi chiama' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('+393331234567').waitFor();

  await page.getByLabel('Codice fiscale di chi chiama').fill(citizen.code);
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText('Codice fiscale presente in archivio.').waitFor();
  const tell = async (kind: string, value: string, answer: string) => {
    await page.getByLabel('Dato che solo').selectOption(kind);
    await page.getByLabel('Quello che dice chi chiama').fill(value);
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText(answer).waitFor();
  };
  await tell('domus', '1234567890123', 'Il dato non è giusto.');
  await tell('domus', practice?.domus ?? '', 'Il dato è giusto.');
  await tell('protocollo', practice?.numero ?? '', 'Il dato è giusto.');
  await page.getByText('Identità verificata.').waitFor();
  expect(await page.getByRole('button', { name: 'Verifica' }).count()).toBe(0);

  await page.getByText('Appuntamento', { exact: true }).click();
  await page.getByRole('button', { name: 'Cerca orari liberi' }).click();
  await page.getByRole('group', { name: 'Orari liberi' }).getByRole('radio').nth(1).check();
  await page.getByLabel('Cellulare per la ricevuta').fill('333 1234567');
  await page.getByRole('button', { name: 'Fissa' }).click();
  await page.getByRole('status').getByText('Appuntamento fissato.').waitFor();

  await page.getByText('Invio di un documento').click();
  await page.getByLabel('Documento', { exact: true }).selectOption('estratto-contributivo');
  await page.getByRole('button', { name: 'Richiedi il documento' }).click();
  await page.getByRole('status').getByText('Richiesta accolta').waitFor();

  await page.getByText('Linea INPS (secondo livello)').click();
  await page.getByRole('button', { name: 'Invia' }).click();
  await page.getByRole('status').getByText('Manca: Quesito.').waitFor();
  expect(await focusedOn(page)).toBe('linea-question');
  await page.keyboard.type('Chiede quando sarà pagata la rata di dicembre.');
  await page.getByLabel('Telefono per la risposta').fill('06 5551234');
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText('Richiesta Linea INPS numero').waitFor();
  await wellMade('servizi');

  await page.setViewportSize({ width: 640, height: 450 });
  await wellMade('doppia-grandezza');
  const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  expect(await page.evaluate(overflow)).toBe(0);
  await page.setViewportSize({ width: 320, height: 600 });
  expect(await page.evaluate(overflow)).toBe(0);
  await page.setViewportSize({ width: 1280, height: 900 });

  await desk.matcher.over(offer.offerId);
  await page.getByText('Chiusura della pratica').waitFor();
  await page.getByLabel('Esito', { exact: true }).selectOption('risolta');
  await page.getByRole('button', { name: 'Salva l’esito' }).click();
  await page.getByRole('status').getByText('Esito salvato.').waitFor();
  await wellMade('chiusura');
  await page.getByRole('button', { name: 'Pronto' }).click();
  await page.getByText('Nessuna conversazione').waitFor();
  // Nothing of this caller is left for the next one.
  expect(await page.content()).not.toMatch(/3331234567/);
  expect(await page.getByLabel('Quesito').inputValue()).toBe('');
}, 180_000);

test('Redis goes and comes back: the page says so, and recovers by itself', async () => {
  const trouble = page.locator('#trouble');
  await desk.stopRedis();
  await trouble.getByText('Le code non rispondono.').waitFor({ timeout: 60_000 });
  await page.getByText('Le code non rispondono, nuovo tentativo in corso').waitFor();
  await wellMade('code-assenti');
  await page.getByLabel('Motivo della pausa').selectOption('pausa-pranzo');
  await page.getByRole('button', { name: 'Pausa', exact: true }).click();
  await page.getByText('Il servizio non risponde. Riprovi tra poco.').waitFor();
  await desk.startRedis();
  await page.getByText('Collegato', { exact: true }).waitFor({ timeout: 60_000 });
  expect(await trouble.textContent()).not.toContain('Le code non rispondono');
  await until('a pause', async () => {
    await page.getByRole('button', { name: 'Pausa', exact: true }).click();
    return (await page.locator('#state-more').textContent())?.includes('Pausa pranzo');
  });
  browser.forgive(/503/);
}, 120_000);

test('the session is over while the page is open: it says so, and asks to log in', async () => {
  await desk.endSession('rossi');
  await page.getByText('La sessione è finita').waitFor({ timeout: 90_000 });
  await page.getByRole('heading', { name: 'Accesso alla postazione' }).waitFor();
  await logInByKeyboard();
}, 180_000);

test('the same operator elsewhere: this desk is told, and closes', async () => {
  const other = await browser.context.browser()?.newContext();
  const elsewhere = other ?? browser.context;
  const response = await elsewhere.request.post(`${desk.url}/api/session`, {
    headers: { origin: desk.url },
    data: { name: 'rossi', password: operators.rossi.password },
  });
  expect(response.status()).toBe(200);
  await elsewhere.clearCookies();
  await page.getByText('La postazione è stata aperta altrove').waitFor();
  await wellMade('aperta-altrove');
}, 60_000);
