import type { Cell } from './layered.ts';

const sweeps = 24;

/** Orders the cells of each layer so that few lines cross: barycentres down and up, the best order seen is kept. */
export function orderLayers(layers: Cell[][]): void {
  let best = layers.map((layer) => [...layer]);
  let fewest = crossings(layers);
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    const downwards = sweep % 2 === 0;
    const sequence = downwards ? layers : [...layers].reverse();
    for (const layer of sequence) {
      const centre = new Map(
        layer.map((cell, index) => [cell, barycentre(cell, downwards, layers) ?? index]),
      );
      layer.sort((a, b) => (centre.get(a) ?? 0) - (centre.get(b) ?? 0));
    }
    swapNeighbours(layers);
    const count = crossings(layers);
    if (count < fewest) {
      fewest = count;
      best = layers.map((layer) => [...layer]);
    }
  }
  for (const [index, layer] of best.entries()) layers[index] = layer;
}

function barycentre(cell: Cell, downwards: boolean, layers: readonly Cell[][]): number | undefined {
  const links = downwards ? cell.above : cell.below;
  if (links.length === 0) return undefined;
  const layer = layers[cell.layer + (downwards ? -1 : 1)] ?? [];
  return links.reduce((sum, link) => sum + layer.indexOf(link.cell), 0) / links.length;
}

/** Swaps neighbours wherever that saves crossings with the layers on both sides. */
function swapNeighbours(layers: readonly Cell[][]): void {
  for (const [index, layer] of layers.entries()) {
    const position = positions([...(layers[index - 1] ?? []), ...(layers[index + 1] ?? [])], layers);
    for (let i = 0; i + 1 < layer.length; i++) {
      const [a, b] = [layer[i], layer[i + 1]];
      if (a === undefined || b === undefined) continue;
      const side = (links: 'above' | 'below', first: Cell, second: Cell) =>
        inversions(
          first[links].map(({ cell }) => position.get(cell) ?? 0),
          second[links].map(({ cell }) => position.get(cell) ?? 0),
        );
      const now = side('above', a, b) + side('below', a, b);
      const swapped = side('above', b, a) + side('below', b, a);
      if (swapped < now) [layer[i], layer[i + 1]] = [b, a];
    }
  }
}

function positions(cells: readonly Cell[], layers: readonly Cell[][]): Map<Cell, number> {
  return new Map(cells.map((cell) => [cell, (layers[cell.layer] ?? []).indexOf(cell)]));
}

/** Pairs of lines that cross when one cell stands left of another. */
function inversions(left: readonly number[], right: readonly number[]): number {
  let count = 0;
  for (const l of left) for (const r of right) if (l > r) count++;
  return count;
}

/** All crossings between neighbouring layers. */
export function crossings(layers: readonly Cell[][]): number {
  let count = 0;
  for (const [index, layer] of layers.entries()) {
    const position = positions(layers[index + 1] ?? [], layers);
    const ends = layer.map((cell) => cell.below.map(({ cell: below }) => position.get(below) ?? 0));
    for (const [i, left] of ends.entries())
      for (const right of ends.slice(i + 1)) count += inversions(left, right);
  }
  return count;
}
