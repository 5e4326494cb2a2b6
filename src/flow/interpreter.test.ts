import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { project } from '../../test/support/small-project.ts';
import { Walk } from '../../test/support/walk.ts';
import { digits } from '../input/keys.ts';
import { advance, begin } from './interpreter.ts';
import { sessionSchema } from './session.ts';

const welcome = `
flow: prova
title: Prova
start: saluto
steps:
  saluto: { say: p.saluto, then: scelta }
  scelta:
    menu: { "1": numero, "2": avviso, "9": .repeat }
    say: p.scelta
    help: p.aiuto
    failed: fine
    silent: muto
  numero:
    ask: digits
    between: [3, 5]
    say: p.numero
    save: numero
    then: ricerca
    failed: fine
  ricerca:
    look-up: cose.cerca
    with: { numero: $numero }
    save: cosa
    found: trovata
    not-found: scelta
    unavailable: scelta
  trovata: { say: p.trovata, with: $cosa, then: scelta }
  avviso: { say: p.avviso, interrupt: false, then: scelta }
  muto: { say: p.muto, then: fine }
  fine: { hang-up: normal }
`;
const answer = () => ({ outcome: 'found', value: { colore: 'rosso' } });
const start = () => new Walk(project({ prova: welcome }), { flow: 'prova', answer });

describe('speaking and listening', () => {
  test('answers, speaks, then listens with a bound on silence', () => {
    const walk = start();
    expect(walk.actions.map((action) => action.type)).toEqual(['answer', 'play']);
    walk.listen();
    expect(walk.lastPrompts).toEqual(['p.scelta']);
    walk.listen();
    expect(walk.actions.at(-1)).toMatchObject({ type: 'start-timer', ms: 7000 });
  });

  test('a key stops a prompt that allows it', () => {
    const walk = start().listen();
    const playing = walk.session.playing?.id;
    walk.press('1');
    expect(walk.actions).toContainEqual({ type: 'stop', id: playing });
    expect(walk.at).toBe('prova/numero');
  });

  test('keys typed ahead of every prompt are all used, in order', () => {
    const walk = start().press('1123#');
    expect(walk.at).toBe('prova/trovata');
    expect(walk.session.pending.reveal()).toBe('');
  });

  test('keys pressed during a prompt that must be heard wait behind it', () => {
    const walk = start().press('2').press('1');
    expect(walk.at).toBe('prova/avviso');
    walk.listen();
    expect(walk.at).toBe('prova/numero');
  });

  test('a # right behind an entry that ended by its length is a habit, not an answer', () => {
    const walk = start().press('112345#');
    expect(walk.at).toBe('prova/trovata');
    expect(walk.listenAll().session.attempts).toBe(0);
  });

  test('wrong keys and silence are told apart, help comes from the second failure, then the exit', () => {
    const walk = start().listenAll().press('7');
    expect(walk.lastPrompts).toEqual(['sistema.tasto-errato', 'p.scelta']);
    walk.listen().silence();
    expect(walk.lastPrompts).toEqual(['sistema.silenzio', 'p.aiuto']);
    walk.listen().silence();
    expect(walk.lastPrompts).toEqual(['p.muto']);
  });

  test('an entry too short says why and starts anew', () => {
    const walk = start().press('112#');
    expect(walk.lastPrompts).toEqual(['input.digits.troppo-corto', 'p.numero']);
    expect(walk.press('1234').at).toBe('prova/numero');
    expect(walk.silence().at).toBe('prova/trovata');
  });

  test('* clears an entry, then leads back; a lone 0 reaches the operator', () => {
    const walk = start().press('112*');
    expect(walk.lastPrompts).toEqual(['sistema.cancellato', 'p.numero']);
    expect(walk.press('*').at).toBe('prova/scelta');
    expect(walk.press('10#').at).toBe('operatore/saluto');
  });

  test('what a look-up found fills the next prompt', () => {
    const walk = start().press('1123#');
    expect(walk.spoken.at(-1)).toEqual({ prompt: 'p.trovata', language: 'it', values: { colore: 'rosso' } });
  });

  test('a look-up that takes long is announced, and given up in the end', () => {
    const walk = new Walk(project({ prova: welcome }), { flow: 'prova', answer: () => 'no answer' });
    walk.press('1123#').silence();
    expect(walk.lastPrompts).toEqual(['sistema.attesa']);
    const request = walk.session.request?.id ?? '';
    expect(walk.silence().at).toBe('prova/scelta');
    walk.send({ type: 'result', id: request, outcome: 'found', value: null, at: walk.now });
    expect(walk.at).toBe('prova/scelta');
  });

  test('after a take-over the step speaks again; entry and attempts are kept', () => {
    const walk = start().press('1').listen().press('12').send({ type: 'resume', at: 0 });
    expect(walk.lastPrompts).toEqual(['sistema.riprendiamo', 'p.numero']);
    expect(walk.press('3#').at).toBe('prova/trovata');
  });

  test('a look-up in flight is repeated after a take-over under the same key', () => {
    const walk = new Walk(project({ prova: welcome }), { flow: 'prova', answer: () => 'no answer' });
    walk.press('1123#').send({ type: 'resume', at: 0 });
    const keys = walk.actions.flatMap((action) => (action.type === 'look-up' ? [action.idempotencyKey] : []));
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  test('after the hang-up nothing happens any more', () => {
    const walk = start().send({ type: 'hang-up', at: 0 });
    const before = walk.actions.length;
    expect(walk.press('1').actions).toHaveLength(before);
    expect(walk.session.phase).toBe('ended');
  });
});

describe('any caller', () => {
  const happening = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...digits).map((digit) => ({ key: digit })) },
    { weight: 2, arbitrary: fc.constant('listen' as const) },
    { weight: 2, arbitrary: fc.constant('silence' as const) },
    { weight: 1, arbitrary: fc.constant('resume' as const) },
  );

  test('never leaves a playback, a timer or a key behind, and can always be continued from its checkpoint', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
        const walk = start();
        for (const one of happenings) {
          if (one === 'listen') {
            if (walk.session.playing) walk.listen();
          } else if (one === 'silence') {
            if (walk.session.timer) walk.silence();
          } else if (one === 'resume') walk.send({ type: 'resume', at: walk.now });
          else walk.press(one.key);
          sessionSchema.parse(walk.session);
          const { playing, timer, phase } = walk.session;
          const stopped = new Set(
            walk.actions.flatMap((action) => (action.type === 'stop' ? [action.id] : [])),
          );
          if (playing) expect(stopped.has(playing.id)).toBe(false);
          if (phase === 'running') expect(playing !== null || timer !== null).toBe(true);
          else expect([playing, timer]).toEqual([null, null]);
        }
      }),
    );
  });

  test('the same events give the same actions', () => {
    const flows = project({ prova: welcome });
    const offer = { callId: 'x', line: 'l', flow: 'prova', language: 'it', caller: null };
    const first = begin(flows, { type: 'offered', at: 1, offer });
    const event = { type: 'key', digit: '1', at: 2 } as const;
    expect(advance(flows, first.session, event)).toEqual(advance(flows, first.session, event));
    expect(begin(flows, { type: 'offered', at: 1, offer })).toEqual(first);
  });
});

describe('* between flows', () => {
  const first = `
flow: primo
title: Primo
start: scelta
steps:
  scelta: { menu: { "1": altro, "2": dato }, say: p.scelta, failed: fine }
  dato: { ask: digits, between: [1, 1], say: p.numero, save: numero, then: poi, failed: fine }
  poi: { menu: { "1": altro }, say: p.saluto, failed: fine }
  altro: { go: prova }
  fine: { hang-up: normal }
`;
  const second = `
flow: prova
title: Prova
start: domanda
steps:
  domanda: { menu: { "1": fine }, say: p.aiuto, failed: fine }
  fine: { hang-up: normal }
`;
  const walk = () => new Walk(project({ primo: first, prova: second }), { flow: 'primo' });

  test('leads back to a flow that had saved nothing', () => {
    expect(walk().press('1').at).toBe('prova/domanda');
    expect(walk().press('1*').at).toBe('primo/scelta');
    expect(walk().press('1*1').at).toBe('prova/domanda');
  });

  test('does not lead back to where values would be missing', () => {
    expect(walk().press('251').at).toBe('prova/domanda');
    expect(walk().press('251*').at).toBe('prova/domanda');
  });
});
