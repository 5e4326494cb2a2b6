import { offersLeft, resumableFlows } from '../flow/left.ts';
import type { Project } from '../flow/project.ts';
import type { Session } from '../flow/session.ts';
import type { Variables } from '../flow/values.ts';
import { digits } from '../input/keys.ts';
import { type Answer, type Answers, answerOf, outcomesOf, type Request } from './answers.ts';
import { type SimulatedService, Texts } from './service.ts';
import { type ExploredFailure, entranceFlows, failingTest, hoursOf, reasonOf, wrongWith } from './verdict.ts';
import { Walk, type WalkOptions } from './walk.ts';

/** A state of a call, how it was come by, and what becomes of it when the caller is silent. */
interface Node {
  readonly walk: Walk;
  readonly world: World;
  /** A request of the last event that has no answer yet. */
  readonly asked: Request | undefined;
  silent: string | undefined;
}

/** What does not change in a call: hours, and where it begins. */
interface World {
  readonly project: Project;
  readonly open: boolean;
  readonly options: Omit<WalkOptions, 'answers'>;
}

const at = Date.parse('2026-11-23T10:00:00+01:00');
/** Variants of an answer with the same outcome: lists of one, two and three, other codes. */
const variants = [0, 1, 2];

/**
 * Goes breadth first through the states that calls can be in: every key, entry, silence and answer, with all offices
 * open and all closed. From each, a silent caller must come to a goodbye. The first that does not is a shortest one.
 * @param limit states to look at, at most
 */
export function exploreStates(
  service: SimulatedService,
  { entries, limit }: { entries: readonly string[]; limit: number },
): { readonly states: number; readonly complete: boolean; readonly failure: ExploredFailure | undefined } {
  const texts = new Texts(service.messages);
  const nodes = new Map<string, Node>();
  const open: Node[] = [];
  const failed = (node: Node, what: string) => ({
    states: nodes.size,
    complete: false,
    failure: {
      what,
      test: failingTest(node.walk, what, callOf(node), hoursGiven(node)),
    },
  });
  const add = (node: Node): string => {
    const key = keyOf(node);
    if (!nodes.has(key) && nodes.size < limit) {
      nodes.set(key, node);
      open.push(node);
    }
    return key;
  };
  for (const world of worldsOf(service, texts)) add(start(world));

  for (let index = 0; index < open.length; index++) {
    const node = open[index];
    if (node === undefined) break;
    const { walk } = node;
    const wrong = walk.over || !walk.alive ? wrongWith(walk, texts) : undefined;
    if (wrong !== undefined && node.asked === undefined) return failed(node, wrong);
    if (walk.over) continue;
    try {
      for (const answer of answersTo(node.asked)) add(goOn(node, (copy) => copy.answer(answer)));
      if (walk.listening) {
        const inputs = inputsAt(walk, entries);
        for (const keys of inputs) add(goOn(node, (copy) => copy.press(keys)));
      }
      if (walk.step.kind === 'queue') {
        for (const keys of ['1', '*']) add(goOn(node, (copy) => copy.press(keys)));
        for (const volta of [0, 1])
          add(goOn(node, (copy) => copy.tellNews({ posizione: 2, attesa: 3, volta })));
      }
      node.silent = add(goOn(node, (copy) => copy.next()));
    } catch (error) {
      return failed(node, reasonOf(error));
    }
  }
  for (const node of nodes.values()) {
    if (neverEnds(node, nodes))
      return failed(
        node,
        `the call does not end, however long the caller is silent, from ${node.walk.here} on`,
      );
  }
  return { states: nodes.size, complete: nodes.size < limit, failure: undefined };
}

/** What is worth keying in here: single keys, or whole entries; an entry under way is ended or cleared. */
function inputsAt(walk: Walk, entries: readonly string[]): readonly string[] {
  if (walk.step.kind !== 'ask') return digits;
  return walk.session.keys.reveal() === '' ? [...entries, '*', '1#'] : ['#', '*'];
}

function worldsOf(service: SimulatedService, texts: Texts): readonly World[] {
  const [first = 'it', second = first] = service.project.settings.languages;
  return [true, false].flatMap((open) => {
    const project = hoursOf(service.project, open);
    return [...entranceFlows(service), ...calledBack(project)].flatMap((flow) =>
      [...new Set([first, second])].flatMap((language) =>
        [null, ...(open ? resumableFlows(project) : [])]
          .filter((left) => left === null || offersLeft(project, flow))
          .map((left): World => {
            const topic = calledBack(project).includes(flow) ? project.queues[0]?.topic : null;
            const options = { flow, line: 'prova', language, at, caller: null, left, topic };
            return { project, open, options: { ...options, speechMs: texts.speechMs } };
          }),
      ),
    );
  });
}

/** The flow that whoever is called back comes into, where there is one. */
function calledBack({ settings }: Project): readonly string[] {
  const flow = settings['call-back'];
  return flow === undefined ? [] : [flow];
}

function start(world: World): Node {
  const { answers, asked } = openAnswers();
  const walk = new Walk(world.project, { ...world.options, answers });
  return { walk, world, asked: asked(), silent: undefined };
}

function goOn(node: Node, move: (copy: Walk) => unknown): Node {
  const { answers, asked } = openAnswers();
  const walk = new Walk(node.world.project, { ...node.world.options, answers }, node.walk);
  move(walk);
  return { walk, world: node.world, asked: asked(), silent: undefined };
}

/** Leaves requests open, so that every answer can be tried. */
function openAnswers(): { answers: Answers; asked: () => Request | undefined } {
  let last: Request | undefined;
  return {
    answers: (request) => {
      last = request;
      return 'no answer';
    },
    asked: () => last,
  };
}

function answersTo(request: Request | undefined): readonly (Answer | 'no answer')[] {
  if (request === undefined) return [];
  return outcomesOf(request).flatMap((outcome) =>
    variants.map((variant) => answerOf(request.name, outcome, [], (choices) => variant % choices)),
  );
}

/**
 * What decides where the call can go next: not when, not under which ids, not the way back, not which of several
 * good entries was keyed in, and not which of the languages after the first: random walks tell these apart.
 */
function keyOf({ walk, world }: Node): string {
  const { frames, attempts, keys, pending, playing, timer, request, language, phase, identity } =
    walk.session;
  const { recording, message } = walk.session;
  const state: Partial<Record<keyof Session, unknown>> = {
    frames: frames.map(({ flow, step, variables }) => [flow, step, known(world.project, flow, variables)]),
    attempts,
    keys: keys.reveal(),
    pending: pending.reveal(),
    playing: playing?.interruptible ?? null,
    timer: timer !== null,
    recording: recording !== null,
    message: message !== null,
    request: request?.connected ?? null,
    language: language === world.project.settings.languages[0],
    phase,
    left: walk.session.left,
    topic: walk.session.topic,
    aside: walk.session.aside,
    identity: identity?.level ?? null,
  };
  return `${world.open} ${JSON.stringify(state)}`;
}

function known(project: Project, flow: string, variables: Variables): Record<string, unknown> {
  const keyed = new Set(
    [...project.flow(flow).steps.values()]
      .filter((step) => step.kind === 'ask')
      .flatMap((step) => (step.saves ?? []).map((saved) => saved.name)),
  );
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, keyed.has(name) ? value !== null : value]),
  );
}

function neverEnds(node: Node, nodes: ReadonlyMap<string, Node>): boolean {
  const seen = new Set<Node>();
  for (let next: Node | undefined = node; next !== undefined && !next.walk.over; ) {
    if (seen.has(next)) return true;
    seen.add(next);
    next = next.silent === undefined ? undefined : nodes.get(next.silent);
  }
  return false;
}

function callOf({ world }: Node): Record<string, unknown> {
  const { flow, language, left, topic } = world.options;
  return { flow, language, ...(left ? { left } : {}), ...(topic ? { topic } : {}) };
}

function hoursGiven({ world }: Node): Record<string, 'open' | 'closed'> {
  return Object.fromEntries(
    world.project.calendars.names.map((name) => [name, world.open ? 'open' : 'closed']),
  );
}
