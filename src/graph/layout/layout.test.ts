import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { layout } from './layout.ts';

const count = 9;
const ids = Array.from({ length: count }, (_, index) => `n${index}`);
const anyGraph = fc.record({
  nodes: fc.tuple(
    ...ids.map((id) =>
      fc.record({
        id: fc.constant(id),
        width: fc.integer({ min: 60, max: 260 }),
        height: fc.integer({ min: 20, max: 90 }),
      }),
    ),
  ),
  edges: fc.array(
    fc.record({
      from: fc.constantFrom(...ids),
      to: fc.constantFrom(...ids),
      labelWidth: fc.constantFrom(0, 30, 90),
      labelHeight: fc.constant(13),
      drawn: fc.boolean(),
    }),
    { maxLength: 20 },
  ),
});

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
const overlap = (a: Area, b: Area) =>
  a.x < b.x + b.width - 0.01 &&
  b.x < a.x + a.width - 0.01 &&
  a.y < b.y + b.height - 0.01 &&
  b.y < a.y + a.height - 0.01;

describe('the layout of any graph', () => {
  test('places every box once, inside the picture, and none on another', () => {
    fc.assert(
      fc.property(anyGraph, ({ nodes, edges }) => {
        const { nodes: placed, width, height } = layout(nodes, edges);
        expect(placed.map(({ id }) => id).sort()).toEqual(ids);
        for (const [index, node] of placed.entries()) {
          expect(node.x).toBeGreaterThanOrEqual(-0.01);
          expect(node.x + node.width).toBeLessThanOrEqual(width + 0.01);
          expect(node.y + node.height).toBeLessThanOrEqual(height + 0.01);
          for (const other of placed.slice(index + 1)) expect(overlap(node, other)).toBe(false);
        }
      }),
    );
  });

  test('keeps labels off boxes and off each other', () => {
    fc.assert(
      fc.property(anyGraph, ({ nodes, edges }) => {
        const { nodes: placed, edges: lines } = layout(nodes, edges);
        const labels = lines
          .filter(({ edge }) => edge.labelWidth > 0)
          .map(({ edge, label }) => ({
            x: label.x - edge.labelWidth / 2,
            y: label.y - edge.labelHeight / 2,
            width: edge.labelWidth,
            height: edge.labelHeight,
          }));
        for (const [index, label] of labels.entries()) {
          for (const other of [...placed, ...labels.slice(index + 1)])
            expect(overlap(label, other)).toBe(false);
        }
      }),
    );
  });

  test('draws each line from its source to its target; those that lead up, and only those, are marked', () => {
    fc.assert(
      fc.property(anyGraph, ({ nodes, edges }) => {
        const { nodes: placed, edges: lines } = layout(nodes, edges);
        expect(lines).toHaveLength(edges.filter(({ from, to, drawn }) => drawn && from !== to).length);
        for (const { edge, back, points } of lines) {
          const [from, to] = [edge.from, edge.to].map((id) => placed.find((node) => node.id === id));
          const [first, last] = [points[0], points.at(-1)];
          if (!from || !to || !first || !last) throw new Error('a line without ends');
          expect(first.y).toBeCloseTo(back ? from.y : from.y + from.height);
          expect(last.y).toBeCloseTo(back ? to.y + to.height : to.y);
          expect(back).toBe(from.y > to.y);
          expect(first.x).toBeGreaterThan(from.x);
          expect(first.x).toBeLessThan(from.x + from.width);
        }
      }),
    );
  });
});
