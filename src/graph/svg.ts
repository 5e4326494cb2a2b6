import type { Graph, GraphEdge, GraphNode } from './graph.ts';
import type { LayoutEdge } from './layout/layered.ts';
import { layout, type PlacedEdge, type PlacedNode, type Point } from './layout/layout.ts';
import { fontFamily, fontSizes, type LineStyle, lineStyles, type RoleStyle, roleStyles } from './style.ts';
import { legend } from './svg-legend.ts';
import { outline } from './svg-outline.ts';
import { round, xmlText } from './svg-text.ts';
import { textWidth } from './text.ts';

type DrawnEdge = GraphEdge & LayoutEdge;

const margin = 28;
const padding = 12;
const lineHeight = 15;
const headingHeight = 40;

/** The graph as an SVG file of its own: no fonts, scripts or pictures from elsewhere; title and description for screen readers. */
export function svgOf(graph: Graph): string {
  const boxes = new Map(graph.nodes.map((node) => [node.id, node]));
  const placed = layout(
    graph.nodes.map((node) => ({ id: node.id, ...sizeOf(node) })),
    graph.edges.map((edge) => ({ ...edge, ...labelSize(edge.label), drawn: !edge.noted })),
  );
  const roles = [...new Set(graph.nodes.map(({ role }) => role))];
  const key = legend(roles, [...new Set(placed.edges.map(({ edge, back }) => styleOf(edge, back)))]);
  const width = Math.ceil(
    Math.max(placed.width, key.width, textWidth(graph.title, fontSizes.heading)) + 2 * margin,
  );
  const height = Math.ceil(placed.height + headingHeight + key.height + 3 * margin);
  const left = (width - placed.width) / 2;
  const body = [
    ...placed.edges.map((edge) => lineOf(edge)),
    ...placed.nodes.map((node) => boxOf(node, boxes.get(node.id))),
    ...placed.edges.map((edge) => labelOf(edge)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc" font-family='${fontFamily}'>
<title id="title">${xmlText(graph.title)}</title>
<desc id="desc">${xmlText(graph.description)}</desc>
<defs>${Object.entries(lineStyles)
    .map(
      ([name, { stroke }]) =>
        `<marker id="arrow-${name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 1 10 5 0 9Z" fill="${stroke}"/></marker>`,
    )
    .join('')}</defs>
<rect width="${width}" height="${height}" fill="#ffffff"/>
<text x="${margin}" y="${margin + 12}" font-size="${fontSizes.heading}" font-weight="600" fill="#1e222a">${xmlText(graph.title)}</text>
<g transform="translate(${round(left)} ${margin + headingHeight})">
${body.join('\n')}
</g>
<g transform="translate(${margin} ${round(placed.height + headingHeight + 2 * margin)})">${key.svg}</g>
</svg>
`;
}

function sizeOf({ title, kind, text, notes, role }: GraphNode): { width: number; height: number } {
  const widths = [
    textWidth(title, fontSizes.title) * 1.12 + (kind === '' ? 0 : 10 + textWidth(kind, fontSizes.kind)),
    ...text.map((line) => textWidth(line, fontSizes.text)),
    ...notes.map((line) => textWidth(line, fontSizes.note)),
  ];
  const { shape } = roleStyles[role];
  const inset = insetOf(shape);
  const lines = 1 + text.length + notes.length;
  return {
    width: Math.ceil(Math.max(70, ...widths) + 2 * (padding + inset)),
    height: lines * lineHeight + 2 * padding - 6 + (shape === 'double' ? 4 : 0) + (notes.length > 0 ? 3 : 0),
  };
}

/** What the shape takes of the width on each side. */
function insetOf(shape: RoleStyle['shape']): number {
  return shape === 'hexagon' ? 12 : 3;
}

function labelSize(label: string): { labelWidth: number; labelHeight: number } {
  const lines = label === '' ? [] : label.split('\n');
  const width = Math.max(0, ...lines.map((line) => textWidth(line, fontSizes.label)));
  return { labelWidth: width === 0 ? 0 : Math.ceil(width) + 8, labelHeight: lines.length * 13 };
}

function boxOf(at: PlacedNode, node: GraphNode | undefined): string {
  if (node === undefined) return '';
  const { fill, stroke, shape } = roleStyles[node.role];
  const x = at.x + padding + insetOf(shape);
  let y = at.y + padding + (shape === 'double' ? 10 : 8);
  const lines = [
    `<text x="${round(x)}" y="${round(y)}" font-size="${fontSizes.title}"><tspan font-weight="600" fill="#1e222a">${xmlText(node.title)}</tspan>${
      node.kind === ''
        ? ''
        : `<tspan dx="8" font-size="${fontSizes.kind}" fill="${stroke}">${xmlText(node.kind)}</tspan>`
    }</text>`,
  ];
  const line = (text: string, size: number, colour: string) => {
    y += lineHeight;
    lines.push(
      `<text x="${round(x)}" y="${round(y)}" font-size="${size}" fill="${colour}">${xmlText(text)}</text>`,
    );
  };
  for (const text of node.text) line(text, fontSizes.text, '#3a3f4a');
  if (node.notes.length > 0) y += 3;
  for (const text of node.notes) line(text, fontSizes.note, '#8d7370');
  const start = node.start
    ? `<circle cx="${round(at.x + at.width / 2)}" cy="${round(at.y - 20)}" r="6" fill="#1e222a"/><path d="M${round(at.x + at.width / 2)} ${round(at.y - 14)}V${round(at.y - 1)}" stroke="#1e222a" stroke-width="1.5"/>`
    : '';
  return `<g>${start}${outline(shape, at, fill, stroke)}${lines.join('')}</g>`;
}

function lineOf({ edge, back, points }: PlacedEdge<DrawnEdge>): string {
  const { stroke, dash } = lineStyles[styleOf(edge, back)];
  const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
  return `<path d="${pathThrough(points)}" fill="none" stroke="${stroke}" stroke-width="1.4"${dashes} marker-end="url(#arrow-${styleOf(edge, back)})"/>`;
}

function labelOf({ edge, back, label }: PlacedEdge<DrawnEdge>): string {
  if (edge.label === '') return '';
  const lines = edge.label.split('\n');
  const first = label.y - ((lines.length - 1) * 13) / 2 + 4;
  const { stroke } = lineStyles[styleOf(edge, back)];
  const tspans = lines.map(
    (line, index) => `<tspan x="${round(label.x)}" y="${round(first + index * 13)}">${xmlText(line)}</tspan>`,
  );
  // White around the letters, so that the line they stand on does not strike them through.
  return `<text text-anchor="middle" font-size="${fontSizes.label}" fill="${edge.failure ? '#8d7370' : stroke}" stroke="#ffffff" stroke-width="5" paint-order="stroke" stroke-linejoin="round">${tspans.join('')}</text>`;
}

function styleOf(edge: DrawnEdge, back: boolean): LineStyle {
  if (back) return 'back';
  return edge.failure ? 'failure' : 'plain';
}

/** Straight through the layers, bending between them. */
function pathThrough(points: readonly Point[]): string {
  const [first, ...others] = points;
  if (first === undefined) return '';
  let at = first;
  const parts = [`M${round(at.x)} ${round(at.y)}`];
  for (const to of others) {
    const middle = (at.y + to.y) / 2;
    if (Math.abs(to.x - at.x) < 0.5) parts.push(`L${round(to.x)} ${round(to.y)}`);
    else
      parts.push(
        `C${round(at.x)} ${round(middle)} ${round(to.x)} ${round(middle)} ${round(to.x)} ${round(to.y)}`,
      );
    at = to;
  }
  return parts.join('');
}
