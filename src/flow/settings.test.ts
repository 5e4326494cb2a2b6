import { describe, expect, test } from '@jest/globals';
import { project } from '../../test/support/small-project.ts';
import { Walk } from '../../test/support/walk.ts';
import { FindingsError } from '../source/finding.ts';

const flow = (top: string, step = '') => `
flow: prova
title: Prova
${top}
start: uno
steps:
  uno: { menu: { "1": scelta }, say: p.uno, failed: fine }
  scelta: { menu: { "1": fine }, say: p.scelta, failed: fine${step} }
  fine: { hang-up: normal }
`;
const other = `
flow: altro
title: Altro
start: fine
steps:
  fine: { hang-up: normal }
`;
const walk = (top: string, step?: string) =>
  new Walk(project({ prova: flow(top, step), altro: other }), { flow: 'prova' }).press('1');

describe('what a flow says at its top', () => {
  test('holds for its steps, unless they say otherwise', () => {
    expect(walk('defaults: { tries: 1 }').press('7').at).toBe('prova/fine');
    expect(walk('defaults: { tries: 1 }', ', tries: 2').press('7').at).toBe('prova/scelta');
    expect(walk('defaults: { silence: 2 }').listen().actions.at(-1)).toMatchObject({ ms: 2000 });
  });

  test('0 reaches the operators of the flow, or nobody', () => {
    expect(walk('').press('0').at).toBe('operatore/saluto');
    expect(walk('operator: altro').press('0').at).toBe('altro/fine');
    expect(walk('operator: false').press('0').lastPrompts).toEqual(['sistema.tasto-errato', 'p.scelta']);
    expect(walk('operator: false', ', operator: .operator').press('0').at).toBe('operatore/saluto');
  });

  test('* leads back, or nowhere', () => {
    expect(walk('').press('*').at).toBe('prova/uno');
    expect(walk('back: false').press('*').at).toBe('prova/scelta');
    expect(walk('back: false', ', back: uno').press('*').at).toBe('prova/uno');
  });

  test('is checked', () => {
    expect(() => walk('operator: nessuno')).toThrow(FindingsError);
    expect(() => walk('defaults: { trys: 1 }')).toThrow('"trys" is not known');
  });
});
