import { Sensitive } from '../../privacy/sensitive.ts';
import { type Session, sensitiveKeys, topFrame } from '../session.ts';
import type { Step } from '../step.ts';
import type { Variables } from '../values.ts';
import type { Books } from './books.ts';

const trailLimit = 20;

/** An exit that a call took: where it stood, where it went, and the exit's name where the step told it. */
export interface TakenExit {
  readonly flow: string;
  readonly step: string;
  readonly target: string;
  readonly exit?: string | undefined;
}

/** A failed attempt of a step that listens. */
export interface MissedAttempt {
  readonly flow: string;
  readonly step: string;
  readonly what: 'silence' | 'wrong';
}

/** Where the call stands and goes. `left` is told when a step is left, to tidy up behind it. */
export class Path {
  readonly #books: Books;
  readonly #left: () => void;
  /** Steps entered in this turn, in order. */
  readonly visited: { readonly flow: string; readonly step: string }[] = [];
  /** Exits followed in this turn, in order. */
  readonly taken: TakenExit[] = [];
  /** Failed attempts of this turn, in order. */
  readonly missed: MissedAttempt[] = [];
  /** The interpreter's loop has a step to enter. */
  #next = false;

  constructor(books: Books, left: () => void) {
    this.#books = books;
    this.#left = left;
  }

  get step(): Step {
    const { flow, step } = topFrame(this.#books.session);
    return this.#books.project.step(flow, step);
  }

  /** True once after a step asked to go on. */
  takeNext(): boolean {
    const next = this.#next;
    this.#next = false;
    return next;
  }

  /** Takes note of an exit that is about to be followed. */
  took(target: string, exit: string | undefined): void {
    const { flow, step } = topFrame(this.#books.session);
    this.taken.push({ flow, step, target, exit });
  }

  /** Takes note that the caller said nothing, or nothing that fits. */
  miss(what: MissedAttempt['what']): void {
    const { flow, step } = topFrame(this.#books.session);
    this.missed.push({ flow, step, what });
  }

  /** Goes to a step of the flow that runs. */
  goTo(step: string): void {
    this.#leave();
    this.#replaceTop({ ...topFrame(this.#books.session), step });
  }

  /** Speaks the step that runs from its beginning, attempts forgotten. */
  again(): void {
    this.goTo(topFrame(this.#books.session).step);
  }

  /** Enters another flow: `stay` keeps this one to return to, otherwise it is left for good. */
  enterFlow(flow: string, variables: Variables, stay: boolean): void {
    this.#leave();
    const { project, session } = this.#books;
    this.#about(project.flow(flow).topic);
    const frame = { flow, step: project.flow(flow).start, variables };
    if (stay) this.#books.change({ frames: [...session.frames, frame] });
    else
      this.#books.change({
        frames: [frame],
        trail: this.#trailWithoutFrames(),
        cameFrom: this.#whatWasAsked(),
      });
  }

  /** The service that is left, and what was keyed in there itself: a PIN is asked for by a block, and stays in it. */
  #whatWasAsked(): Session['cameFrom'] {
    const { project, session } = this.#books;
    const [service] = session.frames;
    if (service === undefined) return null;
    const { flow, variables } = service;
    const names = [...project.flow(flow).steps.values()].flatMap(({ kind, saves = [] }) =>
      kind === 'ask' ? saves.map(({ name }) => name) : [],
    );
    const asked = names.flatMap((name) => {
      const value = variables[name];
      const isPin = value instanceof Sensitive && value.kind === 'pin';
      return value === undefined || value === null || isPin ? [] : [[name, value] as const];
    });
    return { flow, asked: Object.fromEntries(asked) };
  }

  /** The ways back that still hold when the frames are gone: to steps of flows that had saved nothing, and of no block. */
  #trailWithoutFrames(): Session['trail'] {
    const { frames, trail } = this.#books.session;
    const savedSomething = ({ depth, flow }: Session['trail'][number]) => {
      const frame = frames[depth - 1];
      return frame?.flow === flow && Object.keys(frame.variables).length > 0;
    };
    return trail.filter((mark) => mark.depth === 1 && !savedSomething(mark));
  }

  /** Goes back to the flow that entered this one; undefined when there is none. */
  leaveFlow(): Step | undefined {
    const { session } = this.#books;
    const frames = session.frames.slice(0, -1);
    if (frames.length === 0) return undefined;
    this.#leave(false);
    this.#books.change({ frames, trail: session.trail.filter((mark) => mark.depth <= frames.length) });
    return this.step;
  }

  /** Goes to the operators: of this flow if it has its own, else of the project. */
  callOperator(): void {
    const { project, session } = this.#books;
    const own = project.flow(topFrame(session).flow).operator;
    this.enterFlow(own ?? project.settings.operator, {}, false);
  }

  /** Enters the block that changes the language, to come back to this step; false where there is none, or inside it. */
  changeLanguage(): boolean {
    const { project, session } = this.#books;
    const { language } = project.settings;
    if (language === undefined || session.frames.some(({ flow }) => flow === language)) return false;
    this.enterFlow(language, {}, true);
    return true;
  }

  /** Goes to the listening step before this one; false when this is the first. */
  goBack(): boolean {
    const { session } = this.#books;
    const here = topFrame(session);
    const trail = session.trail.slice();
    while (trail.length > 0) {
      const mark = trail.pop();
      if (mark === undefined || (mark.step === here.step && mark.flow === here.flow)) continue;
      this.#leave();
      const frames = session.frames.slice(0, mark.depth);
      const { flow, step } = mark;
      const stillThere = frames.at(-1)?.flow === flow;
      if (!stillThere) this.#about(this.#books.project.flow(flow).topic);
      this.#books.change({ frames: stillThere ? frames : [{ flow, step, variables: {} }], trail });
      this.#replaceTop({ ...topFrame(this.#books.session), step });
      return true;
    }
    return false;
  }

  /** Takes note that the step at the top is entered. */
  entering(): void {
    const { session } = this.#books;
    const { flow, step } = topFrame(session);
    this.visited.push({ flow, step });
    if (!this.step.listens) return;
    const mark = { depth: session.frames.length, flow, step };
    const last = session.trail.at(-1);
    if (last?.flow === flow && last.step === step) return;
    this.#books.change({ trail: [...session.trail, mark].slice(-trailLimit) });
  }

  /** What operators are asked for from here on. */
  chooseTopic(topic: string): void {
    this.#about(topic);
  }

  #about(topic: string | false | undefined): void {
    if (topic !== undefined) this.#books.change({ topic: topic || null });
  }

  #leave(next = true): void {
    this.#left();
    this.#books.change({ attempts: 0, keys: sensitiveKeys(''), request: null });
    this.#next = next;
  }

  #replaceTop(frame: Session['frames'][number]): void {
    this.#books.change({ frames: [...this.#books.session.frames.slice(0, -1), frame] });
  }
}
