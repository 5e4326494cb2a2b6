import type { NodeRole } from './graph.ts';
import { fontSizes, type LineStyle, lineStyles, roleStyles } from './style.ts';
import { outline } from './svg-outline.ts';
import { round, xmlText } from './svg-text.ts';
import { textWidth } from './text.ts';

const columns = 3;
const rowHeight = 24;

/** What the shapes and lines of this picture mean, and what holds for every flow without being drawn. */
export function legend(
  roles: readonly NodeRole[],
  lines: readonly LineStyle[],
): { svg: string; width: number; height: number } {
  const boxes = roles.map((role) => {
    const { shape, fill, stroke, meaning } = roleStyles[role];
    return { sign: outline(shape, { x: 0, y: 4, width: 34, height: 15 }, fill, stroke), meaning };
  });
  const arrows = lines.map((line) => {
    const { stroke, dash, meaning } = lineStyles[line];
    const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
    const sign = `<path d="M0 11.5H34" stroke="${stroke}" stroke-width="1.4"${dashes} marker-end="url(#arrow-${line})"/>`;
    return { sign, meaning };
  });
  const noted = {
    sign: `<text x="0" y="15" font-size="${fontSizes.note}" fill="#8d7370">9 → x</text>`,
    meaning: 'exit that is written in the box, not drawn',
  };
  const entries = [...boxes, ...arrows, noted];
  const columnWidth = 56 + Math.max(...entries.map(({ meaning }) => textWidth(meaning, fontSizes.note)));
  const svg = entries.map(({ sign, meaning }, index) => {
    const [x, y] = [(index % columns) * columnWidth, Math.floor(index / columns) * rowHeight];
    const text = `<text x="44" y="15" font-size="${fontSizes.note}" fill="#3a3f4a">${xmlText(meaning)}</text>`;
    return `<g transform="translate(${round(x)} ${y})">${sign}${text}</g>`;
  });
  return {
    svg: svg.join(''),
    width: columnWidth * Math.min(columns, entries.length),
    height: Math.ceil(entries.length / columns) * rowHeight,
  };
}
