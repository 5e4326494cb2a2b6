import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeQR } from 'qr/decode.js';
import { z } from 'zod';
import { type PdfPages, type PdfText, pdfText, readPdf } from '../../../test/support/pdf.ts';
import { accrediti, trattamenti } from '../../backoffice/operations/pagamento.ts';
import { specimenKinds, specimenOrder } from '../../bench/specimen-letter.ts';
import { avvisoPagopa } from '../../document-content/avviso-pagopa.ts';
import type { Content } from '../../document-content/content.ts';
import { inps as creditor, qrText } from '../../pagopa/notice.ts';
import { benefits, payments } from './kinds/names.ts';
import { type LetterOrder, renderLetter } from './letter.ts';
import { LetterError } from './letter-error.ts';
import { addressWindow, margins, mm, page } from './measures.ts';
import { letterTexts } from './texts/index.ts';

type Kind = Content['tipo'];
const now = new Date('2026-11-23T09:00:00Z');
const languages = Object.keys(letterTexts);
/** A blank at the end of a line is there to be read, not to be seen. */
const blank = 4;

function orderOf(kind: Kind, language = 'it', from = 20): LetterOrder {
  for (let index = from; index < from + 500; index += 1) {
    const order = specimenOrder(kind, index, { language, now });
    if (order !== undefined) return order;
  }
  throw new Error(`no citizen has ${kind}`);
}

const holder = {
  nome: 'Anna Rossi',
  nomeOriginale: null,
  codiceFiscale: 'RSSNNA80A41Y501X',
  nascita: '1980-01-01',
};
const recipient = { name: 'Anna Rossi', lines: ['Via Roma, 1', '10121 TORINO TO'] };
const plain = { reference: '47120385', language: 'it', day: '2026-11-23', recipient } as const;
const paymentsOrder = (importo: number, nome = holder.nome): LetterOrder => ({
  ...plain,
  kind: 'estratto-pagamenti',
  data: {
    tipo: 'estratto-pagamenti',
    intestatario: { ...holder, nome },
    dal: '2025-11-23',
    al: '2026-11-23',
    pagamenti: [
      { trattamento: 'pensione', accredito: 'pagato', anno: 2026, mese: 11, importo, data: '2026-11-02' },
      {
        trattamento: 'invalidita-civile',
        accredito: 'sospeso',
        anno: 2026,
        mese: 10,
        importo,
        data: '2026-10-01',
      },
    ],
  },
});
const contributionsOrder = (azienda: string, rows: number): LetterOrder => ({
  ...plain,
  kind: 'estratto-contributivo',
  data: {
    tipo: 'estratto-contributivo',
    intestatario: holder,
    al: '2026-11-23',
    periodi: Array.from({ length: rows }, (_, index) => ({
      dal: '2020-01-01',
      al: '2020-12-31',
      contribuzione: index % 2 === 0 ? 'lavoro-dipendente' : 'disoccupazione',
      settimane: 52,
      importo: 1_234_567,
      azienda,
    })),
  },
});

async function read(order: LetterOrder): Promise<PdfPages> {
  const { pdf, pages } = await renderLetter(order);
  const pdfPages = readPdf(pdf);
  expect(pdfPages.pages).toBe(pages);
  return pdfPages;
}

/** That everything is on the paper, nothing but the address in the window, and no text runs into another. */
function expectInPlace({ texts }: PdfPages): void {
  const rightEnd = ({ x, width, text }: PdfText) => x + width - (text.endsWith(' ') ? blank : 0);
  for (const one of texts) {
    expect(one.x).toBeGreaterThan(margins.left - 1);
    expect(rightEnd(one)).toBeLessThan(page.width - margins.right + 1);
    expect(one.y - one.size).toBeGreaterThan(mm(10));
    expect(one.y).toBeLessThan(page.height - mm(10));
  }
  const [slip, left] = [mm(11), mm(90)];
  const visible = texts.filter(
    (one) =>
      one.page === 0 &&
      rightEnd(one) > left &&
      one.y > addressWindow.y - slip &&
      one.y - one.size < addressWindow.y + addressWindow.height + slip,
  );
  for (const one of visible) {
    expect(one.x).toBeGreaterThan(addressWindow.x - 1);
    expect(rightEnd(one)).toBeLessThan(addressWindow.x + addressWindow.width + 1);
    expect(one.y - one.size).toBeGreaterThan(addressWindow.y - 1);
    expect(one.y).toBeLessThan(addressWindow.y + addressWindow.height + 1);
  }
  const lines = new Map<string, PdfText[]>();
  for (const cell of texts.filter(({ tag }) => tag === 'TD' || tag === 'TH')) {
    const line = `${cell.page} ${cell.y.toFixed(1)}`;
    lines.set(line, [...(lines.get(line) ?? []), cell]);
  }
  for (const cells of lines.values()) {
    const inOrder = cells.toSorted((one, other) => one.x - other.x);
    for (const [index, cell] of inOrder.entries())
      expect(rightEnd(cell)).toBeLessThan((inOrder[index + 1]?.x ?? page.width) + 0.5);
  }
}

async function faultOf(order: LetterOrder): Promise<LetterError> {
  try {
    await renderLetter(order);
  } catch (error) {
    if (error instanceof LetterError) return error;
    throw error;
  }
  throw new Error('the letter was made');
}

/** Sees the dark squares of the picture as a camera does. */
function scanned({ areas }: PdfPages): string {
  const squares = areas.filter(({ tag }) => tag === 'Figure');
  const [left, top] = [Math.min(...squares.map(({ x }) => x)), Math.min(...squares.map(({ y }) => y))];
  const [scale, border] = [5, 40];
  const side = Math.ceil((Math.max(...squares.map(({ x, width }) => x + width)) - left) * scale) + 2 * border;
  const data = new Uint8Array(side * side * 4).fill(255);
  for (const { x, y, width, height } of squares) {
    const at = (value: number, origin: number) => Math.round((value - origin) * scale) + border;
    for (let row = at(y, top); row < at(y + height, top); row += 1)
      for (let column = at(x, left); column < at(x + width, left); column += 1)
        data.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3);
  }
  return decodeQR({ width: side, height: side, data }, { timeLimit: Number.POSITIVE_INFINITY });
}

describe('a letter', () => {
  const [early] = [renderLetter(orderOf('avviso-pagopa', 'ar'))];

  test.each(specimenKinds)('%s: in every language everything is in its place', async (kind) => {
    for (const language of languages) {
      const order = orderOf(kind, language);
      const pdf = await read(order);
      expectInPlace(pdf);
      const text = pdfText(pdf).replaceAll(/\s+/g, ' ');
      expect(text).toContain(`Oggetto: ${letterTexts.it.kinds[kind].name}`.slice(0, 40));
      expect(text).toContain(`Gentile ${order.recipient.name}`);
      expect(text).toContain(`Pagina ${pdf.pages} di ${pdf.pages}`);
      const noted = pdf.objects.filter((one) => /\/S \/Sect/.test(one) && one.includes(`(${language})`));
      expect(noted.length).toBe(language === 'it' ? 0 : 1);
    }
  });

  test('names and amounts of any length stay inside, or the letter is refused', async () => {
    const word = fc.string({
      unit: fc.constantFrom(...'aMWìçŁåñ- ’محمدعليОльгШ'),
      minLength: 1,
      maxLength: 120,
    });
    const given = fc.tuple(
      word,
      fc.array(word, { maxLength: 5 }),
      word,
      fc.integer({ min: 1, max: 9_999_999_999 }),
    );
    let laidOut = 0;
    await fc.assert(
      fc.asyncProperty(given, async ([name, lines, other, cents]) => {
        const orders = [paymentsOrder(cents, `x${other}`), contributionsOrder(`x${other}`, 3)];
        for (const order of orders) {
          try {
            expectInPlace(await read({ ...order, recipient: { name, lines } }));
            laidOut += 1;
          } catch (error) {
            if (!(error instanceof LetterError)) throw error;
            expect(['address-too-long', 'incomplete-address']).toContain(error.fault);
            expectInPlace(await read({ ...order, recipient }));
          }
        }
      }),
      { numRuns: 25, examples: [[['Anna', ['Via Roma 1', '10121 TORINO TO'], 'Ditta', 9_999_999_999]]] },
    );
    expect(laidOut).toBeGreaterThan(0);
  });

  test('the same order gives the same bytes, whatever was made before', async () => {
    const first = await early;
    const again = await renderLetter(orderOf('avviso-pagopa', 'ar'));
    expect(Buffer.compare(first.pdf, again.pdf)).toBe(0);
    const tomorrow = await renderLetter({ ...orderOf('avviso-pagopa', 'ar'), day: '2026-11-24' });
    expect(Buffer.compare(first.pdf, tomorrow.pdf)).not.toBe(0);
  });

  test('a language without texts gets the Italian letter alone', async () => {
    const text = pdfText(await read(orderOf('certificazione-unica', 'xx')));
    expect(text).toBe(pdfText(await read(orderOf('certificazione-unica', 'it'))));
  });

  test('a letter that goes by e-mail has a name and no address', async () => {
    const text = pdfText(
      await read({ ...paymentsOrder(1_00), recipient: { name: 'Anna Rossi', lines: [] } }),
    );
    expect(text).toContain('Anna Rossi');
    expect(text).not.toContain('TORINO');
  });
});

describe('who does not see the letter', () => {
  test('follows its structure: headings, lists, tables with heads, all text or decoration', async () => {
    const order = contributionsOrder('Officine Bellavista', 60);
    const { pdf } = await renderLetter(order);
    const pages = readPdf(pdf);
    const count = (structure: string) =>
      pages.objects.filter((one) => one.includes(`/S /${structure}\n`)).length;
    expect(count('Document')).toBe(1);
    expect(count('H1')).toBe(1);
    expect(count('H2')).toBe(2);
    expect(count('Table')).toBe(2);
    // 60 periods, two kinds of them with their total, and two heads; none again on the second page.
    expect(pages.pages).toBeGreaterThan(1);
    expect(count('TR')).toBe(60 + 3 + 2);
    expect(count('TH')).toBe(5 + 6);
    expect(pages.objects.filter((one) => one.includes('/Scope /Column')).length).toBe(5 + 6);
    expect(new Set(pages.texts.map(({ tag }) => tag))).toEqual(
      new Set(['Artifact', 'H1', 'H2', 'LBody', 'Lbl', 'P', 'TD', 'TH']),
    );
    const all = pages.objects.join('\n');
    expect(all).toContain('/Lang (it-IT)');
    expect(all).toContain('/Marked true');
    expect(all).toContain('/DisplayDocTitle true');
    expect(Buffer.from(pdf).includes('<pdfuaid:part>1</pdfuaid:part>')).toBe(true);
    expect(all).toContain('Estratto conto contributivo al 23/11/2026');
  });

  test('gets Arabic text in the order of reading, and words for the picture', async () => {
    const { pdf } = await renderLetter(orderOf('avviso-pagopa', 'ar'));
    const { objects } = readPdf(pdf);
    const spoken = objects.flatMap((one) => {
      const hexOrText = /\/ActualText \(\u00fe\u00ff(.*)\)\n/s.exec(one)?.[1] ?? '';
      const bytes = Buffer.from(hexOrText.replaceAll(/\\(.)/gs, '$1'), 'latin1');
      return bytes.length === 0
        ? []
        : [
            bytes
              .subarray(0, bytes.length & ~1)
              .swap16()
              .toString('utf16le'),
          ];
    });
    expect(spoken.join('\n')).toContain(letterTexts.ar.title);
    expect(objects.filter((one) => one.includes('/S /Figure')).every((one) => one.includes('/Alt ('))).toBe(
      true,
    );
  });
});

describe('the pagoPA notice', () => {
  test('has a QR code that says number, creditor and amount, and the number in groups of four', async () => {
    const order = orderOf('avviso-pagopa');
    const notice = avvisoPagopa.parse(order.data);
    const pages = await read(order);
    expect(scanned(pages)).toBe(qrText(notice.numero, creditor, notice.importo));
    const text = pdfText(pages);
    expect(text).toContain(notice.numero.replaceAll(/(.{4})(?=.)/g, '$1 '));
    expect(text).toContain(creditor.cbill);
    expect(text).toContain(creditor.codiceFiscale);
  });
});

describe('what cannot be laid out', () => {
  test('is refused with its reason, and nothing of it is in the message', async () => {
    const name = 'Ermenegilda Quattrocchi';
    const order = paymentsOrder(1_00, name);
    const { tipo: _, ...withoutKind } = z.looseObject({}).parse(order.data);
    const broken: readonly [string, LetterOrder][] = [
      ['unknown-kind', { ...order, kind: 'toString' }],
      ['unknown-kind', { ...order, kind: 'cartolina' }],
      ['bad-data', { ...order, data: withoutKind }],
      ['bad-data', { ...order, data: { ...withoutKind, tipo: 'estratto-pagamenti', dal: name } }],
      ['bad-data', { ...order, day: 'oggi' }],
      ['bad-data', { ...order, recipient: { name, lines: ['1', '2', '3', '4', '5', '6'] } }],
      ['incomplete-address', { ...order, recipient: { name: ' ', lines: [name] } }],
      ['address-too-long', { ...order, recipient: { name: `${name} `.repeat(20), lines: [] } }],
      ['unprintable-text', { ...order, recipient: { name: `王${name}`, lines: [] } }],
      ['unprintable-text', paymentsOrder(1_00, `${name}\u0007`)],
    ];
    for (const [fault, one] of broken) {
      const error = await faultOf(one);
      expect(error.fault).toBe(fault);
      expect(`${error.message} ${error.stack}`).not.toMatch(/Ermenegilda|Quattrocchi|王/);
      expect(error.cause).toBeUndefined();
    }
  });

  test('a name in a script that no font has is left out where the Latin one stands beside it', async () => {
    const order = paymentsOrder(1_00);
    const data = {
      ...z.looseObject({}).parse(order.data),
      intestatario: { ...holder, nomeOriginale: '王伟' },
    };
    expect(pdfText(await read({ ...order, data }))).not.toContain('Nome originale');
    const cyrillic = { ...data, intestatario: { ...holder, nomeOriginale: 'Оксана Шевченко' } };
    expect(pdfText(await read({ ...order, data: cyrillic }))).toContain('Оксана Шевченко');
  });
});

test('everything that the back office names as a payment has a name in letters', () => {
  expect(trattamenti.filter((code) => benefits[code] === undefined)).toEqual([]);
  expect(accrediti.filter((code) => payments[code] === undefined)).toEqual([]);
});
