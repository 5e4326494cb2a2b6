/** Every service on the real parts: dialog tests marked `line: true`, called in turn in all eight languages. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { flowsDir, promptsDir } from '../../src/cli/command.ts';
import { loadService } from '../../src/project.ts';
import { loadScenarios, scenarioFiles } from '../../src/simulation/files.ts';
import { ReferencePopulation } from '../../src/simulation/reference.ts';
import type { Scenario } from '../../src/simulation/scenario.ts';
import { languages } from '../../src/speech/language.ts';
import { playOnLine } from '../support/dialog-on-line.ts';
import { type Dialled, Line } from '../support/line.ts';

/** Calls at once: two cores also run Asterisk, the engine and the voices. */
const atOnce = 6;

interface Planned {
  readonly scenario: Scenario;
  readonly language: string;
  readonly dialled: Dialled;
}

let line: Line;
let planned: readonly Planned[];
const goneThrough = new Set<string>();

beforeAll(async () => {
  const scenarios = (await loadScenarios(await scenarioFiles(flowsDir))).filter((one) => one.line === true);
  const numbers = new Map<string, string>();
  planned = scenarios.map((scenario, index) => {
    const { flow, to, from = null } = scenario.call;
    const language = languageOf(scenario, index);
    const own = flow === undefined ? undefined : numberFor(numbers, flow, language);
    return { scenario, language, dialled: { to: own ?? to ?? '803164', from } };
  });
  line = await Line.start({
    flowChanges: [
      ['numbers.yaml', 'lines:\n', `lines:\n${linesFor(numbers)}`],
      // Scenarios are written for a Monday morning in November, whenever this runs.
      ['hours.yaml', /holidays: closed\n {4}weekly:\n( {6}.*\n)+/g, 'holidays: open\n    weekly: always\n'],
      ['mailing.yaml', /from: "[^"]*", to: "[^"]*"/, 'from: "2026-01-01", to: "2099-12-31"'],
    ],
  });
}, 600_000);

afterAll(async () => {
  await line?.stop();
});

/** The language that is written, or for `all` the next of the eight. */
function languageOf({ call }: Scenario, index: number): string {
  const written = [call.language ?? 'it'].flat();
  const choice: readonly string[] = written.includes('all') ? languages : written;
  return choice[index % choice.length] ?? 'it';
}

/** A number of its own for each flow and language, since a dialog may begin in the middle of the tree. */
function numberFor(numbers: Map<string, string>, flow: string, language: string): string {
  const key = `${flow} ${language}`;
  const number = numbers.get(key) ?? `06555${String(numbers.size + 20_000)}`;
  numbers.set(key, number);
  return number;
}

function linesFor(numbers: ReadonlyMap<string, string>): string {
  return [...numbers]
    .map(([key, number]) => {
      const [flow = '', language = ''] = key.split(' ');
      return `  prova-${flow}-${language}: { number: "${number}", title: Test, flow: ${flow}, language: ${language} }\n`;
    })
    .join('');
}

test('each service can be used from the first key to the last', async () => {
  const failures: string[] = [];
  const waiting = [...planned];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { scenario, language, dialled } = next;
      const name = `${scenario.file.slice(flowsDir.length + 1)}: ${scenario.scenario} [${language}]`;
      try {
        for (const flow of await playOnLine(scenario, line, dialled, population)) goneThrough.add(flow);
      } catch (error) {
        failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  await line.everybodyHangsUp();
  expect(failures).toEqual([]);
}, 900_000);

test('every flow was gone through', async () => {
  const { project } = await loadService(flowsDir, promptsDir);
  expect([...project.flows.keys()].filter((flow) => !goneThrough.has(flow))).toEqual([]);
});

test('nothing about the people who called came out', async () => {
  await line.nobodyLeft();
  expect(await line.leaks()).toEqual([]);
}, 120_000);

const population = new ReferencePopulation(1_000);
