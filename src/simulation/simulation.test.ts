import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { project } from '../../test/support/small-project.ts';
import type { Project } from '../flow/project.ts';
import { loadCalendars } from '../numbers/calendar.ts';
import { DatedMailing, usualMailing } from '../numbers/mailing.ts';
import { parseNumberPlan } from '../numbers/plan.ts';
import { FindingsError } from '../source/finding.ts';
import { loadMessages } from '../speech/load-messages.ts';
import { Coverage, Reasons } from './coverage.ts';
import { explore } from './explore.ts';
import { exploreStates } from './explore-states.ts';
import { junitXml } from './junit.ts';
import { recordedScenario } from './record.ts';
import { ReferencePopulation } from './reference.ts';
import { runScenario } from './run-scenario.ts';
import { readScenarios } from './scenario.ts';
import type { SimulatedService } from './service.ts';
import { Walk } from './walk.ts';

const prompts = `
p: { operatore: Un operatore., saluto: "Buongiorno {nome}.", scelta: Uno o due., fine: Arrivederci. }
sistema:
  tasto-errato: Errato.
  silenzio: Silenzio.
  attesa: Attenda.
  cancellato: Cancellato.
  riprendiamo: Riprendiamo.
  scuse: Scusi.
input: { digits: { troppo-corto: Corto. } }
`;

const main = `
flow: prova
title: Prova
start: scelta
steps:
  scelta: { menu: { "1": numero, "2": fine }, say: p.scelta, failed: operatore }
  numero: { ask: digits, between: [3, 5], say: p.scelta, save: numero, then: cerca, failed: operatore }
  cerca: { look-up: cose.cerca, with: { numero: $numero }, found: fine, not-found: numero, unavailable: operatore }
  operatore: { go: operatore }
  fine: { say: p.fine, interrupt: false, then: chiude }
  chiude: { hang-up: normal }
`;

// Nobody is let go without a word, whatever was typed ahead.
const operator = `
flow: operatore
title: Operatore
start: saluto
steps:
  saluto: { say: p.operatore, interrupt: false, then: fine }
  fine: { hang-up: normal }
`;

const hoursFile = join(import.meta.dirname, '../../flows/hours.yaml');

async function service(flow: string): Promise<SimulatedService> {
  const dir = await mkdtemp(join(tmpdir(), 'centralino-test-'));
  try {
    await writeFile(join(dir, 'it.yaml'), prompts);
    const { messages } = await loadMessages(dir, ['it']);
    const plan = parseNumberPlan(
      'numbers.yaml',
      'country: IT\nlanguages: { default: it }\nlines: { linea: { number: "803164", title: Linea, flow: prova } }',
    );
    const mailing = new DatedMailing(usualMailing, await loadCalendars(hoursFile));
    return { project: project({ prova: flow, operatore: operator }), messages, mailing, plan };
  } finally {
    await rm(dir, { recursive: true });
  }
}

const population = new ReferencePopulation(20);
const file = 'flows/prova.test.yaml';
const dialog = (turns: string, more = '') =>
  readScenarios(file, `- scenario: prova\n  call: { to: "803164" }\n${more}  dialog:\n${turns}`);

async function failureOf(turns: string, more = '', flow = main) {
  const [scenario] = dialog(turns, more);
  if (scenario === undefined) throw new Error('no scenario');
  return runScenario(scenario, await service(flow), population)[0]?.failure;
}

describe('a dialog test', () => {
  test('goes as it is written', async () => {
    const given = '  given: { back-office: { cose.cerca: [not-found, found] } }\n';
    const turns = `
    - { hear: p.scelta, containing: Uno }
    - silence
    - hear: sistema.silenzio
    - hear: p.scelta
    - press: "1"
    - hear: p.scelta
    - press: "123#"
    - step: prova/numero
    - press: "12345"
    - hear: p.fine
    - ended: normal`;
    expect(await failureOf(turns, given)).toBeUndefined();
  });

  test('that is another one says what was heard, where it is written, and the dialog so far', async () => {
    expect(await failureOf('    - hear: p.scelta\n    - press: "3"\n    - hear: p.fine')).toEqual({
      file,
      line: 6,
      column: 7,
      expected: 'p.fine',
      heard: 'heard sistema.tasto-errato, p.scelta at prova/scelta',
      dialog: [
        'hears    p.scelta [it]: Uno o due.',
        'presses  3',
        'hears    sistema.tasto-errato [it]: Errato.',
        'hears    p.scelta [it]: Uno o due.',
      ],
    });
  });

  test.each([
    ['words that are not in the text', '- { hear: p.scelta, containing: tre }', '"tre" in p.scelta'],
    ['a step that the call is not at', '- step: prova/fine', 'step prova/fine'],
    ['an end that does not come', '- ended', 'the end of the call'],
    ['a name that nobody gave', '- press: "$pin"', 'keys that can be pressed'],
    ['a key after the end', '- press: "2"\n    - listen\n    - press: "1"', 'a call that goes on'],
  ])('fails for %s', async (_, turns, expected) => {
    expect((await failureOf(`    ${turns}`))?.expected).toBe(expected);
  });

  test('fails when a text cannot be spoken, whatever it expects', async () => {
    const flow = main.replace('say: p.fine', 'say: p.saluto');
    expect((await failureOf('    - press: "2"\n    - ended', '', flow))?.heard).toContain('cannot be spoken');
  });

  test.each([
    ['dialog:\n    - press: 1', 5, 'should be string'],
    ['dialog:\n    - presss: "1"', 5, 'is not known here'],
    ['dialog:\n    - { press: "1", hear: p.scelta }', 5, 'Write one of hear, press'],
    [
      'given: { back-office: { cose.cerca: { outcom: found } } }\n  dialog: [listen]',
      4,
      '"outcom" is not known',
    ],
  ])('that is badly written has its line: %s', (text, line, message) => {
    const read = () => readScenarios(file, `- scenario: x\n  call: { to: "803164" }\n\n  ${text}`);
    try {
      read();
    } catch (error) {
      if (!(error instanceof FindingsError)) throw error;
      expect(error.findings[0]).toMatchObject({ file, line });
      expect(`${error.findings[0]?.message}. ${error.findings[0]?.mend}`).toContain(message);
      return;
    }
    throw new Error('it was taken');
  });
});

describe('coverage', () => {
  test('tells exits of one target apart, and asks for reasons', async () => {
    const simulated = await service(main);
    const coverage = new Coverage(simulated.project);
    const [scenario] = dialog('    - press: "2"\n    - ended');
    if (scenario === undefined) throw new Error('no scenario');
    for (const { ways } of runScenario(scenario, simulated, population)) coverage.add(ways);
    const reasons = new Reasons(
      'coverage.yaml',
      '- { flow: prova, step: numero, reason: later }\n- { flow: prova, step: fine, reason: none }\n',
    );
    const { gaps, stale } = coverage.report(reasons);
    const named = gaps.filter((gap) => gap.flow === 'prova').map((gap) => `${gap.step} ${gap.exit ?? ''}`);
    expect(named).toContain('scelta menu.1');
    expect(named).not.toContain('scelta menu.2');
    expect(gaps.find((gap) => gap.step === 'numero')?.reason).toBe('later');
    expect(stale.map((finding) => finding.line)).toEqual([2]);
  });
});

describe('exploring', () => {
  test('finds nothing in a good flow', async () => {
    const found = explore(await service(main), { walks: 200, seed: 1, states: 2_000 });
    expect(found).toMatchObject({ failure: undefined, complete: true });
  });

  test('finds the call that ends without a word, and gives the shortest walk as a dialog test', async () => {
    const quiet = main.replace('found: fine', 'found: chiude');
    const { failure } = exploreStates(await service(quiet), { entries: ['123#'], limit: 2_000 });
    expect(failure?.what).toContain('without a word');
    const [scenario] = readScenarios(file, failure?.test ?? '');
    expect(scenario?.dialog.filter((turn) => turn.press !== undefined)).toHaveLength(2);
  });

  test('random walks shrink to the shortest that fails', async () => {
    const flow = main
      .replace('"2": fine', '"2": saluto')
      .replace('  fine:', '  saluto: { say: p.saluto, then: fine }\n  fine:');
    const simulated = await service(flow);
    const found = explore(simulated, { walks: 500, seed: 7, states: 1 });
    expect(found.failure?.what).toContain('p.saluto in it cannot be spoken');
    const [scenario] = readScenarios(file, found.failure?.test ?? '');
    expect(scenario?.dialog.filter((turn) => turn.press !== undefined)).toHaveLength(1);
  });
});

test('a recorded walk passes as a dialog test', async () => {
  const simulated = await service(main);
  const walk = walkOn(simulated.project);
  walk.press('1').settle().press('12#').settle().press('123#').settle();
  const test = recordedScenario(walk, { scenario: 'registrata', call: { flow: 'prova' }, mocked: true });
  const [scenario] = readScenarios(file, test);
  if (scenario === undefined) throw new Error('no scenario');
  expect(runScenario(scenario, simulated, population)[0]?.failure).toBeUndefined();
  expect(scenario.dialog.at(-1)).toMatchObject({ ended: true });
});

function walkOn(flows: Project): Walk {
  return new Walk(flows, {
    flow: 'prova',
    line: 'linea',
    language: 'it',
    at: 0,
    caller: null,
    answers: () => ({ outcome: 'found', value: null }),
    speechMs: () => 1_000,
  });
}

test('JUnit output escapes what XML cannot hold', () => {
  const failure = { message: 'heard "a" <b>\u0007', details: 'x & y' };
  const xml = junitXml([{ file: 'a.yaml', name: 'uno', seconds: 0.5, failure }]);
  expect(xml).toContain('message="heard &quot;a&quot; &lt;b&gt;"');
  expect(xml).toContain('>x &amp; y<');
  expect(xml).toContain('tests="1" failures="1" skipped="0"');
});
