/** A box to be placed; sizes in pixels. */
export interface LayoutNode {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface LayoutEdge {
  readonly from: string;
  readonly to: string;
  /** The room its label takes; 0 where it has none. */
  readonly labelWidth: number;
  readonly labelHeight: number;
  /** False for one that only says that `to` comes after `from`. */
  readonly drawn: boolean;
}

/** A place in a layer: a box, or a bend of a line that passes through (and may carry its label). */
export interface Cell {
  readonly node: LayoutNode | undefined;
  readonly width: number;
  readonly height: number;
  readonly layer: number;
  readonly above: Link[];
  readonly below: Link[];
}

export interface Link {
  readonly cell: Cell;
  /** How much the line should be straight here. */
  readonly weight: number;
}

/** An edge as the cells it passes, from the upper to the lower end; `back` when it really leads upwards. */
export interface Chain<E extends LayoutEdge = LayoutEdge> {
  readonly edge: E;
  readonly back: boolean;
  readonly cells: readonly Cell[];
  /** The cell that has room for the label. */
  readonly label: Cell | undefined;
}

export interface Layered<E extends LayoutEdge> {
  readonly layers: Cell[][];
  readonly chains: readonly Chain<E>[];
}

/**
 * Puts boxes into layers, each edge from an upper to a lower one (Sugiyama et al. 1981). Boxes have the even layers;
 * the odd ones between are for labels, so that no label ever lies on a box or on another label.
 */
export function layered<E extends LayoutEdge>(nodes: readonly LayoutNode[], edges: readonly E[]): Layered<E> {
  const { order, back } = walk(nodes, edges);
  const rank = rankNodes(order, edges, back);
  const layers: Cell[][] = Array.from({ length: 2 * Math.max(0, ...rank.values()) + 1 }, () => []);
  const place = (node: LayoutNode | undefined, layer: number, width: number, height: number): Cell => {
    const cell: Cell = { node, width, height, layer, above: [], below: [] };
    layers[layer]?.push(cell);
    return cell;
  };
  const cells = new Map<string, Cell>();
  for (const id of order) {
    const node = nodes.find((one) => one.id === id);
    if (node !== undefined) cells.set(id, place(node, 2 * (rank.get(id) ?? 0), node.width, node.height));
  }
  const chains = edges.flatMap((edge): Chain<E>[] => {
    const isBack = back.has(edge);
    const [upper, lower] = [cells.get(isBack ? edge.to : edge.from), cells.get(isBack ? edge.from : edge.to)];
    if (upper === undefined || lower === undefined || upper === lower || !edge.drawn) return [];
    const passed = [upper];
    let label: Cell | undefined;
    // The label goes where the line leaves its source.
    const labelled = isBack ? lower.layer - 1 : upper.layer + 1;
    for (let layer = upper.layer + 1; layer < lower.layer; layer++) {
      const here = layer === labelled && edge.labelWidth > 0;
      const cell = place(undefined, layer, here ? edge.labelWidth : 0, here ? edge.labelHeight : 0);
      if (here) label = cell;
      passed.push(cell);
    }
    passed.push(lower);
    for (const [index, cell] of passed.entries()) {
      const next = passed[index + 1];
      if (next === undefined) continue;
      const bends = Number(cell.node === undefined) + Number(next.node === undefined);
      const weight = [1, 2, 6][bends] ?? 1;
      cell.below.push({ cell: next, weight });
      next.above.push({ cell, weight });
    }
    return [{ edge, back: isBack, cells: passed, label }];
  });
  return { layers, chains };
}

/** Depth first from the first node on: the order of boxes, and the edges that lead back to where the walk comes from. */
function walk(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]) {
  const state = new Map<string, 'open' | 'done'>();
  const back = new Set<LayoutEdge>();
  const order: string[] = [];
  const known = new Set(nodes.map((node) => node.id));
  const visit = (id: string): void => {
    state.set(id, 'open');
    order.push(id);
    for (const edge of edges) {
      if (edge.from !== id || !known.has(edge.to)) continue;
      const seen = state.get(edge.to);
      if (seen === undefined) visit(edge.to);
      else if (seen === 'open') back.add(edge);
    }
    state.set(id, 'done');
  };
  for (const { id } of nodes) if (!state.has(id)) visit(id);
  return { order, back };
}

/** The longest way from a beginning, so that every edge leads down; then each box as low as what it leads to allows. */
function rankNodes(
  order: readonly string[],
  edges: readonly LayoutEdge[],
  back: ReadonlySet<LayoutEdge>,
): Map<string, number> {
  const known = new Set(order);
  const down = edges.filter(
    (edge) => !back.has(edge) && edge.from !== edge.to && known.has(edge.from) && known.has(edge.to),
  );
  const rank = new Map(order.map((id) => [id, 0]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const { from, to } of down) {
      const lowest = (rank.get(from) ?? 0) + 1;
      if ((rank.get(to) ?? 0) >= lowest) continue;
      rank.set(to, lowest);
      changed = true;
    }
  }
  return rank;
}
