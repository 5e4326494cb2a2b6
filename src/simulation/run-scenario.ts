import type { PromptCall } from '../flow/actions.ts';
import { EndlessFlowError } from '../flow/interpreter.ts';
import { resumableFlows } from '../flow/left.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import { type Answers, answerOf, unavailable, type WrittenAnswer } from './answers.ts';
import { findCitizen, keysFor, keysOf } from './caller.ts';
import type { Misfit } from './example.ts';
import { Listener } from './listener.ts';
import { queueAnswer } from './queueing.ts';
import { ReferenceAnswers, type ReferencePopulation } from './reference.ts';
import type { Scenario, Turn } from './scenario.ts';
import { type Entrance, entranceOf, type SimulatedService, Texts, withHours } from './service.ts';
import { type Happening, RestlessCallError, Walk, type Way } from './walk.ts';

/** Monday morning: what a scenario that names no time is played at. */
const usualTime = Date.parse('2026-11-23T10:00:00+01:00');

/** Why a scenario failed, and where it is written. */
export interface Failure {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly expected: string;
  readonly heard: string;
  /** The dialog up to there, a line each. */
  readonly dialog: readonly string[];
}

/** What became of a scenario in one language. */
export interface ScenarioResult {
  readonly scenario: Scenario;
  readonly language: string;
  readonly failure: Failure | undefined;
  readonly ways: readonly Way[];
}

/** The call is not as the scenario says. */
class Mismatch extends Error {
  readonly expected: string;
  readonly heard: string;

  constructor(expected: string, heard: string) {
    super(`expected ${expected}, ${heard}`);
    this.expected = expected;
    this.heard = heard;
  }
}

/** The languages that a scenario is to be run in. */
export function languagesOf(scenario: Scenario, service: SimulatedService): readonly string[] {
  const { language } = scenario.call;
  if (language === 'all') return service.project.settings.languages;
  if (language !== undefined) return [language].flat();
  return [entrance(scenario, service).language];
}

/** Runs a scenario on the interpreter, on simulated time, in each of its languages. */
export function runScenario(
  scenario: Scenario,
  service: SimulatedService,
  population: ReferencePopulation,
): readonly ScenarioResult[] {
  return languagesOf(scenario, service).map((language) => {
    const run = new ScenarioRun(scenario, service, population, language);
    const failure = run.play();
    return { scenario, language, failure, ways: run.ways };
  });
}

function entrance({ call }: Scenario, service: SimulatedService): Entrance {
  if (call.to !== undefined) return entranceOf(service, call.to);
  const [language = 'it'] = service.project.settings.languages;
  return { line: 'prova', flow: call.flow ?? '', language };
}

class ScenarioRun {
  readonly #scenario: Scenario;
  readonly #service: SimulatedService;
  readonly #population: ReferencePopulation;
  readonly #language: string;
  readonly #texts: Texts;
  #values: ReadonlyMap<string, string> = new Map();
  #walk: Walk | undefined;

  constructor(
    scenario: Scenario,
    service: SimulatedService,
    population: ReferencePopulation,
    language: string,
  ) {
    this.#scenario = scenario;
    this.#service = service;
    this.#population = population;
    this.#language = language;
    this.#texts = new Texts(service.messages);
  }

  get ways(): readonly Way[] {
    return this.#walk?.ways ?? [];
  }

  /** @returns why it failed, or undefined */
  play(): Failure | undefined {
    const { dialog } = this.#scenario;
    try {
      this.#prepare();
      const walk = this.#begin();
      this.#walk = walk;
      const listener = new Listener(walk);
      for (const [index, turn] of dialog.entries()) {
        const failed = this.#attempt(['dialog', index], () => this.#turn(turn, walk, listener));
        if (failed !== undefined) return failed;
      }
      return this.#attempt(['dialog', dialog.length - 1], () => this.#nothingAmiss(walk));
    } catch (error) {
      if (!(error instanceof PreparationError)) throw error;
      return this.#failure(error.path, error.message, 'the call did not begin');
    }
  }

  #prepare(): void {
    const { citizen: written, values = {}, given, call } = this.#scenario;
    const citizen = written === undefined ? undefined : findCitizen(this.#population, written);
    if (written !== undefined && citizen === undefined)
      throw new PreparationError(['citizen'], 'a citizen of this kind among those there are');
    this.#values = new Map([...(citizen === undefined ? [] : keysOf(citizen)), ...Object.entries(values)]);
    const { project } = this.#service;
    if (call.flow !== undefined && !project.flows.has(call.flow))
      throw new PreparationError(['call', 'flow'], `a flow that exists, not "${call.flow}"`);
    const resumable = resumableFlows(project);
    if (call.left !== undefined && !resumable.includes(call.left))
      throw new PreparationError(
        ['call', 'left'],
        `a flow that is resumable (${resumable.join(', ')}), not "${call.left}"`,
      );
    if (call.topic !== undefined && project.queueFor(call.topic) === undefined)
      throw new PreparationError(['call', 'topic'], `a topic of queues.yaml, not "${call.topic}"`);
    const unknown = Object.keys(given?.hours ?? {}).find((name) => !project.calendars.names.includes(name));
    if (unknown !== undefined)
      throw new PreparationError(['given', 'hours', unknown], `a calendar of hours.yaml, not "${unknown}"`);
    const strange = languagesOf(this.#scenario, this.#service).find(
      (language) => !project.settings.languages.includes(language),
    );
    if (strange !== undefined)
      throw new PreparationError(['call', 'language'], `a language that is served, not "${strange}"`);
  }

  #begin(): Walk {
    const { call, given } = this.#scenario;
    const { flow, line } = entrance(this.#scenario, this.#service);
    const project =
      given === undefined
        ? this.#service.project
        : withHours(this.#service.project, {
            open: Object.fromEntries(
              Object.entries(given.hours ?? {}).map(([name, state]) => [name, state === 'open']),
            ),
            partOfDay: given['part-of-day'],
          });
    return new Walk(project, {
      flow,
      line,
      language: this.#language,
      at: call.at === undefined ? usualTime : Date.parse(call.at),
      caller: call.from === undefined ? null : new Sensitive('telefono', call.from),
      left: call.left,
      topic: call.topic,
      answers: this.#answers(),
      speechMs: this.#texts.speechMs,
    });
  }

  /** Mocked answers where the scenario gives them, those of the reference data otherwise. */
  #answers(): Answers {
    const given = this.#scenario.given?.['back-office'];
    const queues = [this.#scenario.given?.queue ?? []].flat();
    const reference = new ReferenceAnswers(this.#population, this.#service.mailing);
    const mocked = new Map<string, ReturnType<Answers>[]>();
    for (const [operation, written] of Object.entries(typeof given === 'string' ? {} : (given ?? {}))) {
      const list: readonly WrittenAnswer[] = Array.isArray(written) ? written : [written];
      mocked.set(
        operation,
        list.map((one, index) => {
          const misfits: Misfit[] = [];
          const answer = answerOf(operation, one, misfits);
          const [misfit] = misfits;
          if (misfit === undefined) return answer;
          const path = ['given', 'back-office', operation, ...(Array.isArray(written) ? [index] : [])];
          throw new PreparationError([...path, ...misfit.path], misfit.message);
        }),
      );
    }
    return (request) => {
      if (request.name.startsWith('queue ') && queues[0] !== undefined)
        return queueAnswer((queues.length > 1 ? queues.shift() : undefined) ?? queues[0]);
      if (given === 'unavailable' && !/^(queue|call-back) /.test(request.name)) return unavailable;
      const list = mocked.get(request.name) ?? mocked.get(request.operation);
      if (list === undefined) return reference.answer(request);
      return (list.length > 1 ? list.shift() : list[0]) ?? unavailable;
    };
  }

  #turn(turn: Turn, walk: Walk, listener: Listener): void {
    if (turn.hear !== undefined) this.#hear(turn, turn.hear, walk, listener);
    else if (turn.step !== undefined) this.#stands(turn.step, walk);
    else if (turn.ended !== undefined) this.#ended(turn.ended, walk);
    else this.#act(turn, walk, listener);
  }

  #stands(step: string, walk: Walk): void {
    if (walk.here !== step) throw new Mismatch(`step ${step}`, `the call stands at ${walk.here}`);
  }

  #act(turn: Turn, walk: Walk, listener: Listener): void {
    if (walk.over) throw new Mismatch('a call that goes on', 'the call is over');
    if (turn.press !== undefined) {
      listener.press(keysFor(turn.press, this.#values));
    } else if (turn.silence !== undefined) {
      for (let times = turn.silence === true ? 1 : turn.silence; times > 0; times--) {
        walk.settle();
        if (walk.over) throw new Mismatch('a call that waits for keys', 'the call is over');
        listener.skip();
        walk.silence();
      }
    } else if (turn.wait !== undefined) walk.wait(turn.wait);
    else if (turn.listen !== undefined) listener.listen();
    else walk.hangUp();
  }

  #hear(turn: Turn, prompt: string, walk: Walk, listener: Listener): void {
    const answer = listener.hear(prompt);
    if ('instead' in answer) {
      const state = walk.over ? 'the call is over' : `nothing more is said at ${walk.here}`;
      const heard =
        answer.instead.length === 0 ? state : `heard ${answer.instead.join(', ')} at ${walk.here}`;
      throw new Mismatch(prompt, heard);
    }
    const { call } = answer;
    if (turn.language !== undefined && call.language !== turn.language)
      throw new Mismatch(`${prompt} in ${turn.language}`, `heard it in ${call.language}`);
    const spoken = this.#spoken(call);
    const { containing = [] } = turn;
    const wanted = Array.isArray(containing) ? containing : (containing[call.language] ?? []);
    const missing = wanted.find((words) => !spoken.includes(words));
    if (missing !== undefined) throw new Mismatch(`"${missing}" in ${prompt}`, `heard "${spoken}"`);
  }

  #ended(ended: NonNullable<Turn['ended']>, walk: Walk): void {
    walk.settle();
    const end = walk.history.at(-1);
    if (end?.type !== 'ended' || end.by !== 'flow')
      throw new Mismatch('the end of the call', `the call waits at ${walk.here}`);
    if (ended !== true && end.reason !== ended)
      throw new Mismatch(`the call ended as ${ended}`, `it ended as ${end.reason}`);
  }

  #nothingAmiss(walk: Walk): void {
    const refused = walk.history.find((one) => one.type === 'refused');
    if (refused !== undefined)
      throw new Mismatch(
        `the level ${refused.needs} before ${refused.what}`,
        `the call has ${refused.has}: it was refused`,
      );
    for (const happening of walk.history)
      if (happening.type === 'heard') for (const prompt of happening.prompts) this.#spoken(prompt);
  }

  /** A text that cannot be made is a mistake of the flows or the prompts, whatever the dialog says. */
  #spoken(call: PromptCall): string {
    try {
      return this.#texts.spoken(call);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Mismatch(`${call.prompt} in ${call.language}`, `its text cannot be spoken: ${reason}`);
    }
  }

  #attempt(path: readonly (string | number)[], work: () => void): Failure | undefined {
    try {
      work();
      return undefined;
    } catch (error) {
      if (error instanceof Mismatch) return this.#failure(path, error.expected, error.heard);
      if (error instanceof RangeError) return this.#failure(path, 'keys that can be pressed', error.message);
      if (error instanceof RestlessCallError || error instanceof EndlessFlowError)
        return this.#failure(path, 'a call that waits for its caller', error.message);
      throw error;
    }
  }

  #failure(path: readonly (string | number)[], expected: string, heard: string): Failure {
    const dialog = this.#walk === undefined ? [] : dialogOf(this.#walk, this.#texts);
    return { file: this.#scenario.file, ...this.#scenario.position(path), expected, heard, dialog };
  }
}

/** The scenario itself does not fit the flows. */
class PreparationError extends Error {
  readonly path: readonly (string | number)[];

  constructor(path: readonly (string | number)[], message: string) {
    super(message);
    this.path = path;
  }
}

/** What happened in a walk, a line each, as a reader follows a dialog. */
export function dialogOf(walk: Walk, texts: Texts): readonly string[] {
  return walk.history.flatMap((one) => linesOf(one, texts));
}

/** One thing that happened, as a reader follows a dialog; a playback has a line for each prompt. */
export function linesOf(one: Happening, texts: Texts): readonly string[] {
  switch (one.type) {
    case 'heard':
      return one.prompts.map(
        (prompt) => `hears    ${prompt.prompt} [${prompt.language}]: ${texts.shown(prompt)}`,
      );
    case 'pressed':
      return [`presses  ${one.keys}`];
    case 'silence':
      return ['is silent'];
    case 'waited':
      return [`waits    ${one.seconds} s`];
    case 'asked':
      return [`look-up  ${one.operation}: ${one.answer === 'no answer' ? 'no answer' : one.answer.outcome}`];
    case 'refused':
      return [`refused  ${one.what}: it needs ${one.needs}, the call has ${one.has}`];
    case 'ended':
      return [`${one.by === 'caller' ? 'hangs up' : 'the service hangs up'} (${one.reason})`];
  }
}
