/** The pagoPA notice: a page of its own, in the order of the form that pagoPA gives to creditors. */
import { type AvvisoPagopa, avvisoPagopa as schema } from '../../../document-content/avviso-pagopa.ts';
import { qrText } from '../../../pagopa/notice.ts';
import { plainText } from '../bidi.ts';
import type { Composer } from '../composer.ts';
import { euro, grouped, longDate, shortDate } from '../format.ts';
import { defineKind } from '../kind.ts';
import { LetterError } from '../letter-error.ts';
import { margins, mm, textWidth } from '../measures.ts';
import { drawQr } from '../qr-code.ts';
import { measure } from '../ruler.ts';
import type { Sender } from '../sender.ts';
import { accent, grey, ink, type Style, styles, tint } from '../styles.ts';

const bar: Style = { font: 'bold', size: 9.4, leading: 12, colour: '#ffffff' };
const large: Style = { font: 'bold', size: 17, leading: 21, colour: ink };
const title: Style = { font: 'bold', size: 17, leading: 22, colour: accent };
const brand: Style = { font: 'bold', size: 13, leading: 16, colour: accent };
const barHeight = 19;
const gutter = 16;
const half = (textWidth - gutter) / 2;
const qrSide = mm(38);

export const avvisoPagopa = defineKind({
  name: 'avviso-pagopa',
  schema,
  about: ({ anno, trimestre }) => `del ${trimestre}° trimestre ${anno}`,
  set: async (data, composer, sender) => {
    composer.newPage();
    setTitle(composer, data);
    setParties(composer, data, sender);
    setAmount(composer, data);
    setBank(composer, data, sender);
  },
});

function subjectOf({ rapporto, anno, trimestre }: AvvisoPagopa): string {
  return `Contributi lavoro domestico, rapporto ${rapporto}, ${trimestre}° trimestre ${anno}`;
}

function setTitle(composer: Composer, data: AvvisoPagopa): void {
  const { paper } = composer;
  const y = composer.y + title.size;
  const heading = paper.tag('H2');
  heading.draw(() => paper.text('Avviso di pagamento', { x: margins.left, y, style: title }));
  heading.end();
  const pagopa = paper.tag('P');
  const right = margins.left + textWidth - measure('pagoPA', brand);
  pagopa.draw(() => paper.text('pagoPA', { x: right, y, style: brand }));
  pagopa.end();
  composer.space(title.leading + 2);
  composer.paragraph(subjectOf(data), { style: styles.strong, after: 8 });
}

/** Who is paid and who pays, side by side. */
function setParties(
  composer: Composer,
  { intestatario, ore, settimane }: AvvisoPagopa,
  sender: Sender,
): void {
  const top = composer.y;
  const parties = [
    ['ENTE CREDITORE', `Cod. Fiscale ${sender.creditor.codiceFiscale}`, sender.name, sender.unit],
    [
      'DESTINATARIO AVVISO',
      `Cod. Fiscale ${intestatario.codiceFiscale}`,
      intestatario.nome,
      `Ore retribuite: ${ore}, in ${settimane} settimane`,
    ],
  ] as const;
  let lowest = top;
  for (const [index, [head, code, name, detail]] of parties.entries()) {
    const x = margins.left + index * (half + gutter);
    const end = setLines(composer, { x, y: top, width: half }, [
      { text: head, style: { ...styles.columnHead, leading: 12 } },
      { text: code, style: styles.small },
      { text: name, style: styles.strong },
      { text: detail, style: styles.small },
    ]);
    lowest = Math.max(lowest, end);
  }
  composer.moveTo(lowest + 12);
}

function setAmount(composer: Composer, { importo, scadenza }: AvvisoPagopa): void {
  setBar(composer, 'QUANTO E QUANDO PAGARE?');
  const top = composer.y + 8;
  const left = setLines(composer, { x: margins.left, y: top, width: half }, [
    { text: euro(importo), style: large },
    { text: `entro il ${longDate(scadenza)}`, style: { ...styles.strong, size: 12, leading: 17 } },
  ]);
  const right = setLines(composer, { x: margins.left + half + gutter, y: top, width: half }, [
    {
      text: 'Con questo avviso paga una sola volta e l’intero importo. Dopo la scadenza possono essere dovute somme aggiuntive.',
      style: styles.note,
    },
  ]);
  composer.moveTo(Math.max(left, right) + 12);
  setBar(composer, 'DOVE PAGARE?');
  composer.space(8);
  composer.paragraph(
    'Sul sito dell’Istituto, con l’app IO o con quella della Sua banca: scelga di pagare un avviso pagoPA e inquadri il codice QR, oppure scriva il codice avviso.',
  );
  composer.paragraph(
    'Sul territorio: in banca, agli sportelli automatici, negli uffici postali, in ricevitoria, dal tabaccaio e nei supermercati abilitati. Porti con sé questo avviso.',
  );
}

/** The part below the dashed line: what who takes the money needs. */
function setBank(composer: Composer, data: AvvisoPagopa, sender: Sender): void {
  const { paper } = composer;
  composer.need(qrSide + 90);
  composer.space(16);
  const y = composer.y;
  paper.decorate('Layout', () =>
    paper.dashes({ x: margins.left, y }, { x: margins.left + textWidth, y }, grey),
  );
  composer.space(12);
  setBar(composer, 'BANCHE E ALTRI CANALI', `RATA UNICA entro il ${shortDate(data.scadenza)}`);
  const top = composer.y + 8;
  paper.decorate('Layout', () =>
    paper.frame({ x: margins.left, y: top, width: qrSide, height: qrSide }, tint),
  );
  drawQr(
    paper,
    qrOf(data, sender.creditor),
    { x: margins.left, y: top, width: qrSide, height: qrSide },
    `Codice QR pagoPA dell’avviso ${grouped(data.numero, 4)}, ${euro(data.importo)}`,
  );
  const left = { x: margins.left + qrSide + gutter, width: 150 };
  const right = { x: left.x + left.width + gutter, width: textWidth - qrSide - left.width - 2 * gutter };
  const named = (name: string, value: string, style: Style = styles.strong) => [
    { text: name, style: styles.label },
    { text: value, style, after: 4 },
  ];
  const one = setLines(composer, { ...left, y: top }, [
    ...named('Destinatario', data.intestatario.nome),
    ...named('Ente creditore', sender.name, styles.strongCell),
    ...named('Oggetto del pagamento', subjectOf(data), styles.cell),
  ]);
  const other = setLines(composer, { ...right, y: top }, [
    ...named('Importo', euro(data.importo), large),
    ...named('Codice CBILL', sender.creditor.cbill),
    ...named('Codice avviso', grouped(data.numero, 4)),
    ...named('Cod. Fiscale ente creditore', sender.creditor.codiceFiscale),
  ]);
  composer.moveTo(Math.max(one, other, top + qrSide) + 8);
}

function qrOf({ numero, importo }: AvvisoPagopa, creditor: Sender['creditor']): string {
  try {
    return qrText(numero, creditor, importo);
  } catch (error) {
    if (error instanceof RangeError) throw new LetterError('bad-data', 'numero, importo');
    throw error;
  }
}

/** A dark bar with a heading, and something on its right. */
function setBar(composer: Composer, text: string, onTheRight = ''): void {
  const { paper } = composer;
  composer.need(barHeight + 40);
  const box = { x: margins.left, y: composer.y, width: textWidth, height: barHeight };
  paper.decorate('Layout', () => paper.fill([box], accent));
  const y = box.y + barHeight / 2 + 3.4;
  const heading = paper.tag('H3');
  heading.draw(() => {
    paper.text(`${text} `, { x: box.x + 7, y, style: bar });
    const x = box.x + box.width - 7 - measure(onTheRight, bar);
    if (onTheRight !== '') paper.text(onTheRight, { x, y, style: bar });
  });
  heading.end();
  composer.space(barHeight);
}

/** Texts one below the other in a column, a paragraph each; says where the last one ends. */
function setLines(
  composer: Composer,
  { x, y, width }: { x: number; y: number; width: number },
  texts: readonly { readonly text: string; readonly style: Style; readonly after?: number }[],
): number {
  const { paper } = composer;
  let top = y;
  for (const { text, style, after = 1 } of texts) {
    const paragraph = paper.tag('P', plainText(text));
    paragraph.draw(() => {
      for (const line of composer.split(text, style, width)) {
        paper.text(line, { x, y: top + style.size, style });
        top += style.leading;
      }
    });
    paragraph.end();
    top += after;
  }
  return top;
}
