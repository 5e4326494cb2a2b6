import { writeFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { loadService, type Service } from '../project.ts';
import { Coverage, type CoverageReport } from '../simulation/coverage.ts';
import { loadReasons, loadScenarios, scenarioFiles } from '../simulation/files.ts';
import { junitXml, type TestCase } from '../simulation/junit.ts';
import { ReferencePopulation } from '../simulation/reference.ts';
import { type Failure, runScenario } from '../simulation/run-scenario.ts';
import type { Scenario } from '../simulation/scenario.ts';
import { type Command, flowsDir, numberOption, promptsDir, textOption, UsageError } from './command.ts';

/** The first thousand citizens hold every special case. */
const population = 1_000;

export const test: Command = {
  name: 'test',
  summary: 'run the dialog tests beside the flows',
  usage: `
usage: centralino test [FILE ...] [--flows DIR] [--prompts DIR] [--line sip] [--coverage] [--explore N]
                       [--junit FILE] [--json]

  FILE ...       dialog tests to run (default: every *.test.yaml of the flows)
  --line sip     on a real Asterisk, with a SIP client, in real time: those that need no set clock and no mocks
  --coverage     steps and exits never taken, by flow and language; fails for one without a reason in coverage.yaml
  --explore N    N random walks, and every state that can be reached: each must end with a goodbye
  --seed N       the random walks of an earlier run again
  --junit FILE   results as JUnit XML
  --json         results as JSON

Exits 0 only when every dialog goes as it is written. How to write one: docs/flussi.md.`,
  options: {
    flows: { type: 'string' },
    prompts: { type: 'string' },
    line: { type: 'string' },
    coverage: { type: 'boolean' },
    explore: { type: 'string' },
    seed: { type: 'string' },
    junit: { type: 'string' },
    json: { type: 'boolean' },
  },
  run: async (values, positionals) => {
    const flows = textOption(values, 'flows', flowsDir);
    const prompts = textOption(values, 'prompts', promptsDir);
    const line = textOption(values, 'line', 'simulated');
    if (line !== 'simulated' && line !== 'sip')
      throw new UsageError(`--line takes "sip" or "simulated", not "${line}"`);
    const walks = numberOption(values, 'explore', { min: 0, max: 10_000_000, default: 0 });
    const seed = numberOption(values, 'seed', { min: 0, max: 2 ** 31 - 1, default: Date.now() % 2 ** 31 });
    const service = await loadService(flows, prompts);
    const files = positionals.length > 0 ? positionals : await scenarioFiles(flows);
    const scenarios = await loadScenarios(files.map((file) => resolve(file)));

    const coverage = new Coverage(service.project);
    const cases: TestCase[] =
      line === 'sip'
        ? await (await import('./sip-line.ts')).runOnSip(scenarios, service, { flows, prompts })
        : runSimulated(scenarios, service, coverage);
    const report = values['coverage'] === true ? coverage.report(await loadReasons(flows)) : undefined;
    const explored =
      walks === 0 ? undefined : (await import('../simulation/explore.ts')).explore(service, { walks, seed });

    if (typeof values['junit'] === 'string') await writeFile(values['junit'], junitXml(cases));
    const gaps = report?.gaps.filter((gap) => gap.reason === undefined) ?? [];
    const failed = cases.filter((one) => one.failure !== undefined);
    const ok =
      failed.length === 0 &&
      gaps.length === 0 &&
      (report?.stale.length ?? 0) === 0 &&
      (explored?.failure ?? undefined) === undefined;
    if (values['json'] === true) {
      process.stdout.write(`${JSON.stringify({ ok, cases, coverage: report, explored })}\n`);
    } else {
      process.stdout.write(summary(cases));
      if (report !== undefined) process.stdout.write(coverageText(report));
      if (explored !== undefined) process.stdout.write(exploredText(explored));
    }
    return ok ? 0 : 1;
  },
};

function runSimulated(scenarios: readonly Scenario[], service: Service, coverage: Coverage): TestCase[] {
  const citizens = new ReferencePopulation(population);
  return scenarios.flatMap((scenario) => {
    const began = performance.now();
    const results = runScenario(scenario, service, citizens);
    const seconds = (performance.now() - began) / 1000 / results.length;
    return results.map(({ language, failure, ways }): TestCase => {
      coverage.add(ways);
      const name = `${scenario.scenario} [${language}]`;
      const file = shown(scenario.file);
      return failure === undefined
        ? { file, name, seconds }
        : { file, name, seconds, failure: failureOf(failure) };
    });
  });
}

/** A failure as text: where it is written, what was expected, what came, and the dialog up to there. */
export function failureOf(failure: Failure): { message: string; details: string } {
  const place = `${shown(failure.file)}:${failure.line}:${failure.column}`;
  const lines = [
    `${place}: the dialog is another one`,
    `  expected ${failure.expected}`,
    `  but      ${failure.heard}`,
    ...(failure.dialog.length === 0 ? [] : ['  so far:']),
    ...failure.dialog.map((one) => `    ${one}`),
  ];
  return { message: `expected ${failure.expected}, but ${failure.heard}`, details: lines.join('\n') };
}

/** A path as a reader at this terminal would type it. */
export function shown(file: string): string {
  const short = relative(process.cwd(), file);
  return short.startsWith('..') ? file : short;
}

function summary(cases: readonly TestCase[]): string {
  const failed = cases.filter((one) => one.failure !== undefined);
  const skipped = cases.filter((one) => one.skipped !== undefined);
  const seconds = cases.reduce((sum, one) => sum + one.seconds, 0);
  const run = cases.length - skipped.length;
  const pace = seconds > 0 ? `, ${Math.round(run / seconds)} a second` : '';
  const lines = [
    ...failed.map(({ name, failure }) => `FAILED ${name}\n${failure?.details ?? ''}\n`),
    ...skipped.map(({ file, name, skipped: reason }) => `skipped ${file}: ${name}: ${reason ?? ''}`),
    `${run - failed.length} of ${run} dialogs went as written (${seconds.toFixed(2)} s${pace})${
      skipped.length > 0 ? `, ${skipped.length} skipped` : ''
    }`,
  ];
  return `${lines.join('\n')}\n`;
}

function coverageText({ flows, gaps, stale }: CoverageReport): string {
  const languages = Object.keys(flows[0]?.seen ?? {});
  const width = Math.max(...flows.map((flow) => flow.flow.length));
  const rows = flows.map(({ flow, steps, exits, seen }) => {
    const cells = languages.map((language) => {
      const { steps: s = 0, exits: e = 0 } = seen[language] ?? {};
      return percent(s + e, steps + exits).padStart(5);
    });
    return `  ${flow.padEnd(width)} ${String(steps).padStart(6)} ${String(exits).padStart(6)} ${cells.join('')}`;
  });
  const open = gaps.filter((gap) => gap.reason === undefined);
  const explained = gaps.filter((gap) => gap.reason !== undefined);
  const gapText = (gap: (typeof gaps)[number]) =>
    `  ${gap.flow}/${gap.step}${gap.exit === undefined ? '' : ` ${gap.exit}`} [${gap.languages.join(' ')}]`;
  return [
    '\nsteps and exits taken, % by language',
    `  ${''.padEnd(width)}  steps  exits ${languages.map((language) => language.padStart(5)).join('')}`,
    ...rows,
    ...(explained.length > 0 ? ['not taken, with a reason:'] : []),
    ...explained.map((gap) => `${gapText(gap)}: ${gap.reason}`),
    ...(open.length > 0 ? ['NOT TAKEN, no reason in coverage.yaml:'] : ['every gap has a reason']),
    ...open.map(gapText),
    ...stale.map((one) => `${shown(one.file)}:${one.line}:${one.column}: ${one.message}. ${one.mend}`),
    '',
  ].join('\n');
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : String(Math.floor((100 * part) / whole));
}

function exploredText(explored: {
  readonly walks: number;
  readonly states: number;
  readonly complete: boolean;
  readonly seed: number;
  readonly seconds: number;
  readonly failure?: { readonly what: string; readonly test: string } | undefined;
}): string {
  const { walks, states, complete, seconds, seed, failure } = explored;
  const done = `explored ${walks} random walks (seed ${seed}) and ${complete ? 'all ' : 'the first '}${states} states in ${seconds.toFixed(1)} s`;
  return failure === undefined
    ? `${done}: every one can end well\n`
    : `${done}\nFAILED: ${failure.what}\nthe shortest walk that shows it:\n\n${failure.test}`;
}
