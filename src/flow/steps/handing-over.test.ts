import { describe, expect, test } from '@jest/globals';
import { project, surroundings } from '../../../test/support/small-project.ts';
import { type Answer, Walk } from '../../../test/support/walk.ts';
import { Sensitive } from '../../privacy/sensitive.ts';
import { FindingsError } from '../../source/finding.ts';

const flow = `
flow: prova
title: Prova
topic: pensioni
start: scelta
steps:
  scelta: { menu: { "1": coda, "2": sede }, say: p.scelta, failed: fine }
  coda:
    queue: pensioni
    with: { tema: naspi }
    say: p.inizio
    news: p.posizione
    interrupted: p.interrotta
    call-back-key: "1"
    call-back-failed: p.impossibile
    max-wait: 600
    answered: dopo
    aside: { identificazione: pin }
    callback: richiamata
    no-number: numero
    save: detto
    closed: chiuso
    full: piena
    nobody: nessuno
    timeout: tardi
    unavailable: guasto
  sede:
    transfer: ufficio
    say: p.trasferisco
    ring: 20
    answered: dopo
    busy: occupato
    no-answer: nessuno
    unavailable: guasto
  pin: { ask: pin, say: p.pin, save: pin, then: coda, failed: coda }
  numero: { ask: phone, say: p.numero, save: numero, then: annota, failed: coda }
  annota:
    call-back: $call.queue.name
    number: $numero
    save: detto
    accepted: richiamata
    no-number: numero
    unavailable: guasto
  dopo: { say: p.dopo, then: fine }
  richiamata: { say: p.richiamata, with: $detto, then: fine }
  chiuso: { say: p.chiuso, then: fine }
  piena: { say: p.piena, then: fine }
  nessuno: { say: p.nessuno, then: fine }
  tardi: { say: p.tardi, then: fine }
  guasto: { say: p.guasto, then: fine }
  occupato: { say: p.occupato, then: fine }
  fine: { hang-up: normal }
`;

const caller = new Sensitive('telefono', '+390600000123');
const recorded = {
  queues: surroundings.queues.map((queue) => ({ ...queue, records: true })),
};

const start = (answer: Answer = () => 'no answer') =>
  new Walk(project({ prova: flow }), { flow: 'prova', answer, caller });
const waiting = (key: string, from = start()) => {
  const walk = from.press(key);
  const id = walk.session.request?.id ?? '';
  const news = (connected: boolean, value = {}) => walk.send({ type: 'news', id, connected, value, at: 0 });
  const result = (outcome: string) => walk.send({ type: 'result', id, outcome, value: null, at: 0 });
  return { walk, news, result };
};

describe('a queue', () => {
  test.each([
    ['answered', 'dopo'],
    ['aside.identificazione', 'pin'],
    ['callback', 'richiamata'],
    ['no-number', 'numero'],
    ['closed', 'chiuso'],
    ['full', 'piena'],
    ['nobody', 'nessuno'],
    ['timeout', 'tardi'],
    ['unavailable', 'guasto'],
  ])('that answers %s leads to %s', (outcome, step) => {
    expect(start(() => ({ outcome })).press('1').at).toBe(`prova/${step}`);
  });

  test('tells the caller its news, and keeps silent once somebody answers', () => {
    const { walk, news, result } = waiting('1');
    expect(walk.lastPrompts).toEqual(['p.inizio']);
    news(false, { posizione: 3, attesa: 4 });
    expect(walk.spoken.at(-1)).toMatchObject({ prompt: 'p.posizione', values: { posizione: 3, attesa: 4 } });
    expect(walk.lastPrompts).toEqual(['p.inizio', 'p.posizione']);
    news(true);
    expect([walk.session.playing, walk.session.timer]).toEqual([null, null]);
    walk.press('1*0');
    expect(walk.session.pending.reveal()).toBe('');
    expect(walk.actions.some((action) => action.type === 'tell')).toBe(false);
    expect(result('answered').at).toBe('prova/dopo');
  });

  test('gives information on its topic after every other news, by turns', () => {
    const { walk, news } = waiting('1');
    const heard = [0, 1, 2, 3, 4, 5].map((volta) => {
      news(false, { posizione: 1, attesa: 1, volta });
      const { lastPrompts } = walk;
      walk.listen();
      return lastPrompts;
    });
    expect(heard).toEqual([
      ['p.inizio', 'p.posizione'],
      ['p.posizione', 'p.pillola'],
      ['p.posizione'],
      ['p.posizione', 'p.consiglio'],
      ['p.posizione'],
      ['p.posizione', 'p.pillola'],
    ]);
  });

  test('does not cut short what it says with the next news, and says when it does not know how long', () => {
    const { walk, news } = waiting('1');
    news(false, { posizione: 2, volta: 0 });
    expect(walk.spoken.at(-1)).toMatchObject({ values: { posizione: 2, stima: 'ignota', richiamata: true } });
    const before = walk.actions.length;
    news(false, { posizione: 1, attesa: 1, volta: 1 });
    expect(walk.actions).toHaveLength(before);
  });

  test('that records says so to its end before anybody can answer, once', () => {
    const walk = new Walk(project({ prova: flow }, recorded), {
      flow: 'prova',
      caller,
      answer: (_, __, type) => (type === 'queue' ? { outcome: 'aside.identificazione' } : 'no answer'),
    });
    walk.press('1');
    expect([walk.lastPrompts, walk.session.playing?.interruptible]).toEqual([
      ['sistema.registrazione'],
      false,
    ]);
    walk.press('9');
    expect(walk.actions.some(({ type }) => type === 'queue')).toBe(false);
    walk.send({ type: 'resume', at: 0 });
    expect(walk.lastPrompts).toEqual(['sistema.registrazione']);
    walk.listen();
    expect([walk.at, walk.session.aside]).toEqual(['prova/pin', true]);
    walk.press('23456789');
    expect(walk.spoken.filter(({ prompt }) => prompt === 'sistema.registrazione')).toHaveLength(2);
    expect(walk.actions.filter(({ type }) => type === 'queue')).toHaveLength(2);
  });

  test('says whether the caller was told of a recording', () => {
    const asked = (walk: Walk) => walk.actions.find(({ type }) => type === 'queue');
    expect(asked(start().press('1'))).toMatchObject({ told: false });
    const walk = new Walk(project({ prova: flow }, recorded), {
      flow: 'prova',
      caller,
      answer: () => 'no answer',
    });
    expect(asked(walk.press('1').listen())).toMatchObject({ told: true });
  });

  test('says the notice of a queue to which the caller is handed on, to its end, and then that it was said', () => {
    const { walk, news } = waiting('1');
    news(true);
    news(false, { registra: 'pensioni' });
    expect([walk.lastPrompts, walk.session.playing?.interruptible]).toEqual([
      ['sistema.registrazione'],
      false,
    ]);
    const before = walk.actions.length;
    news(false, { posizione: 1, attesa: 1, volta: 0 });
    news(false, { interrotta: true });
    walk.press('1');
    expect(walk.actions.slice(before)).toEqual([]);
    walk.listen();
    expect(walk.actions.slice(before)).toContainEqual(
      expect.objectContaining({ type: 'tell', word: 'told' }),
    );
    news(false, { posizione: 1, attesa: 1, volta: 2 });
    walk.listen();
    expect(walk.actions.filter((action) => action.type === 'tell' && action.word === 'told')).toHaveLength(1);
  });

  test('that breaks off says so to the caller, in place of what was said', () => {
    const { walk, news } = waiting('1');
    news(true);
    news(false, { interrotta: true });
    expect(walk.lastPrompts).toEqual(['p.interrotta']);
    const before = walk.actions.length;
    news(false, { posizione: 1, attesa: 1, volta: 2 });
    expect(walk.actions).toHaveLength(before);
  });

  test('that cannot note a call-back says so to the caller, who waits on', () => {
    const { walk, news } = waiting('1');
    walk.listen().press('1');
    news(false, { richiamata: 'impossibile' });
    expect([walk.at, walk.lastPrompts]).toEqual(['prova/coda', ['p.impossibile']]);
    news(true);
    expect(walk.session.playing).toBeNull();
  });

  test('is told the number to call back; who hides it is asked for one, and keeps a place', () => {
    const walk = new Walk(project({ prova: flow }), {
      flow: 'prova',
      answer: (_, __, type) =>
        type === 'call-back' ? { outcome: 'accepted', value: { finale: '567' } } : 'no answer',
    });
    waiting('1', walk);
    walk.press('1');
    expect(walk.at).toBe('prova/numero');
    expect(walk.actions).toContainEqual(expect.objectContaining({ type: 'tell', word: 'leave' }));
    walk.press('3331234567#');
    const [asked] = walk.actions.flatMap((action) => (action.type === 'call-back' ? [action] : []));
    expect(asked?.operation).toBe('pensioni');
    expect(asked?.callBackTo?.reveal()).toBe('+393331234567');
    expect(walk.spoken.at(-1)).toMatchObject({ prompt: 'p.richiamata', values: { finale: '567' } });
  });

  test('whose name no variable is sure to be is refused', () => {
    const text = flow.replace('queue: pensioni', 'queue: $pin');
    expect(() => project({ prova: text }, { destinations: { queue: ['pensioni'] } })).toThrow(
      'nobody knows before a call',
    );
    const other = flow.replace('topic: pensioni', 'topic: altro');
    expect(() => project({ prova: other }, { destinations: { queue: ['pensioni'] } })).toThrow(
      'there is no topic "altro"',
    );
  });

  test('whose conversation breaks off is waited for again, with a bound', () => {
    const { walk, news } = waiting('1');
    news(true);
    expect(walk.session.timer).toBeNull();
    news(false, { posizione: 1, attesa: 1 });
    expect(walk.session.timer).not.toBeNull();
    expect(walk.press('1').actions.at(-1)).toMatchObject({ type: 'tell', word: 'call-back' });
  });

  test('does not break into a conversation that another engine takes over', () => {
    const { walk, news } = waiting('1');
    news(true);
    const before = walk.actions.length;
    walk.send({ type: 'resume', at: 0 });
    expect(walk.actions.slice(before)).toMatchObject([{ type: 'queue' }]);
    expect(walk.session.request?.connected).toBe(true);
    walk.press('1');
    expect(walk.actions).toHaveLength(before + 1);
  });

  test('takes the key for a call-back, and lets go of who presses *', () => {
    const { walk } = waiting('1');
    walk.press('5').press('1');
    expect(walk.actions.at(-1)).toMatchObject({ type: 'tell', word: 'call-back' });
    walk.press('*');
    expect(walk.actions).toContainEqual(expect.objectContaining({ type: 'tell', word: 'leave' }));
    expect(walk.at).toBe('prova/scelta');
  });

  test('is left when it keeps the caller too long; who comes back is a new guest', () => {
    const { walk } = waiting('1');
    expect(walk.silence().at).toBe('prova/tardi');
    expect(walk.actions).toContainEqual(expect.objectContaining({ type: 'tell', word: 'leave' }));
    expect(walk.session.unsettled).toEqual([]);
  });

  test('keeps the place of a call that another engine takes over', () => {
    const { walk } = waiting('1');
    walk.send({ type: 'resume', at: 0 });
    const entered = walk.actions.flatMap((action) => (action.type === 'queue' ? [action] : []));
    expect(entered).toHaveLength(2);
    expect(entered[1]?.idempotencyKey).toBe(entered[0]?.idempotencyKey);
  });

  test('must say where a call-back leads', () => {
    const text = flow.replace('    callback: richiamata\n', '');
    expect(() => project({ prova: text })).toThrow(FindingsError);
  });
});

describe('a transfer', () => {
  test.each([
    ['answered', 'dopo'],
    ['busy', 'occupato'],
    ['no-answer', 'nessuno'],
    ['unavailable', 'guasto'],
  ])('that ends %s leads to %s', (outcome, step) => {
    const walk = start(() => ({ outcome })).press('2');
    expect(walk.actions).toContainEqual(
      expect.objectContaining({ type: 'transfer', operation: 'ufficio', ringSeconds: 20 }),
    );
    expect(walk.at).toBe(`prova/${step}`);
  });

  test('never goes to a number that a caller gave', () => {
    for (const number of ['$numero', '0612345678', '+39061234'])
      expect(() => project({ prova: flow.replace('transfer: ufficio', `transfer: "${number}"`) })).toThrow(
        'not the number itself',
      );
  });

  test('that nobody ever reports on is given up', () => {
    expect(waiting('2').walk.silence().at).toBe('prova/nessuno');
  });
});
