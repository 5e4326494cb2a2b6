import { describe, expect, test } from '@jest/globals';
import { project, surroundings } from '../../test/support/small-project.ts';
import { Walk } from '../../test/support/walk.ts';
import { Source } from '../source/source.ts';
import { leftBy, offersLeft, resumableFlows } from './left.ts';
import { inspectFlows } from './load.ts';

const servizio = `
flow: servizio
title: Servizio
resumable: { done: [dopo, blocco/detto] }
start: chiedi
steps:
  chiedi: { menu: { "1": dopo, "2": blocco, "3": fine }, say: p.a, failed: fine }
  dopo: { menu: { "1": chiedi }, say: p.b, failed: fine }
  blocco: { go: blocco, on: { fatto: dopo } }
  fine: { hang-up: normal }
`;
const blocco = `
flow: blocco
title: Blocco
start: prima
steps:
  prima: { menu: { "1": detto, "2": torna }, say: p.c, failed: torna }
  detto: { menu: { "1": torna }, say: p.d, failed: torna }
  torna: { return: fatto }
`;
const ripresa = `
flow: ripresa
title: Ripresa
start: lasciato
steps:
  lasciato: { choose: [{ when: 'call.left == "servizio"', then: offerta }], otherwise: prosegui }
  offerta: { menu: { "1": servizio, "2": prosegui }, say: p.e, with: { servizio: $call.left }, failed: prosegui }
  servizio: { go: servizio }
  prosegui: { return: prosegui }
`;
const benvenuto = `
flow: benvenuto
title: Benvenuto
start: ripresa
steps:
  ripresa: { go: ripresa, on: { prosegui: scelta } }
  scelta: { menu: { "1": servizio }, say: p.f, failed: fine }
  servizio: { go: servizio }
  fine: { hang-up: normal }
`;
const diretto = ripresa
  .replace('flow: ripresa', 'flow: diretto')
  .replace('then: offerta', 'then: servizio')
  .replace(/ {2}offerta:.*\n/, '')
  .replace('{ return: prosegui }', '{ go: benvenuto }');
const flows = { servizio, blocco, ripresa, benvenuto, diretto };
const read = project(flows);

describe('what a caller leaves by hanging up', () => {
  const left = (keys: string, flow = 'servizio') =>
    leftBy(read, new Walk(read, { flow, language: 'it' }).press(keys).session);

  test('is the service that runs, also from inside a block', () => {
    const service = { flow: 'servizio', language: 'it' };
    expect(left('')).toEqual(service);
    expect(left('2')).toEqual(service);
    expect(left('11')).toEqual(service);
  });

  test('is nothing where the service is done, or has hung up, or cannot be gone on with', () => {
    expect(left('1')).toBeUndefined();
    expect(left('21')).toBeUndefined();
    expect(left('3')).toBeUndefined();
    expect(left('', 'benvenuto')).toBeUndefined();
    const { session } = new Walk(read, { flow: 'servizio' }).send({ type: 'hang-up', at: 0 });
    expect(leftBy(read, session)).toBeUndefined();
  });
});

test('only flows that ask about it make a call wait for what was left', () => {
  expect(resumableFlows(read)).toEqual(['servizio']);
  const asking = Object.keys(flows).filter((name) => offersLeft(read, name));
  expect(asking).toEqual(['ripresa', 'benvenuto', 'diretto']);
  expect(offersLeft(read, 'nessuno')).toBe(false);
  expect(offersLeft(read, 'benvenuto')).toBe(true);
});

test('a call knows what was left: it is offered, and gone on with', () => {
  const walk = new Walk(read, { flow: 'benvenuto', left: 'servizio' });
  expect(walk.spoken.at(-1)).toEqual({ prompt: 'p.e', language: 'it', values: { servizio: 'servizio' } });
  walk.press('1');
  expect(walk.at).toBe('servizio/chiedi');
  // The block that offered it is gone: `*` has nowhere to lead to.
  expect(walk.press('*').at).toBe('servizio/chiedi');
  expect(new Walk(read, { flow: 'benvenuto', left: 'servizio' }).press('2').at).toBe('benvenuto/scelta');
  expect(new Walk(read, { flow: 'benvenuto' }).at).toBe('benvenuto/scelta');
});

describe('the check', () => {
  const findings = (changed: Record<string, string>) => {
    const settings = `languages: [it]\noperator: benvenuto\nunknown-number: benvenuto
defaults: { tries: 3, silence: 7, between-keys: 5, look-up: 12, please-wait: 1.5 }
prompts: { wrong-key: s.x, silence: s.x, please-wait: s.x, cleared: s.x, resume: s.x, recorded: s.x, apology: s.x }\n`;
    const texts = Object.entries({ settings, ...flows, ...changed });
    const files = new Map(texts.map(([name, text]) => [`${name}.yaml`, new Source(`${name}.yaml`, text)]));
    return inspectFlows('', files, surroundings)
      .findings.filter((one) => one.code === 'resumable')
      .map((one) => `${one.file}:${one.line}:${one.column} ${one.message} | ${one.mend}`);
  };

  test('wants a way that leads to what can be gone on with', () => {
    expect(findings({})).toEqual([]);
    const nowhere = 'then: prosegui }';
    expect(
      findings({
        ripresa: ripresa
          .replace('call.left == "servizio"', 'call.left != null')
          .replace('then: offerta }', nowhere),
        diretto: diretto.replace('then: servizio }', nowhere),
      }),
    ).toEqual([
      expect.stringMatching(
        /^servizio.yaml:4:1 no step leads to flow "servizio" where call.left is "servizio"/,
      ),
    ]);
  });

  test('wants the steps that end it to be there', () => {
    const changed = servizio.replace('[dopo, blocco/detto]', '[dop, blocco/dette, altrove/x]');
    expect(findings({ servizio: changed })).toEqual([
      'servizio.yaml:4:21 there is no step "dop" | Did you mean "dopo"?',
      'servizio.yaml:4:26 there is no step "blocco/dette" | Did you mean "detto"?',
      'servizio.yaml:4:40 there is no step "altrove/x" | Write a step of this flow, or block/step',
    ]);
  });
});
