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
    about: { servizio: prova }
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
/** @param answer to the answers; whether to ask at all is answered with yes */
const start = (answer: Answer = () => ({ outcome: 'done' }), due: ReturnType<Answer> = { outcome: 'due' }) =>
  new Walk(project({ prova: flow }), {
    flow: 'prova',
    answer: (operation, values, type) => (type === 'survey-due' ? due : answer(operation, values, type)),
  });
const kept = (walk: Walk) =>
  walk.actions.flatMap((action) => (action.type === 'survey' ? [action.arguments] : []));

describe('a questionnaire', () => {
  test('asks one question after the other and keeps the answers as one record', () => {
    const walk = start().listen();
    expect(walk.lastPrompts).toEqual(['p.cortesia']);
    walk.press('4');
    expect(walk.lastPrompts).toEqual(['p.chiarezza']);
    walk.press('5').press('1');
    expect(kept(walk)).toEqual([{ servizio: 'prova', cortesia: 4, chiarezza: 5, risolto: 1 }]);
    expect(walk.at).toBe('prova/grazie');
  });

  test.each(['not-due', 'unavailable'])('is passed over without a word when it is %s', (outcome) => {
    const walk = start(undefined, { outcome });
    expect(walk.at).toBe('prova/saltato');
    expect(walk.spoken.map(({ prompt }) => prompt)).toEqual(['p.saltato']);
  });

  test('does not keep a caller waiting for the word whether to ask', () => {
    expect(start(undefined, 'no answer').silence().at).toBe('prova/saltato');
  });

  test('asks whether to ask under one key, also after a take-over', () => {
    const walk = start(undefined, 'no answer').send({ type: 'resume', at: 0 });
    const asked = walk.actions.flatMap((one) => (one.type === 'survey-due' ? [one] : []));
    expect(asked.map(({ operation, notWithinDays }) => [operation, notWithinDays])).toEqual([
      ['gradimento', 7],
      ['gradimento', 7],
    ]);
    expect(new Set(asked.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });

  test('takes answers typed ahead', () => {
    expect(kept(start().press('451'))).toEqual([
      { servizio: 'prova', cortesia: 4, chiarezza: 5, risolto: 1 },
    ]);
  });

  test('asks once more after silence or a wrong key, then leaves the question out', () => {
    const walk = start().listen().silence();
    expect(walk.lastPrompts).toEqual(['sistema.silenzio', 'p.cortesia']);
    walk.listen().press('9');
    expect(walk.lastPrompts).toEqual(['p.chiarezza']);
    walk.press('9');
    expect(walk.lastPrompts).toEqual(['sistema.tasto-errato', 'p.chiarezza']);
    walk.press('2').press('3').press('2');
    expect(kept(walk)).toEqual([{ servizio: 'prova', chiarezza: 2, risolto: 2 }]);
  });

  test('# leaves a question out, * ends it with what is there', () => {
    expect(kept(start().press('#3*'))).toEqual([{ servizio: 'prova', chiarezza: 3 }]);
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
