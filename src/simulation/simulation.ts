import type { SyntheticCitizen } from '../backoffice/reference/citizens.ts';
import type { PromptCall } from '../flow/actions.ts';
import { resumableFlows } from '../flow/left.ts';
import { topFrame } from '../flow/session.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import { type Answers, answerOf, type WrittenAnswer } from './answers.ts';
import { citizenSchema, findCitizen, keysFor, keysOf } from './caller.ts';
import type { Misfit } from './example.ts';
import { queueAnswer, type WrittenQueue, writtenQueueSchema } from './queueing.ts';
import { recordedScenario } from './record.ts';
import { ReferenceAnswers, type ReferencePopulation } from './reference.ts';
import { linesOf } from './run-scenario.ts';
import { entranceOf, type SimulatedService, Texts } from './service.ts';
import { Walk } from './walk.ts';

export type Done = { readonly lines: readonly string[] } | { readonly problem: string };

/** What somebody at a terminal says of a call; see `centralino simulate --help`. */
export class Simulation {
  readonly #service: SimulatedService;
  readonly #population: ReferencePopulation;
  readonly #texts: Texts;
  #entrance = '';
  #walk: Walk | undefined;
  #reference: ReferenceAnswers;
  /** Answers in place of those of the reference data. */
  readonly #mocked = new Map<string, WrittenAnswer>();
  #citizen: SyntheticCitizen | undefined;
  #citizenWord: string | number | undefined;
  #at: number | undefined;
  #language: string | undefined;
  #from: string | undefined;
  #left: string | undefined;
  #outage = false;
  #slowMs = 0;
  /** How much of the walk's history has been shown, and spoken. */
  #shown = 0;
  #spoken = 0;

  constructor(service: SimulatedService, population: ReferencePopulation) {
    this.#service = service;
    this.#population = population;
    this.#texts = new Texts(service.messages);
    this.#reference = new ReferenceAnswers(population, service.mailing);
  }

  /** Does what a line says. Nothing of it is done when there is a problem. */
  command(line: string): Done {
    const [word = '', ...rest] = line.trim().split(/\s+/);
    const argument = rest.join(' ');
    try {
      if (line.trim() === '') return this.#act((walk) => walk.settle());
      if (/^[0-9*#$][0-9*#$a-z-]*$/.test(line.trim())) return this.#press(line.trim());
      const command = this.#commands[word];
      return command === undefined
        ? { problem: `"${word}" is no key and no command` }
        : command(argument, rest);
    } catch (error) {
      if (error instanceof RangeError) return { problem: error.message };
      throw error;
    }
  }

  readonly #commands: Readonly<Record<string, (argument: string, words: readonly string[]) => Done>> = {
    call: (entrance) => this.#call(entrance === '' ? this.#entrance : entrance),
    silence: () => this.#act((walk) => walk.silence()),
    wait: (seconds) => {
      const number = positive(seconds);
      return this.#act((walk) => walk.wait(number));
    },
    'hang-up': () => this.#act((walk) => walk.hangUp()),
    vars: () => ({ lines: this.#state() }),
    citizen: (who) => this.#setCitizen(who),
    from: (number) => {
      this.#from = number;
      return { lines: [] };
    },
    at: (text) => {
      const at = Date.parse(text);
      if (Number.isNaN(at)) throw new RangeError('write a date and time: at 2026-12-25T10:00+01:00');
      this.#at = at;
      return this.#again();
    },
    language: (language) => {
      const { languages } = this.#service.project.settings;
      if (!languages.includes(language)) throw new RangeError(`write one of ${languages.join(', ')}`);
      this.#language = language;
      return this.#again();
    },
    left: (flow) => {
      const { flows } = this.#service.project;
      if (flow !== '' && flows.get(flow)?.resumable === undefined)
        throw new RangeError(
          `write a flow that is resumable: ${resumableFlows(this.#service.project).join(', ')}`,
        );
      this.#left = flow === '' ? undefined : flow;
      return this.#again();
    },
    outage: (state) => {
      if (state !== 'on' && state !== 'off') throw new RangeError('write "outage on" or "outage off"');
      this.#outage = state === 'on';
      return { lines: [`the back office is ${this.#outage ? 'away' : 'there'}`] };
    },
    slow: (seconds) => {
      this.#slowMs = Math.max(0, Number(seconds)) * 1000 || 0;
      return { lines: [`answers take ${this.#slowMs / 1000} s`] };
    },
    answer: (_, [operation = '', outcome, ...json]) => this.#mock(operation, outcome, json.join(' ')),
  };

  /** Prompts that were heard since this was asked last. */
  justSpoken(): readonly { readonly text: string; readonly language: string }[] {
    const history = this.#walk?.history ?? [];
    const fresh = history.slice(this.#spoken).flatMap((one) => (one.type === 'heard' ? one.prompts : []));
    this.#spoken = history.length;
    return fresh.map((prompt: PromptCall) => ({
      text: this.#texts.shown(prompt),
      language: prompt.language,
    }));
  }

  /** The call so far as a dialog test. */
  recorded(): string {
    if (this.#walk === undefined) return '';
    const isFlow = this.#service.project.flows.has(this.#entrance);
    const plain = this.#mocked.size === 0 && !this.#outage && this.#slowMs === 0;
    return recordedScenario(this.#walk, {
      scenario: 'registrata con centralino simulate',
      call: {
        ...(isFlow ? { flow: this.#entrance } : { to: this.#entrance }),
        ...(this.#from === undefined ? {} : { from: this.#from }),
        ...(this.#at === undefined ? {} : { at: new Date(this.#at).toISOString() }),
        ...(this.#language === undefined ? {} : { language: this.#language }),
        ...(this.#left === undefined ? {} : { left: this.#left }),
      },
      citizen: this.#citizenWord,
      names: this.#citizen === undefined ? new Map() : keysOf(this.#citizen),
      mocked: !plain,
    });
  }

  #call(entrance: string): Done {
    const { project, plan } = this.#service;
    const isFlow = project.flows.has(entrance);
    if (!isFlow && !/^[+\d]+$/.test(entrance))
      throw new RangeError(
        `there is no flow "${entrance}"; there are ${[...project.flows.keys()].join(', ')}, and the numbers ${plan.lines.map((line) => line.number).join(', ')}`,
      );
    this.#entrance = entrance;
    const [first = 'it'] = project.settings.languages;
    const begin = isFlow
      ? { line: 'prova', flow: entrance, language: first }
      : entranceOf(this.#service, entrance);
    this.#reference = new ReferenceAnswers(this.#population, this.#service.mailing);
    this.#shown = 0;
    this.#spoken = 0;
    this.#walk = new Walk(project, {
      ...begin,
      language: this.#language ?? begin.language,
      at: this.#at ?? Date.now(),
      caller: this.#from === undefined ? null : new Sensitive('telefono', this.#from),
      left: this.#left,
      answers: this.#answers,
      speechMs: this.#texts.speechMs,
    });
    return { lines: [`--- ${entrance}, ${new Date(this.#walk.now).toISOString()} ---`, ...this.#news()] };
  }

  #again(): Done {
    return this.#walk === undefined ? { lines: [] } : this.#call(this.#entrance);
  }

  readonly #answers: Answers = (request) => {
    if (this.#outage) return { outcome: 'unavailable', value: null, afterMs: this.#slowMs };
    const written = this.#mocked.get(request.name) ?? this.#mocked.get(request.operation);
    const answer =
      written === undefined
        ? this.#reference.answer(request)
        : request.name.startsWith('queue ')
          ? queueAnswer(queueOf(written))
          : answerOf(request.name, written);
    return answer === 'no answer'
      ? answer
      : { ...answer, afterMs: Math.max(this.#slowMs, answer.afterMs ?? 0) };
  };

  #mock(operation: string, outcome: string | undefined, json: string): Done {
    if (outcome === undefined) {
      this.#mocked.delete(operation);
      return { lines: [`${operation} answers from the reference data`] };
    }
    const value: unknown = json === '' ? undefined : parseJson(json);
    const misfits: Misfit[] = [];
    answerOf(operation, { outcome, value }, misfits);
    const [misfit] = misfits;
    if (misfit !== undefined) throw new RangeError([...misfit.path, misfit.message].join(': '));
    this.#mocked.set(operation, { outcome, value });
    return { lines: [`${operation} answers ${outcome}`] };
  }

  #setCitizen(who: string): Done {
    const word = /^\d{1,10}$/.test(who) ? Number(who) : who;
    const written = citizenSchema.safeParse(word);
    const citizen = written.success ? findCitizen(this.#population, written.data) : undefined;
    if (citizen === undefined)
      throw new RangeError(
        'there is no such citizen: a number from 0, a codice fiscale, or a case such as ordinario',
      );
    this.#citizen = citizen;
    this.#citizenWord = word;
    const keys = [...keysOf(citizen)].map(([name, value]) => `    $${name}  ${value}`);
    const practices = citizen.practices.map(
      (one) => `    ${one.prestazione}: ${one.stato} (DOMUS ${one.domus})`,
    );
    return { lines: [`  ${citizen.code} (synthetic, ${citizen.case})`, ...keys, ...practices] };
  }

  #press(written: string): Done {
    const keys = keysFor(written, this.#citizen === undefined ? new Map() : keysOf(this.#citizen));
    return this.#act((walk) => walk.press(keys));
  }

  #act(act: (walk: Walk) => unknown): Done {
    if (this.#walk === undefined) return { problem: 'there is no call' };
    if (this.#walk.over) return { problem: 'the call is over; "call" begins another' };
    act(this.#walk);
    return { lines: this.#news() };
  }

  /** What happened since this was asked last, and where the call stands. */
  #news(): readonly string[] {
    const walk = this.#walk;
    if (walk === undefined) return [];
    const fresh = walk.history.slice(this.#shown).filter((one) => one.type !== 'pressed');
    this.#shown = walk.history.length;
    const waiting = walk.over ? 'over' : walk.playing ? 'speaking' : walk.listening ? 'listening' : 'waiting';
    return [
      ...fresh.flatMap((one) => linesOf(one, this.#texts)).map((line) => `  ${line}`),
      `  [${walk.here}, ${waiting}]`,
    ];
  }

  #state(): readonly string[] {
    const walk = this.#walk;
    if (walk === undefined) return [];
    const { frames, language, attempts } = walk.session;
    const variables = Object.entries(topFrame(walk.session).variables);
    return [
      `  ${frames.map(({ flow, step }) => `${flow}/${step}`).join(' > ')}, ${language}, ${new Date(walk.now).toISOString()}, failed attempts ${attempts}`,
      // Sensitive values write themselves as their masks.
      ...variables.map(([name, value]) => `    ${name} = ${JSON.stringify(value)}`),
    ];
  }
}

/** What a queue does, as `answer pensioni answered {"after": 40}` says it. */
function queueOf(written: WrittenAnswer): WrittenQueue {
  const { outcome, value } = typeof written === 'string' ? { outcome: written, value: {} } : written;
  const more = typeof value === 'object' ? value : {};
  const queue = writtenQueueSchema.safeParse({ ...more, outcome });
  if (!queue.success) throw new RangeError('write more as JSON: {"after": 40, "news": [{"posizione": 2}]}');
  return queue.data;
}

function positive(text: string): number {
  const number = Number(text);
  if (number > 0 && number <= 86_400) return number;
  throw new RangeError('write seconds: wait 10');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RangeError('the value is not JSON: {"stato": "accolta"}');
  }
}
