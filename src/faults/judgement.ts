import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { addressWindow } from '../mail/letters/measures.ts';
import { type PdfPages, pdfText, readPdf } from '../mail/letters/read-pdf.ts';
import type { Promised } from './askers.ts';

export interface Judgement {
  readonly accepted: number;
  readonly letters: number;
  /** Promised, and not in the spool. */
  readonly lost: number;
  /** More than one for a promise, or for none. */
  readonly doubled: number;
  /** Not what the reference was told for: another address, another reference, other bytes than the manifest says. */
  readonly misdirected: number;
}

const lineSchema = z.object({ reference: z.string(), file: z.string(), sha256: z.string() });
const pdfFile = /^(\d+)\.pdf$/;

/** Compares what lies in the spool with what was promised. Every folder must be closed. @throws Error for one that is not */
export async function judge(spool: string, promised: readonly Promised[]): Promise<Judgement> {
  const expected = new Map(promised.map(({ reference, address }) => [reference, hashOf(address)]));
  const seen = new Map<string, number>();
  let letters = 0;
  let misdirected = 0;
  for (const name of (await readdir(spool)).filter((one) => !one.startsWith('.'))) {
    const folder = join(spool, name);
    const manifest = (await readFile(join(folder, 'manifest.jsonl'), 'utf8'))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => lineSchema.parse(JSON.parse(line)));
    const listed = new Map(manifest.map((line) => [line.file, line]));
    for (const file of await readdir(folder)) {
      const reference = pdfFile.exec(file)?.[1];
      if (reference === undefined) continue;
      letters += 1;
      seen.set(reference, (seen.get(reference) ?? 0) + 1);
      const pdf = await readFile(join(folder, file));
      const line = listed.get(file);
      const whole = line !== undefined && createHash('sha256').update(pdf).digest('hex') === line.sha256;
      const pages = readPdf(pdf);
      const right = expected.get(reference) === hashOf(windowOf(pages));
      if (!whole || !right || !squeezed(pdfText(pages)).includes(reference)) misdirected += 1;
      listed.delete(file);
    }
    // In the manifest, and not in the folder: the post would look for it in vain.
    misdirected += listed.size;
  }
  const extra = [...seen.keys()].filter((reference) => !expected.has(reference)).length;
  return {
    accepted: expected.size,
    letters,
    lost: [...expected.keys()].filter((reference) => !seen.has(reference)).length,
    doubled: extra + [...seen.values()].filter((times) => times > 1).length,
    misdirected,
  };
}

/** What the window of the envelope shows. */
function windowOf({ texts }: PdfPages): readonly string[] {
  const { x, y, width, height } = addressWindow;
  return texts
    .filter((one) => one.page === 0 && one.x >= x && one.x <= x + width && one.y >= y && one.y <= y + height)
    .map(({ text }) => text);
}

function hashOf(address: readonly string[]): string {
  return createHash('sha256').update(address.map(squeezed).join('')).digest('hex');
}

/** Line breaks and capitals are a matter of layout. */
function squeezed(text: string): string {
  return text.normalize('NFC').toLocaleUpperCase('it').replaceAll(/\s+/g, '');
}
