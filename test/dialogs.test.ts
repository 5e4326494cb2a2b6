/** The dialog tests beside the flows, as `centralino test --coverage --explore` runs them. */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadService, type Service } from '../src/project.ts';
import { Coverage } from '../src/simulation/coverage.ts';
import { explore } from '../src/simulation/explore.ts';
import { loadReasons, loadScenarios, scenarioFiles } from '../src/simulation/files.ts';
import { ReferencePopulation } from '../src/simulation/reference.ts';
import { runScenario } from '../src/simulation/run-scenario.ts';
import { projectDir } from './support/parts.ts';

const flowsDir = join(projectDir, 'flows');
let service: Service;

beforeAll(async () => {
  service = await loadService(flowsDir, join(projectDir, 'prompts'));
});

describe('the shipped flows', () => {
  test('every dialog goes as it is written, and every step and exit is taken or has a reason', async () => {
    const population = new ReferencePopulation(1_000);
    const coverage = new Coverage(service.project);
    const scenarios = await loadScenarios(await scenarioFiles(flowsDir));
    const results = scenarios.flatMap((scenario) => runScenario(scenario, service, population));
    for (const { ways } of results) coverage.add(ways);
    expect(results.flatMap(({ failure }) => failure ?? [])).toEqual([]);
    const { gaps, stale } = coverage.report(await loadReasons(flowsDir));
    expect(gaps.filter((gap) => gap.reason === undefined)).toEqual([]);
    expect(stale).toEqual([]);
  }, 300_000);

  test('every flow has dialog tests', async () => {
    const tested = (await scenarioFiles(flowsDir)).map((file) => file.replace(/\.test\.yaml$/, ''));
    const flows = [...service.project.flows.keys()].map((flow) => join(flowsDir, flow));
    expect(tested.sort()).toEqual(flows.sort());
  });

  test('whatever a caller does, the call can end well, and every text can be spoken', () => {
    const { failure } = explore(service, {
      walks: 1_000,
      seed: Math.floor(Math.random() * 2 ** 31),
      states: 3_000,
    });
    expect(failure).toBeUndefined();
  }, 300_000);
});
