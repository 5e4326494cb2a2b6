import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { syntheticRelations } from './domestic-relations.ts';

const firstTwenty = Array.from({ length: 20 }, (_, index) => syntheticRelations(index));

describe('the domestic work relations of synthetic citizens', () => {
  test('have codes of ten digits that nobody else has', () => {
    const codes = Array.from({ length: 20_000 }, (_, index) => syntheticRelations(index))
      .flat()
      .map(({ code }) => code);
    expect(codes.length).toBeGreaterThan(4_000);
    expect(codes.filter((code) => !/^[1-9]\d{9}$/.test(code))).toEqual([]);
    expect(new Set(codes).size).toBe(codes.length);
  });

  test('are the same whenever they are asked for, in the millions too', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 90_000_000 }), (index) => {
        const relations = syntheticRelations(index);
        expect(syntheticRelations(index)).toEqual(relations);
        for (const { relation, code } of relations) {
          expect(code).toMatch(/^[1-9]\d{9}$/);
          if (relation.ended !== undefined) expect(relation.ended > relation.hired).toBe(true);
          expect(relation.agreements.map(({ from }) => from).toSorted()).toEqual(
            relation.agreements.map(({ from }) => from),
          );
        }
      }),
    );
  });

  test('are of every kind among the first twenty citizens', () => {
    const all = firstTwenty.flat();
    const agreed = all.map(({ relation }) => relation.agreements[0]);
    expect(firstTwenty.some((relations) => relations.length > 1)).toBe(true);
    expect(firstTwenty.some((relations) => relations.length === 0)).toBe(true);
    expect(new Set(agreed.map(({ contract }) => contract)).size).toBe(3);
    expect(agreed.some(({ weeklyHours }) => weeklyHours > 24)).toBe(true);
    expect(agreed.some(({ weeklyHours }) => weeklyHours === 0)).toBe(true);
    expect(agreed.some(({ cuaf }) => !cuaf)).toBe(true);
    expect(all.some(({ fund }) => fund !== undefined)).toBe(true);
    expect(all.some(({ relation }) => relation.ended !== undefined)).toBe(true);
    expect(all.some(({ relation }) => relation.agreements.length > 1)).toBe(true);
    expect(all.some(({ paysOnDay }) => paysOnDay === undefined)).toBe(true);
  });
});
