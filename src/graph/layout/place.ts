import type { Cell, Link } from './layered.ts';

const sweeps = 40;
const gap = 26;

/** The middle of every cell, in pixels from the left: near what it is linked to, in the order of its layer, apart. */
export function placeCells(layers: readonly (readonly Cell[])[]): Map<Cell, number> {
  const x = new Map<Cell, number>();
  for (const layer of layers) {
    let left = 0;
    for (const cell of layer) {
      x.set(cell, left + cell.width / 2);
      left += cell.width + gap;
    }
  }
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const downwards = sweep % 2 === 0;
    // Towards the end both sides count, which settles it.
    const both = sweep >= sweeps - 10;
    for (const layer of downwards ? layers : [...layers].reverse()) {
      const wanted = layer.map((cell) => {
        const links = both ? [...cell.above, ...cell.below] : downwards ? cell.above : cell.below;
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
