import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { specimenOrder } from '../src/bench/specimen-letter.ts';
import { renderLetter } from '../src/mail/letters/letter.ts';
import { projectDir } from './support/parts.ts';
import { pdfText, readPdf } from './support/pdf.ts';

/** Of the command line and all it loads, and of the letter. */
const mostMegabytes = 160;
const main = join(projectDir, 'dist/cli/main.js');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'centralino-letter-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function letter(name: string, ...words: string[]): Promise<Buffer> {
  const out = join(folder, `${name}.pdf`);
  const args = [`--max-old-space-size=${mostMegabytes}`, main, 'letter', ...words, '--out', out];
  await promisify(execFile)(process.execPath, args, { timeout: 150_000 });
  return await readFile(out);
}

test('a statement of more than 200 pages is made in bounded memory, with its head on each page', async () => {
  const { pages, texts } = readPdf(await letter('long', 'estratto-contributivo', '--citizen', '16'));
  expect(pages).toBeGreaterThan(200);
  const heads = texts.filter(({ text, tag }) => text.startsWith('Azienda') && tag === 'Artifact');
  expect(new Set(heads.map(({ page }) => page)).size).toBeGreaterThan(pages - 3);
  expect(texts.filter(({ text }) => text === `Pagina ${pages} di ${pages}`).map(({ page }) => page)).toEqual([
    pages - 1,
  ]);
}, 180_000);

test('every process makes the same bytes of one order', async () => {
  const pdf = await letter(
    'notice',
    'avviso-pagopa',
    '--citizen',
    '1',
    '--language',
    'ar',
    '--day',
    '2026-11-23',
  );
  const now = new Date('2026-11-23T12:00:00Z');
  const others = ['ru', 'ar', 'it'].map((language) =>
    specimenOrder('estratto-pagamenti', 5, { language, now }),
  );
  for (const order of others) if (order !== undefined) await renderLetter(order);
  const own = specimenOrder('avviso-pagopa', 1, { language: 'ar', now });
  if (own === undefined) throw new Error('citizen 1 has no notice');
  expect(Buffer.compare(pdf, (await renderLetter(own)).pdf)).toBe(0);
}, 180_000);

test('the letter of the first who has one is made for whoever only wants to look', async () => {
  expect(pdfText(readPdf(await letter('any', 'dati-f24')))).toContain('Sezione INPS del modello F24');
}, 180_000);

test('a citizen to whom nothing can be sent is told as what it is', async () => {
  await expect(letter('none', 'certificazione-unica', '--citizen', '17')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('incomplete-address'),
  });
}, 180_000);
