/** Tables that go on over pages: the head stands again on each, a row is never torn apart. */
import { setImmediate as others } from 'node:timers/promises';
import { plainText } from './bidi.ts';
import type { Composer } from './composer.ts';
import { margins, textWidth } from './measures.ts';
import { measure } from './ruler.ts';
import { accent, hairline, type Style, styles, tint } from './styles.ts';

export interface Column {
  readonly head: string;
  /** Share of the width; all of them together are the whole. */
  readonly share: number;
  readonly align?: 'left' | 'right';
}

export interface Row {
  /** A text for each column. */
  readonly cells: readonly string[];
  /** A row of totals. */
  readonly strong?: boolean;
}

interface Cell {
  readonly lines: readonly string[];
  readonly x: number;
  readonly width: number;
  readonly align: 'left' | 'right';
}

const padding = { x: 4, y: 3 } as const;
const gap = 8;

/** Sets a table. Between pages others on this thread have their turn, since a long one takes seconds. */
export async function setTable(
  composer: Composer,
  columns: readonly Column[],
  rows: Iterable<Row>,
): Promise<void> {
  const { paper } = composer;
  const whole = columns.reduce((sum, { share }) => sum + share, 0);
  let left = margins.left;
  const places = columns.map(({ share, align = 'left' }) => {
    const width = (textWidth * share) / whole;
    const place = { x: left + padding.x, width: width - 2 * padding.x, align };
    left += width;
    return place;
  });

  const cellsOf = (texts: readonly string[], style: Style): readonly Cell[] =>
    places.map((place, index) => ({
      ...place,
      lines: composer.split(texts[index] ?? '', style, place.width),
    }));
  const heightOf = (cells: readonly Cell[], style: Style) =>
    Math.max(1, ...cells.map(({ lines }) => lines.length)) * style.leading + 2 * padding.y;
  const drawCell = ({ lines, x, width, align }: Cell, top: number, style: Style) => {
    for (const [index, line] of lines.entries()) {
      const start = align === 'right' ? x + width - measure(line, style) : x;
      paper.text(line, { x: start, y: top + padding.y + style.size + index * style.leading, style });
    }
  };

  const headCells = cellsOf(
    columns.map(({ head }) => head),
    styles.columnHead,
  );
  const headHeight = heightOf(headCells, styles.columnHead);
  const drawHead = (draw: (cell: Cell, top: number) => void) => {
    const top = composer.y;
    paper.decorate('Layout', () => {
      paper.fill([{ x: margins.left, y: top, width: textWidth, height: headHeight }], tint);
      const y = top + headHeight;
      paper.rule({ x: margins.left, y }, { x: margins.left + textWidth, y }, accent, 0.9);
    });
    for (const cell of headCells) draw(cell, top);
    composer.moveTo(top + headHeight);
  };

  composer.need(headHeight + 3 * styles.cell.leading);
  const table = paper.tag('Table');
  const headRow = table.tag('TR');
  drawHead((cell, top) => {
    const head = headRow.tag('TH', { scope: 'Column' });
    head.draw(() => drawCell(cell, top, styles.columnHead));
    head.end();
  });
  headRow.end();

  for (const { cells: texts, strong = false } of rows) {
    const style = strong ? styles.strongCell : styles.cell;
    const cells = cellsOf(texts, style);
    const height = heightOf(cells, style);
    if (height > composer.room) {
      await others();
      composer.need(height + headHeight);
      // Who hears the table has heard its head.
      drawHead((cell, top) => paper.decorate('Pagination', () => drawCell(cell, top, styles.columnHead)));
    }
    drawRow(texts, cells, height, style);
  }
  table.end();
  composer.space(gap);

  function drawRow(texts: readonly string[], cells: readonly Cell[], height: number, style: Style): void {
    const top = composer.y;
    const row = table.tag('TR');
    for (const [index, cell] of cells.entries()) {
      const tag = row.tag('TD', plainText(texts[index] ?? ''));
      tag.draw(() => drawCell(cell, top, style));
      tag.end();
    }
    row.end();
    const y = top + height;
    paper.decorate('Layout', () =>
      paper.rule({ x: margins.left, y }, { x: margins.left + textWidth, y }, hairline, 0.4),
    );
    composer.moveTo(y);
  }
}
