import { describe, expect, test } from '@jest/globals';
import { project, surroundings } from '../../test/support/small-project.ts';
import { Walk } from '../../test/support/walk.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import { sameValue } from './values.ts';

const flow = (name: string, head: string, steps: string) =>
  `flow: ${name}\ntitle: T\n${head}start: a\nsteps:\n${steps}`;
const end = '  z: { hang-up: normal }\n';
const [pensioni] = surroundings.queues;
const queues =
  pensioni === undefined
    ? []
    : [
        pensioni,
        { ...pensioni, name: 'figli', topic: 'famiglia', callBack: false, calendars: { it: 'chiuso' } },
      ];

const flows = {
  menu: flow(
    'menu',
    'topic: false\n',
    `  a: { menu: { "1": b, "2": c, "3": d }, say: p.menu, failed: z }
  b: { go: servizio }
  c: { topic: famiglia, then: a2 }
  a2: { menu: { "1": z }, say: p.famiglia, failed: z }
  d: { go: servizio-senza }\n${end}`,
  ),
  servizio: flow(
    'servizio',
    'topic: pensioni\n',
    `  a: { go: blocco, on: { fatto: b } }
  b: { menu: { "1": c, "2": d }, say: p.servizio, failed: z }
  c: { go: menu }
  d: { go: servizio-senza }\n${end}`,
  ),
  'servizio-senza': flow('servizio-senza', '', `  a: { menu: { "1": z }, say: p.senza, failed: z }\n${end}`),
  pratiche: flow(
    'pratiche',
    'topic: pensioni\n',
    `  a: { ask: pin, say: p.pin, save: pin, then: b, failed: z }
  b: { ask: digits, between: [6, 6], say: p.pratica, save: pratica, then: c, failed: z }
  c: { menu: { "1": b }, say: p.menu, failed: z }\n${end}`,
  ),
  blocco: flow('blocco', '', '  a: { menu: { "1": b }, say: p.blocco, failed: b }\n  b: { return: fatto }\n'),
  operatore: flow(
    'operatore',
    '',
    `  a: { choose: [{ when: call.topic == null, then: nessuno }, { when: call.queue.open, then: coda }], otherwise: chiuso }
  nessuno: { say: p.nessuno, then: z }
  coda: { queue: $call.queue.name, with: { servizio: $call.service, chiesto: $call.asked }, answered: z, closed: z, full: z, nobody: z, timeout: z, unavailable: z }
  chiuso: { say: p.chiuso, with: $call.queue.opens, then: z }\n${end}`,
  ),
};
const calendars = {
  ...surroundings.calendars,
  names: ['operatori-it', 'chiuso'],
  isOpen: (name: string) => name !== 'chiuso',
};
const start = () =>
  new Walk(project(flows, { queues, calendars, destinations: { queue: ['pensioni', 'figli'] } }), {
    flow: 'menu',
    answer: () => 'no answer',
  });

describe('the topic of a call', () => {
  test('is not known before a flow gives it', () => {
    expect(start().press('0').lastPrompts).toEqual(['p.nessuno']);
  });

  test('is that of the flow in which 0 is pressed, also in a block that it entered', () => {
    const walk = start().press('10');
    expect([walk.at, walk.session.topic]).toEqual(['operatore/coda', 'pensioni']);
    expect(walk.actions).toContainEqual(expect.objectContaining({ type: 'queue', operation: 'pensioni' }));
    expect(start().press('110').at).toBe('operatore/coda');
  });

  test('stays in flows that say nothing about it, and goes where a flow says so', () => {
    expect(start().press('1120').at).toBe('operatore/coda');
    expect(start().press('30').lastPrompts).toEqual(['p.nessuno']);
    expect(start().press('1110').lastPrompts).toEqual(['p.nessuno']);
  });

  test('is that of the flow that `*` leads back to', () => {
    const walk = start().press('11*');
    walk.press('*');
    expect([walk.at, walk.session.topic]).toEqual(['menu/a', null]);
  });

  test('is chosen by a step, and says when its queue opens', () => {
    const walk = start().press('20');
    expect(walk.spoken.at(-1)).toMatchObject({
      prompt: 'p.chiuso',
      values: { quando: 'domani', giorno: '2026-11-24', ora: '08:00' },
    });
  });

  test('is known from the beginning where we call the caller back', () => {
    const walk = new Walk(project(flows, { queues, calendars }), {
      flow: 'servizio-senza',
      topic: 'pensioni',
      answer: () => 'no answer',
    });
    expect(walk.press('0').at).toBe('operatore/coda');
  });

  test('goes to the operator with what was keyed in on the way, and never with a PIN', () => {
    const walk = new Walk(project(flows, { queues, calendars }), {
      flow: 'pratiche',
      answer: () => 'no answer',
    });
    walk.press('23456789').press('123456').press('0');
    const [queue] = walk.actions.flatMap((action) => (action.type === 'queue' ? [action] : []));
    const told = { servizio: 'pratiche', chiesto: { pratica: new Sensitive('pratica', '123456') } };
    expect(sameValue(queue?.arguments, told)).toBe(true);
  });
});
