import { type Cell, type Chain, type LayoutEdge, type LayoutNode, layered } from './layered.ts';
import { orderLayers } from './order.ts';
import { placeCells } from './place.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedNode extends Point {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface PlacedEdge<E extends LayoutEdge> {
  readonly edge: E;
  /** Leads upwards. */
  readonly back: boolean;
  /** From the source's edge to the target's, in pairs: the line is vertical within a pair and bends between two. */
  readonly points: readonly Point[];
  /** The middle of its label. */
  readonly label: Point;
}

export interface Layout<E extends LayoutEdge> {
  readonly width: number;
  readonly height: number;
  /** x and y are the upper left corner. */
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge<E>[];
}

/** Between two layers, more where lines go far aside: they would be all but level. */
const layerGap = { least: 12, most: 46, slope: 14 } as const;
const rowGap = 24;

/** Places boxes and lines, from top to bottom; the first node comes first. The same graph gives the same picture. */
export function layout<E extends LayoutEdge>(nodes: readonly LayoutNode[], edges: readonly E[]): Layout<E> {
  const linked = new Set(edges.flatMap(({ from, to, drawn }) => (drawn && from !== to ? [from, to] : [])));
  const { layers, chains } = layered(
    nodes.filter(({ id }, index) => index === 0 || linked.has(id)),
    edges,
  );
  orderLayers(layers);
  const x = placeCells(layers, chains);
  const rows = placeRows(layers, x);
  const at = (cell: Cell) => x.get(cell) ?? 0;
  const ports = placePorts(layers, chains, at);
  const placed = layers.flat().flatMap((cell): PlacedNode[] => {
    const row = rows[cell.layer];
    if (cell.node === undefined || row === undefined) return [];
    return [{ ...cell.node, x: at(cell) - cell.width / 2, y: row.y + (row.height - cell.height) / 2 }];
  });
  const boxes = new Map(placed.map((node) => [node.id, node]));
  const lines = chains.map((chain): PlacedEdge<E> => {
    const points = chain.cells.flatMap((cell, index): Point[] => {
      const row = rows[cell.layer] ?? { y: 0, height: 0 };
      const port = ports.get(chain)?.[index === 0 ? 0 : 1] ?? at(cell);
      const box = cell.node === undefined ? undefined : boxes.get(cell.node.id);
      if (box === undefined)
        return [
          { x: at(cell), y: row.y },
          { x: at(cell), y: row.y + row.height },
        ];
      return index === 0
        ? [
            { x: port, y: box.y + box.height },
            { x: port, y: row.y + row.height },
          ]
        : [
            { x: port, y: row.y },
            { x: port, y: box.y },
          ];
    });
    const labelled = chain.label ?? chain.cells[1];
    const row = rows[labelled?.layer ?? 0] ?? { y: 0, height: 0 };
    const label = { x: labelled === undefined ? 0 : at(labelled), y: row.y + row.height / 2 };
    return { edge: chain.edge, back: chain.back, points: chain.back ? points.reverse() : points, label };
  });
  const right = Math.max(0, ...layers.flat().map((cell) => at(cell) + cell.width / 2));
  const last = rows.at(-1);
  const bottom = last === undefined ? 0 : last.y + last.height;
  const alone = placeAlone(
    nodes.filter((node) => !boxes.has(node.id)),
    right,
    bottom + 2 * rowGap,
  );
  const lowest = Math.max(bottom, ...alone.map(({ y, height }) => y + height));
  const rightmost = Math.max(right, ...alone.map((node) => node.x + node.width));
  return { width: rightmost, height: lowest, nodes: [...placed, ...alone], edges: lines };
}

/** Boxes that no line leads to or from stand in rows of their own below all others. */
function placeAlone(nodes: readonly LayoutNode[], width: number, top: number): PlacedNode[] {
  let [x, y, height] = [0, top, 0];
  return nodes.map((node) => {
    if (x > 0 && x + node.width > width) [x, y, height] = [0, y + height + rowGap, 0];
    const placed = { ...node, x, y };
    x += node.width + rowGap;
    height = Math.max(height, node.height);
    return placed;
  });
}

function placeRows(
  layers: readonly (readonly Cell[])[],
  x: ReadonlyMap<Cell, number>,
): { y: number; height: number }[] {
  const { least, most, slope } = layerGap;
  let y = 0;
  return layers.map((layer) => {
    const row = { y, height: Math.max(0, ...layer.map((cell) => cell.height)) };
    const aside = layer.flatMap((cell) =>
      cell.below.map((link) => Math.abs((x.get(cell) ?? 0) - (x.get(link.cell) ?? 0))),
    );
    y += row.height + Math.min(most, least + Math.max(0, ...aside) / slope);
    return row;
  });
}

/** Where lines touch boxes: spread along the side, in the order of where they go, so that they do not cross there. */
function placePorts(
  layers: readonly (readonly Cell[])[],
  chains: readonly Chain[],
  at: (cell: Cell) => number,
): Map<Chain, [number, number]> {
  const ports = new Map<Chain, [number, number]>(chains.map((chain) => [chain, [0, 0]]));
  for (const cell of layers.flat()) {
    if (cell.node === undefined) continue;
    for (const end of [0, 1] as const) {
      const own = chains
        .filter(({ cells }) => (end === 0 ? cells[0] : cells.at(-1)) === cell)
        .map((chain) => ({ chain, next: (end === 0 ? chain.cells[1] : chain.cells.at(-2)) ?? cell }))
        .sort((a, b) => at(a.next) - at(b.next));
      const step = Math.min(40, (cell.width - 24) / Math.max(1, own.length));
      for (const [index, { chain }] of own.entries()) {
        const port = ports.get(chain);
        if (port !== undefined) port[end] = at(cell) + (index - (own.length - 1) / 2) * step;
      }
    }
  }
  return ports;
}
