/** Folds the journal of a real call again, against today's flows. */
import { syntheticCitizen } from '../backoffice/reference/citizens.ts';
import { digits } from '../input/keys.ts';
import { type Answer, answerOf } from './answers.ts';
import { keysOf } from './caller.ts';
import {
  type Move,
  type Observation,
  type RecordedJournal,
  type Stretch,
  stretchesOf,
} from './journal-moves.ts';
import { recordedScenario } from './record.ts';
import { type SimulatedService, Texts } from './service.ts';
import { Walk, type WalkOptions } from './walk.ts';

/** One thing that the call did was, compared with today. */
export interface Compared {
  /** Ms from the beginning of the call. */
  readonly ms: number;
  readonly was: string;
  /** Undefined where it is as it was. */
  readonly today: string | undefined;
}

export interface Replay {
  readonly compared: readonly Compared[];
  /** The call goes another way from here on; the rest of the journal says nothing about today. */
  readonly parted: boolean;
  /** The call of today as a dialog test. */
  readonly test: string;
}

/** The journal does not tell enough to fold it again. */
export class ReplayError extends Error {}

const mask = '•';
/** Other contents of an answer with one outcome: codes, lists of one to three. */
const variants = [0, 1, 2, 3, 4];

/**
 * Replays a masked journal. What it does not tell (keys of entries, contents of answers) is replaced by what leads
 * on as the call went on, if anything does.
 * @throws ReplayError for a journal that does not begin with the call
 */
export function replay(journal: RecordedJournal, service: SimulatedService): Replay {
  const stretches = stretchesOf(journal);
  const first = stretches[0]?.observed.find((one) => one.type === 'step');
  if (first === undefined || journal.entries[0]?.type === 'resumed')
    throw new ReplayError('the journal does not begin with the call: another engine has the beginning');
  return new Replaying(journal, service, first.step.split('/')[0] ?? '').run(stretches);
}

class Replaying {
  readonly #journal: RecordedJournal;
  readonly #service: SimulatedService;
  readonly #options: WalkOptions;
  readonly #texts: Texts;
  readonly #call: Record<string, unknown>;
  readonly #compared: Compared[] = [];

  constructor(journal: RecordedJournal, service: SimulatedService, firstFlow: string) {
    this.#journal = journal;
    this.#service = service;
    this.#texts = new Texts(service.messages);
    const line = service.plan.lines.find((one) => one.id === journal.line);
    const [language = 'it'] = service.project.settings.languages;
    const flow = line?.flow ?? firstFlow;
    const back = journal.entries.find((entry) => entry.type === 'came-back');
    if (!service.project.flows.has(flow)) throw new ReplayError(`there is no flow "${flow}" today`);
    this.#options = {
      flow,
      line: journal.line,
      language: back?.language ?? line?.language ?? language,
      left: back?.flow,
      at: Date.parse(journal.startedAt),
      caller: null,
      answers: () => 'no answer',
      speechMs: this.#texts.speechMs,
    };
    this.#call = {
      ...(line === undefined ? { flow } : { to: line.number }),
      ...(back === undefined ? {} : { language: back.language, left: back.flow }),
      at: journal.startedAt,
    };
  }

  run(stretches: readonly Stretch[]): Replay {
    let walk: Walk | undefined;
    let parted = false;
    for (const stretch of stretches) {
      const before = walk;
      const tries = before === undefined ? [this.#begin()] : this.#tries(before, stretch);
      const judged = tries.map((one) => this.#judge(one, before, stretch));
      const best = judged.reduce((a, b) => (b.matched > a.matched ? b : a));
      walk = best.walk;
      this.#compared.push(...best.compared);
      parted = best.parted;
      if (parted) break;
    }
    if (walk === undefined) throw new ReplayError('the journal is empty');
    const scenario = `replay di ${this.#journal.id}`;
    return {
      compared: this.#compared,
      parted,
      test: recordedScenario(walk, { scenario, call: this.#call, mocked: true }),
    };
  }

  #begin(): Walk {
    return new Walk(this.#service.project, this.#options);
  }

  #copy(walk: Walk, ms: number): Walk {
    const copy = new Walk(this.#service.project, this.#options, walk);
    copy.setClock(Date.parse(this.#journal.startedAt) + ms);
    return copy;
  }

  /** What may have happened, as far as the journal tells. */
  #tries(walk: Walk, { move, ms }: Stretch): readonly Walk[] {
    const one = (act: (copy: Walk) => Walk) => act(this.#copy(walk, ms));
    switch (move.type) {
      case 'offered':
        return [walk];
      case 'pressed':
        return entriesLike(move.keys).map((keys) => one((copy) => copy.press(keys)));
      case 'answer':
        return answersLike(move).map((answer) => one((copy) => copy.answer(answer)));
      case 'silence':
        return [one((copy) => copy.ring())];
      case 'heard-out':
        return [one((copy) => copy.finishPlayback())];
      case 'hang-up':
        return [one((copy) => copy.hangUp())];
    }
  }

  #judge(walk: Walk, before: Walk | undefined, { ms, observed }: Stretch) {
    const compared: Compared[] = [];
    // A copy has a history of its own, but only its own ways.
    let steps = 0;
    let heard = before?.history.length ?? 0;
    let matched = 0;
    for (const [index, was] of observed.entries()) {
      if (was.type === 'heard') heard = this.#nextHeard(walk, heard);
      const today = was.type === 'step' ? stepsOf(walk)[steps++] : this.#heardAt(walk, heard++);
      const difference = differenceOf(was, today, this.#texts, this.#service);
      compared.push({ ms, was: textOf(was), today: difference });
      if (difference === undefined) matched += 1;
      else if (was.type === 'step')
        return { walk, compared, matched: matched - (observed.length - index), parted: true };
    }
    const extra = stepsOf(walk)[steps];
    if (extra !== undefined)
      compared.push({ ms, was: 'nothing more', today: `the call goes on to ${extra}` });
    return { walk, compared, matched, parted: extra !== undefined };
  }

  #nextHeard(walk: Walk, from: number): number {
    const find = () => walk.history.findIndex((one, at) => at >= from && one.type === 'heard');
    // The word that asks for patience comes by itself while an answer is awaited.
    if (find() < 0 && walk.step.lookUp !== undefined) walk.ring();
    const index = find();
    return index < 0 ? walk.history.length : index;
  }

  #heardAt(walk: Walk, index: number): readonly HeardPrompt[] | undefined {
    const one = walk.history[index];
    return one?.type === 'heard' ? one.prompts : undefined;
  }
}

type HeardPrompt = Parameters<Texts['spoken']>[0];

function stepsOf(walk: Walk): readonly string[] {
  return walk.ways.flatMap((way) => (way.exit === null ? [`${way.flow}/${way.step}`] : []));
}

function differenceOf(
  was: Observation,
  today: string | readonly HeardPrompt[] | undefined,
  texts: Texts,
  { messages }: SimulatedService,
): string | undefined {
  if (was.type === 'step') {
    if (today === was.step) return undefined;
    return today === undefined ? 'no step is entered' : `step ${textOfToday(today)}`;
  }
  if (today === undefined || typeof today === 'string') return 'nothing is said';
  const prompts = today.map((one) => one.prompt);
  if (prompts.join() !== was.prompts.join()) return `says ${prompts.join(', ')}`;
  // Texts with values in them cannot be compared: the values are not in the journal.
  if (was.text === undefined || !today.every((one) => messages.isFixed(one.prompt, one.language)))
    return undefined;
  const text = today.map((one) => texts.shown(one)).join(' ');
  return text === was.text ? undefined : `says "${text}"`;
}

function textOf(observation: Observation): string {
  if (observation.type === 'step') return `step ${observation.step}`;
  const { prompts, text } = observation;
  return `says ${prompts.join(', ')}${text === undefined ? '' : `: "${text}"`}`;
}

function textOfToday(today: string | readonly HeardPrompt[]): string {
  return typeof today === 'string' ? today : today.map((one) => one.prompt).join(', ');
}

/** Keys that may have been pressed: as many as there were, good and bad entries of that length first. */
function entriesLike(keys: string): readonly string[] {
  const masked = keys.split(mask).length - 1;
  if (masked === 0) return [keys];
  if (keys !== mask.repeat(masked)) {
    return [...digits].map((digit) => keys.replaceAll(mask, digit));
  }
  if (masked === 1) return digits;
  const known = ['ordinario', 'provvisorio'].flatMap((kind) =>
    Array.from({ length: 20 }, (_, index) => syntheticCitizen(index))
      .filter((citizen) => citizen.case === kind)
      .flatMap((citizen) => [...keysOf(citizen).values()])
      .flatMap((entry) => [entry, `${entry}#`]),
  );
  const others = ['2'.repeat(masked), '1'.repeat(masked), '0'.repeat(masked), '03', '73'];
  const ended = others.map((entry) => `${entry.slice(0, masked - 1)}#`);
  const cleared = [`${'1'.repeat(masked - 1)}*`, '0#'];
  return [...new Set([...known, ...others, ...ended, ...cleared])].filter((entry) => entry.length === masked);
}

/** Answers that may have come: the outcome is known, what was in it is not. */
function answersLike({
  operation,
  outcome,
}: Extract<Move, { type: 'answer' }>): readonly (Answer | 'no answer')[] {
  return variants.map((variant) => answerOf(operation, outcome, [], (choices) => variant % choices));
}
