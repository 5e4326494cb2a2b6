/** What stands around the text: the head of the letter, running heads, page numbers, marks for folding. */
import { grouped, longDate } from './format.ts';
import { folds, margins, mm, page, textWidth } from './measures.ts';
import type { Paper } from './paper.ts';
import { measure } from './ruler.ts';
import type { Sender } from './sender.ts';
import { accent, hairline, styles } from './styles.ts';

const right = margins.left + textWidth;
const headTop = mm(15);
/** The reference beside the window of the envelope. */
const referenceTop = mm(54.5);
/** Below all that can show in the window when the sheet slips down in the envelope. */
export const firstPageTop = mm(94);

/** The name of the institution over a rule. */
export function drawHead(paper: Paper, sender: Sender): void {
  const [x, y] = [margins.left, headTop];
  const name = paper.tag('P');
  name.draw(() => {
    paper.text(`${sender.name} `, { x, y: y + styles.senderName.size, style: styles.senderName });
    paper.text(`${sender.unit} `, { x, y: y + styles.senderName.leading + 9, style: styles.senderUnit });
    const where = `${sender.address} · ${sender.website}`;
    paper.text(where, {
      x: right - measure(where, styles.senderUnit),
      y: y + styles.senderName.leading + 9,
      style: styles.senderUnit,
    });
  });
  name.end();
  paper.decorate('Layout', () => {
    const ruleY = y + styles.senderName.leading + 16;
    paper.rule({ x, y: ruleY }, { x: right, y: ruleY }, accent, 1.2);
    for (const fold of folds) paper.rule({ x: mm(6), y: fold }, { x: mm(10), y: fold }, hairline, 0.5);
  });
}

/** Reference and day, each under its label. @param day `YYYY-MM-DD` */
export function drawReference(paper: Paper, reference: string, day: string): void {
  const fields = [
    ['Riferimento', grouped(reference, 4)],
    ['Data', longDate(day)],
  ] as const;
  let y = referenceTop;
  for (const [label, value] of fields) {
    const field = paper.tag('P');
    field.draw(() => {
      paper.text(`${label} `, { x: margins.left, y: y + styles.label.size, style: styles.label });
      const below = y + styles.label.leading + styles.strong.size;
      paper.text(value, { x: margins.left, y: below, style: styles.strong });
    });
    field.end();
    y += styles.label.leading + styles.strong.leading + 5;
  }
}

/** The head of every page but the first. */
export function drawRunningHead(paper: Paper, sender: Sender, title: string): void {
  const y = mm(17);
  paper.text(sender.name, { x: margins.left, y, style: { ...styles.small, font: 'bold', colour: accent } });
  paper.text(title, { x: right - measure(title, styles.small), y, style: styles.small });
  paper.rule({ x: margins.left, y: y + 5 }, { x: right, y: y + 5 }, accent, 0.8);
}

/** The foot of every page. @param number of the page @param total of all pages */
export function drawFoot(
  paper: Paper,
  sender: Sender,
  { reference, number, total }: { reference: string; number: number; total: number },
): void {
  const y = page.height - mm(13);
  paper.rule({ x: margins.left, y: y - 11 }, { x: right, y: y - 11 }, hairline, 0.5);
  const left = `${sender.shortName} · Riferimento ${grouped(reference, 4)}`;
  paper.text(left, { x: margins.left, y, style: styles.small });
  const place = `Pagina ${number} di ${total}`;
  paper.text(place, { x: right - measure(place, styles.small), y, style: styles.small });
}
