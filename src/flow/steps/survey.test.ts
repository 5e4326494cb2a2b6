import { describe, expect, test } from '@jest/globals';
import { project } from '../../../test/support/small-project.ts';
import { type Answer, Walk } from '../../../test/support/walk.ts';

const flow = `
flow: prova
title: Prova
start: domande
steps:
  domande:
    survey: gradimento
    questions:
      - { name: cortesia, say: p.cortesia }
      - { name: chiarezza, say: p.chiarezza }
      - { name: risolto, say: p.risolto, up-to: 2 }
    save: risposte
    done: grazie
    skipped: saltato
    unavailable: guasto
  grazie: { say: p.grazie, then: fine }
  saltato: { say: p.saltato, then: fine }
  guasto: { say: p.guasto, then: fine }
  fine: { hang-up: normal }
`;
const start = (answer: Answer = () => ({ outcome: 'done' })) =>
  new Walk(project({ prova: flow }), { flow: 'prova', answer });
const kept = (walk: Walk) =>
  walk.actions.flatMap((action) => (action.type === 'survey' ? [action.arguments] : []));

describe('a questionnaire', () => {
  test('asks one question after the other and keeps the answers as one record', () => {
    const walk = start().listen();
    expect(walk.lastPrompts).toEqual(['p.cortesia']);
    walk.press('4');
    expect(walk.lastPrompts).toEqual(['p.chiarezza']);
    walk.press('5').press('1');
    expect(kept(walk)).toEqual([{ cortesia: 4, chiarezza: 5, risolto: 1 }]);
    expect(walk.at).toBe('prova/grazie');
  });

  test('takes answers typed ahead', () => {
    expect(kept(start().press('451'))).toEqual([{ cortesia: 4, chiarezza: 5, risolto: 1 }]);
  });

  test('asks once more after silence or a wrong key, then leaves the question out', () => {
    const walk = start().listen().silence();
    expect(walk.lastPrompts).toEqual(['sistema.silenzio', 'p.cortesia']);
    walk.listen().press('9');
    expect(walk.lastPrompts).toEqual(['p.chiarezza']);
    walk.press('9');
    expect(walk.lastPrompts).toEqual(['sistema.tasto-errato', 'p.chiarezza']);
    walk.press('2').press('3').press('2');
    expect(kept(walk)).toEqual([{ chiarezza: 2, risolto: 2 }]);
  });

  test('# leaves a question out, * ends it with what is there', () => {
    expect(kept(start().press('#3*'))).toEqual([{ chiarezza: 3 }]);
    expect(start().press('*').at).toBe('prova/saltato');
    expect(start().press('###').at).toBe('prova/saltato');
  });

  test.each(['unavailable', 'anything'])('that ends %s leads on', (outcome) => {
    expect(start(() => ({ outcome })).press('451').at).toBe('prova/guasto');
  });

  test('goes on with the question it was at after a take-over, and sends its answers once', () => {
    const walk = start(() => 'no answer')
      .press('4')
      .send({ type: 'resume', at: 0 });
    expect(walk.lastPrompts).toEqual(['sistema.riprendiamo', 'p.chiarezza']);
    walk.press('51').send({ type: 'resume', at: 0 });
    const keys = walk.actions.flatMap((one) => (one.type === 'survey' ? [one.idempotencyKey] : []));
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    expect(walk.silence().at).toBe('prova/guasto');
  });
});
