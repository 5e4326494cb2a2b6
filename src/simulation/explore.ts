/** Looks for calls that go wrong: random walks, and every state that can be reached. None may end in silence. */
import fc from 'fast-check';
import { resumableFlows } from '../flow/left.ts';
import { digits } from '../input/keys.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import { anyAnswer } from './answers.ts';
import { keysOf } from './caller.ts';
import type { Pick } from './example.ts';
import { exploreStates } from './explore-states.ts';
import { ReferencePopulation } from './reference.ts';
import { type SimulatedService, Texts } from './service.ts';
import { type ExploredFailure, entranceFlows, failingTest, reasonOf, wrongWith } from './verdict.ts';
import { Walk } from './walk.ts';

export interface Exploration {
  readonly walks: number;
  readonly states: number;
  /** False when there are more states than were looked at. */
  readonly complete: boolean;
  readonly seconds: number;
  /** Gives the same random walks again. */
  readonly seed: number;
  readonly failure: ExploredFailure | undefined;
}

/** More events than this, the caller being silent, is a call that never ends. */
const eventsToTheEnd = 300;

/** Entries that are good somewhere, beside single keys. */
export function usefulEntries(): readonly string[] {
  const [citizen] = new ReferencePopulation(1).citizens;
  const code = citizen === undefined ? [] : [keysOf(citizen).get('codice-fiscale') ?? ''];
  return [...code, '2000000000000#', '23456789', '03', '73', '0#'];
}

/** @param walks how many random ones */
export function explore(
  service: SimulatedService,
  { walks, seed, states = 20_000 }: { walks: number; seed: number; states?: number },
): Exploration {
  const began = performance.now();
  const { failure, ...reached } = exploreStates(service, { entries: usefulEntries(), limit: states });
  const found = failure ?? walkAtRandom(service, walks, seed);
  return { walks, ...reached, seconds: (performance.now() - began) / 1000, seed, failure: found };
}

interface RandomCall {
  readonly flow: string;
  readonly language: string;
  readonly left: string | null;
  readonly at: number;
  readonly picks: readonly number[];
  readonly doings: readonly (string | null)[];
}

function walkAtRandom(service: SimulatedService, walks: number, seed: number): ExploredFailure | undefined {
  const texts = new Texts(service.messages);
  // From the plainest to the longest, so that a failing walk shrinks: listening, a key, an entry.
  const doings = [null, null, null, ...digits, ...digits, ...usefulEntries()];
  const doing = fc.nat({ max: doings.length - 1 }).map((index) => doings[index] ?? null);
  const call: fc.Arbitrary<RandomCall> = fc.record({
    flow: fc.constantFrom(...entranceFlows(service)),
    language: fc.constantFrom(...service.project.settings.languages),
    left: fc.constantFrom(null, null, ...resumableFlows(service.project)),
    at: fc.integer({ min: Date.UTC(2026, 0, 1) / 60_000, max: Date.UTC(2027, 11, 31) / 60_000 }),
    picks: fc.array(fc.nat({ max: 999 }), { minLength: 1, maxLength: 20 }),
    doings: fc.array(doing, { maxLength: 30 }),
  });
  const property = fc.property(call, (one) => whatIsWrong(walkOf(service, texts, one), texts) === undefined);
  const result = fc.check(property, { numRuns: walks, seed });
  const [shortest] = result.counterexample ?? [];
  if (shortest === undefined) return undefined;
  const walked = walkOf(service, texts, shortest);
  const what = whatIsWrong(walked, texts) ?? 'the walk goes well now';
  const { flow, language, at, left } = shortest;
  return {
    what,
    test: failingTest(walked.walk, what, {
      flow,
      language,
      ...(left === null ? {} : { left }),
      at: new Date(at * 60_000).toISOString(),
    }),
  };
}

interface Walked {
  readonly walk: Walk | undefined;
  readonly error: unknown;
}

/** Does what the random call says, then says nothing until the call is over. */
function walkOf(service: SimulatedService, texts: Texts, call: RandomCall): Walked {
  let asked = 0;
  let asides = 0;
  const pick: Pick = (choices) => (call.picks[asked++ % call.picks.length] ?? 0) % choices;
  let walk: Walk | undefined;
  try {
    walk = new Walk(service.project, {
      flow: call.flow,
      line: 'prova',
      language: call.language,
      left: call.left,
      at: call.at * 60_000,
      caller: new Sensitive('telefono', '+390600000000'),
      // An operator who sent the caller aside for ever would be no fault of the flows.
      answers: (request) => {
        const outcomes = request.outcomes.filter((name) => !(asides > 0 && name.startsWith('aside.')));
        const answer = anyAnswer({ ...request, outcomes }, pick);
        if (answer !== 'no answer' && answer.outcome.startsWith('aside.')) asides += 1;
        return answer;
      },
      speechMs: texts.speechMs,
    });
    for (const doing of call.doings) {
      if (walk.over) break;
      if (doing === null) walk.next();
      else walk.press(doing);
    }
    for (let events = 0; events < eventsToTheEnd && walk.next(); events++);
    return { walk, error: undefined };
  } catch (error) {
    return { walk, error };
  }
}

function whatIsWrong({ walk, error }: Walked, texts: Texts): string | undefined {
  if (error !== undefined) return reasonOf(error);
  return walk === undefined ? 'the call did not begin' : wrongWith(walk, texts);
}
