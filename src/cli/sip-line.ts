import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Call } from '../caller/call.ts';
import { SipCaller } from '../caller/sip-caller.ts';
import type { Service } from '../project.ts';
import { freePort } from '../provision/ports.ts';
import { findCitizen, keysFor, keysOf } from '../simulation/caller.ts';
import type { TestCase } from '../simulation/junit.ts';
import { ReferencePopulation } from '../simulation/reference.ts';
import { languagesOf } from '../simulation/run-scenario.ts';
import type { Scenario, Turn } from '../simulation/scenario.ts';
import { JournalFollower } from './journal-follower.ts';
import { progressOn } from './progress.ts';
import { startStack } from './stack.ts';

/** The same citizens as in the simulation: the first thousand hold every special case. */
const population = 1_000;
const patienceMs = 30_000;
const ports = { from: 20_000, to: 29_999 };
const rtpPorts = { from: 40_000, to: 60_000 };

/**
 * Runs dialog tests on a real Asterisk, with a SIP client, in real time, against the reference back office. What
 * cannot be had there is skipped, with the reason.
 */
export async function runOnSip(
  scenarios: readonly Scenario[],
  service: Service,
  dirs: { flows: string; prompts: string },
): Promise<TestCase[]> {
  const cases: TestCase[] = [];
  const fitting: Scenario[] = [];
  for (const scenario of scenarios) {
    const skipped = whyNot(scenario, service);
    if (skipped === undefined) fitting.push(scenario);
    else cases.push({ file: scenario.file, name: scenario.scenario, seconds: 0, skipped });
  }
  if (fitting.length === 0) return cases;
  const dataDir = await mkdtemp(join(tmpdir(), 'centralino-sip-'));
  const sipPort = await freePort(ports.from, ports.to);
  const stack = await startStack({
    dataDir,
    sipPort,
    httpPort: 0,
    rtpStart: await freePort(rtpPorts.from, rtpPorts.to),
    citizens: population,
    report: progressOn(process.stderr),
    flowsDir: dirs.flows,
    promptsDir: dirs.prompts,
  });
  try {
    const caller = await SipCaller.open({
      server: { host: '127.0.0.1', port: sipPort },
      bindAddress: '127.0.0.1',
    });
    const citizens = new ReferencePopulation(population);
    for (const scenario of fitting) {
      const began = performance.now();
      const failure = await new SipDialog(scenario, citizens, caller, stack.httpUrl).run();
      const seconds = (performance.now() - began) / 1000;
      cases.push({ file: scenario.file, name: scenario.scenario, seconds, ...(failure && { failure }) });
    }
    await caller.close();
  } finally {
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
  return cases;
}

/** Why a scenario cannot be run on the real line; undefined where it can. */
function whyNot(scenario: Scenario, service: Service): string | undefined {
  const { call, given } = scenario;
  if (call.to === undefined) return 'begins in a flow that no number of its own leads to';
  if (call.at !== undefined) return 'needs a clock that is set';
  if (given !== undefined) return 'needs hours or answers that are mocked';
  if (call.language !== undefined) return 'begins in a language that the line does not';
  if (languagesOf(scenario, service).length !== 1) return 'runs in several languages';
  const simulated = scenario.dialog.find((turn) => turn.step !== undefined || (turn.wait ?? 0) > 60);
  return simulated === undefined ? undefined : 'needs simulated time or the steps of the interpreter';
}

class SipDialog {
  readonly #scenario: Scenario;
  readonly #caller: SipCaller;
  readonly #httpUrl: string;
  readonly #values: ReadonlyMap<string, string>;
  readonly #said: string[] = [];
  #within: readonly string[] = [];
  #text = '';
  #keys = 0;
  #silences = 0;

  constructor(scenario: Scenario, citizens: ReferencePopulation, caller: SipCaller, httpUrl: string) {
    const citizen = scenario.citizen === undefined ? undefined : findCitizen(citizens, scenario.citizen);
    this.#values = new Map([
      ...(citizen === undefined ? [] : keysOf(citizen)),
      ...Object.entries(scenario.values ?? {}),
    ]);
    this.#scenario = scenario;
    this.#caller = caller;
    this.#httpUrl = httpUrl;
  }

  async run(): Promise<TestCase['failure']> {
    const { call: given, dialog } = this.#scenario;
    let place = this.#scenario.position([]);
    const call = await this.#caller.call({
      to: given.to ?? '',
      from: given.from ?? 'anonymous',
      ringTimeoutMs: 10_000,
      sending: 'silence',
    });
    try {
      const journal = await JournalFollower.newest(this.#httpUrl, patienceMs);
      for (const [index, turn] of dialog.entries()) {
        place = this.#scenario.position(['dialog', index]);
        await this.#turn(turn, call, journal);
      }
      await call.hangUp().catch(() => {});
      await journal.ended(patienceMs);
      return undefined;
    } catch (error) {
      await call.hangUp().catch(() => {});
      const message = error instanceof Error ? error.message : String(error);
      const where = `${this.#scenario.file}:${place.line}:${place.column}`;
      return {
        message,
        details: [`${where}: ${message}`, '  so far:', ...this.#said.map((one) => `    ${one}`)].join('\n'),
      };
    }
  }

  async #turn(turn: Turn, call: Call, journal: JournalFollower): Promise<void> {
    if (turn.hear !== undefined) await this.#hear(turn.hear, turn, journal);
    else if (turn.press !== undefined) {
      const keys = keysFor(turn.press, this.#values);
      this.#keys += keys.length;
      this.#within = [];
      await call.press(keys);
      await journal.pressed(this.#keys, patienceMs);
      this.#said.push(`presses  ${keys}`);
    } else if (turn.silence !== undefined) {
      this.#silences += turn.silence === true ? 1 : turn.silence;
      this.#within = [];
      await journal.silent(this.#silences, patienceMs * (turn.silence === true ? 4 : 4 * turn.silence));
      this.#said.push('is silent');
    } else if (turn.wait !== undefined) await delay(turn.wait * 1000);
    else if (turn.listen !== undefined) await call.silence({ ms: 2_000, timeoutMs: patienceMs * 4 });
    else if (turn['hang-up'] !== undefined) await call.hangUp();
    else {
      const { by } = await journal.ended(patienceMs * 4);
      if (by !== 'flow') throw new Error('the caller ended the call, not the service');
    }
  }

  /** As Listener: further on in the playback heard last, or in the one after it. */
  async #hear(prompt: string, turn: Turn, journal: JournalFollower): Promise<void> {
    if (!this.#within.includes(prompt)) {
      const { prompts, text } = await journal.heard(patienceMs * 2);
      this.#said.push(`hears    ${prompts.join(', ')}: ${text}`);
      if (!prompts.includes(prompt)) throw new Error(`expected ${prompt}, heard ${prompts.join(', ')}`);
      this.#within = prompts;
      this.#text = text;
    }
    this.#within = this.#within.slice(this.#within.indexOf(prompt) + 1);
    const { containing } = turn;
    const wanted = Array.isArray(containing) ? containing : [];
    const missing = wanted.find((words) => !this.#text.includes(words));
    if (missing !== undefined) throw new Error(`expected "${missing}" in ${prompt}, heard "${this.#text}"`);
  }
}
