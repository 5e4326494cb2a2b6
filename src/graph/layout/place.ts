import type { Cell, Chain, Link } from './layered.ts';

/** Boxes move near what they are linked to; then lines become straight; then all settles. */
const sweeps = { boxes: 100, lines: 200 } as const;
const gap = 24;

/** The middle of every cell, in pixels from the left: near what it is linked to, in the order of its layer, apart. */
export function placeCells(
  layers: readonly (readonly Cell[])[],
  chains: readonly Chain[],
): Map<Cell, number> {
  const bends = new Map(
    chains.flatMap(({ cells }) => {
      const own = cells.filter(({ node }) => node === undefined);
      return own.map((cell) => [cell, own] as const);
    }),
  );
  const x = new Map<Cell, number>();
  for (const layer of layers) {
    let left = 0;
    for (const cell of layer) {
      x.set(cell, left + cell.width / 2);
      left += cell.width + gap;
    }
  }
  for (let sweep = 0; sweep < sweeps.boxes + sweeps.lines; sweep++) {
    const downwards = sweep % 2 === 0;
    const straight = sweep >= sweeps.boxes;
    for (const layer of downwards ? layers : [...layers].reverse()) {
      const wanted = layer.map((cell) => {
        const line = bends.get(cell);
        if (straight && line !== undefined) return { at: middle(line, x), weight: 4 * line.length };
        const links = straight ? [...cell.above, ...cell.below] : downwards ? cell.above : cell.below;
        return links.length === 0 ? { at: x.get(cell) ?? 0, weight: 0.1 } : mean(links, x);
      });
      for (const [index, at] of apart(layer, wanted).entries()) {
        const cell = layer[index];
        if (cell !== undefined) x.set(cell, at);
      }
    }
  }
  const leftmost = Math.min(...[...x].map(([cell, at]) => at - cell.width / 2));
  return new Map([...x].map(([cell, at]) => [cell, at - leftmost]));
}

/** Where a line runs: the mean of its bends. */
function middle(line: readonly Cell[], x: ReadonlyMap<Cell, number>): number {
  return line.reduce((sum, cell) => sum + (x.get(cell) ?? 0), 0) / line.length;
}

function mean(links: readonly Link[], x: ReadonlyMap<Cell, number>): { at: number; weight: number } {
  const weight = links.reduce((sum, link) => sum + link.weight, 0);
  return { at: links.reduce((sum, link) => sum + link.weight * (x.get(link.cell) ?? 0), 0) / weight, weight };
}

/**
 * The places nearest to those wanted (least squares) that keep the order and the gaps: neighbours that would overlap
 * are moved as one block (pool adjacent violators).
 */
function apart(layer: readonly Cell[], wanted: readonly { at: number; weight: number }[]): number[] {
  const offsets: number[] = [];
  let offset = 0;
  for (const [index, cell] of layer.entries()) {
    const before = layer[index - 1];
    if (before !== undefined) offset += before.width / 2 + gapBetween(before, cell) + cell.width / 2;
    offsets.push(offset);
  }
  const blocks: { at: number; weight: number; size: number }[] = [];
  for (const [index, { at, weight }] of wanted.entries()) {
    let block = { at: at - (offsets[index] ?? 0), weight, size: 1 };
    for (let last = blocks.at(-1); last !== undefined && last.at > block.at; last = blocks.at(-1)) {
      blocks.pop();
      const sum = last.weight + block.weight;
      block = {
        at: (last.at * last.weight + block.at * block.weight) / sum,
        weight: sum,
        size: last.size + block.size,
      };
    }
    blocks.push(block);
  }
  return blocks
    .flatMap(({ at, size }) => Array.from({ length: size }, () => at))
    .map((at, index) => at + (offsets[index] ?? 0));
}

function gapBetween(a: Cell, b: Cell): number {
  return a.node === undefined && b.node === undefined ? 14 : gap;
}
