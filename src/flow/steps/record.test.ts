import { describe, expect, test } from '@jest/globals';
import { project } from '../../../test/support/small-project.ts';
import { type Answer, Walk } from '../../../test/support/walk.ts';

const flow = `
flow: prova
title: Prova
start: scelta
steps:
  scelta: { menu: { "1": messaggio }, say: p.scelta, failed: fine }
  messaggio:
    record: certificati
    say: p.lasci
    about: { anno: 2026 }
    max: 60
    silence: 3
    save: nota
    done: grazie
    silent: messaggio
    failed: guasto
  grazie: { menu: { "#": fine }, say: p.grazie, failed: fine }
  guasto: { say: p.guasto, then: fine }
  fine: { hang-up: normal }
`;
const reviewed = flow
  .replace('    save: nota', '    review: p.conferma\n    cancelled: annullato\n    save: nota')
  .replace('  guasto:', '  annullato: { say: p.annullato, then: fine }\n  guasto:');

/** A call at the message; what keeps messages answers at once, unless the test does. */
const start = (text = flow, answer: Answer = keeps) =>
  new Walk(project({ prova: text }), { flow: 'prova', answer }).press('1');
const keeps: Answer = (_operation, _values, type) =>
  type === 'keep' ? { outcome: 'done', value: { riferimento: '47120385' } } : { outcome: 'unavailable' };
const ended = (walk: Walk, outcome: 'done' | 'silent' | 'failed') =>
  walk.send({ type: 'recording-ended', id: walk.session.recording ?? '', outcome, seconds: 7, at: 0 });
const kept = (walk: Walk) => walk.actions.flatMap((action) => (action.type === 'keep' ? [action] : []));
const discarded = (walk: Walk) =>
  walk.actions.flatMap((action) => (action.type === 'discard-recording' ? [action.id] : []));

describe('a voice message', () => {
  test('is taken after the prompt with its limits, and kept in its box with what is known of it', () => {
    const walk = start().listen();
    const name = walk.session.recording ?? '';
    expect(walk.actions).toContainEqual({
      type: 'record',
      id: name,
      box: 'certificati',
      maxSeconds: 60,
      maxSilenceSeconds: 3,
    });
    expect(ended(walk, 'done').at).toBe('prova/grazie');
    expect(kept(walk)).toEqual([
      expect.objectContaining({
        operation: 'certificati',
        arguments: { registrazione: name, secondi: 7, about: { anno: 2026 } },
      }),
    ]);
    expect(walk.session.frames.at(-1)?.variables['nota']).toEqual({
      registrazione: name,
      secondi: 7,
      riferimento: '47120385',
    });
    expect([walk.session.message, discarded(walk)]).toEqual([null, []]);
  });

  test('begins at once when a key cuts the prompt short; 0 and * keep their meaning', () => {
    expect(start().press('5').session.recording).not.toBeNull();
    expect(start().press('0').at).toBe('operatore/saluto');
    expect(start().press('*').at).toBe('prova/scelta');
  });

  test('keys pressed into it are no answers to what follows, whenever the # is told', () => {
    const before = ended(start().listen().press('12#'), 'done');
    expect(before.session.pending.reveal()).toBe('');
    const after = ended(start().listen(), 'done').press('#');
    expect([before.at, after.at]).toEqual(['prova/grazie', 'prova/grazie']);
    expect(after.press('#').at).toBe('prova/fine');
  });

  test('with nothing said, or that fails, or never ends, leads on', () => {
    const silent = ended(start().listen(), 'silent');
    expect(silent.at).toBe('prova/messaggio');
    expect(silent.lastPrompts).toEqual(['p.lasci']);
    expect(ended(start().listen(), 'failed').at).toBe('prova/guasto');
    const lost = start().listen();
    const name = lost.session.recording;
    expect(lost.silence().at).toBe('prova/guasto');
    expect(lost.actions).toContainEqual({ type: 'stop-recording', id: name });
  });

  test('that cannot be kept is said to have failed, and thrown away', () => {
    const refused = start(flow, () => ({ outcome: 'unavailable' })).listen();
    const name = refused.session.recording;
    expect(ended(refused, 'done').at).toBe('prova/guasto');
    expect(discarded(refused)).toEqual([name]);
    const late = ended(start(flow, () => 'no answer').listen(), 'done');
    expect(late.silence().lastPrompts).toEqual(['sistema.attesa']);
    expect(late.silence().at).toBe('prova/guasto');
    expect(discarded(late)).toHaveLength(1);
  });

  test('that another engine began is begun anew; one that was recorded is asked about again', () => {
    const walk = start().listen();
    const name = walk.session.recording;
    walk.send({ type: 'resume', at: 0 });
    expect(walk.actions).toContainEqual({ type: 'stop-recording', id: name });
    expect(walk.lastPrompts).toEqual(['p.lasci']);
    walk.send({ type: 'recording-ended', id: name ?? '', outcome: 'done', seconds: 1, at: 0 });
    expect(walk.at).toBe('prova/messaggio');

    const held = ended(start(reviewed).listen(), 'done').send({ type: 'resume', at: 0 });
    expect(held.lastPrompts).toEqual(['sistema.riprendiamo', 'p.conferma']);
    expect(held.press('1').at).toBe('prova/grazie');

    const waiting = ended(start(flow, () => 'no answer').listen(), 'done').send({ type: 'resume', at: 0 });
    const [first, again, ...more] = kept(waiting);
    expect([first, more]).toEqual([expect.objectContaining({ idempotencyKey: first?.id }), []]);
    expect(again).toMatchObject({ idempotencyKey: first?.id });
  });
});

describe('a voice message that is reviewed', () => {
  const recorded = () => ended(start(reviewed).listen(), 'done');

  test('is kept when the caller confirms it', () => {
    const walk = recorded();
    expect([walk.lastPrompts, kept(walk)]).toEqual([['p.conferma'], []]);
    expect(walk.press('1').at).toBe('prova/grazie');
    expect([kept(walk).length, discarded(walk)]).toEqual([1, []]);
  });

  test('is heard again before the question, as often as the caller likes', () => {
    const walk = recorded();
    const name = walk.session.message?.name;
    walk.press('2').listen().press('2');
    const plays = walk.actions.filter((action) => action.type === 'play').slice(-2);
    expect(plays.map(({ recording }) => recording)).toEqual([name, name]);
    expect(walk.press('1').at).toBe('prova/grazie');
  });

  test('is recorded anew: the one before is thrown away', () => {
    const walk = recorded();
    const name = walk.session.message?.name;
    walk.press('3');
    expect([discarded(walk), walk.session.recording === null]).toEqual([[name], false]);
    expect(ended(walk, 'done').press('1').at).toBe('prova/grazie');
    expect(kept(walk)).toHaveLength(1);
    expect(discarded(walk)).toEqual([name]);
  });

  test.each([
    ['cancelled', '4', 'prova/annullato'],
    ['left for the operator', '0', 'operatore/saluto'],
    ['left for the step before', '*', 'prova/scelta'],
    ['not decided upon, by wrong keys', '777', 'prova/annullato'],
  ])('is not kept when it is %s', (_how, keys, at) => {
    const walk = recorded().press(keys);
    expect([walk.at, kept(walk), discarded(walk).length]).toEqual([at, [], 1]);
  });

  test('is not kept when the caller stays silent', () => {
    const walk = recorded();
    for (let times = 0; times < 3; times += 1) walk.listen().silence();
    expect([walk.at, kept(walk), discarded(walk).length]).toEqual(['prova/annullato', [], 1]);
  });

  test('is kept when the caller hangs up after speaking', () => {
    const walk = recorded().send({ type: 'hang-up', at: 0 });
    expect([kept(walk).length, discarded(walk), walk.session.message]).toEqual([1, [], null]);
  });

  test('says what becomes of one that is not confirmed', () => {
    expect(() => project({ prova: reviewed.replace(/ +cancelled: .*\n/, '') })).toThrow(/cancelled/);
  });
});
