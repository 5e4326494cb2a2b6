import type { Action, PromptCall } from '../../src/flow/actions.ts';
import type { FlowEvent } from '../../src/flow/events.ts';
import { type Advance, advance, begin } from '../../src/flow/interpreter.ts';
import type { Project } from '../../src/flow/project.ts';
import { type Session, topFrame } from '../../src/flow/session.ts';
import type { Value, Variables } from '../../src/flow/values.ts';
import { isDigit } from '../../src/input/keys.ts';
import type { Sensitive } from '../../src/privacy/sensitive.ts';

/** Answers a look-up or any other request of a walk. */
export type Answer = (
  operation: string,
  values: Variables,
  type: string,
) => { outcome: string; value?: Value } | 'no answer';

/** Walks a call through the flows without telephone, clock or network: events in, actions out. */
export class Walk {
  readonly #project: Project;
  readonly #answer: Answer;
  readonly spoken: PromptCall[] = [];
  readonly actions: Action[] = [];
  readonly visited: string[] = [];
  /** Requests that were not made, as `what: needs, has`. */
  readonly refused: string[] = [];
  #session: Session;
  now: number;

  constructor(
    project: Project,
    given: {
      flow: string;
      language?: string;
      at?: number;
      answer?: Answer;
      left?: string;
      caller?: Sensitive;
      topic?: string;
    },
  ) {
    this.#project = project;
    this.#answer = given.answer ?? (() => ({ outcome: 'unavailable' }));
    this.now = given.at ?? Date.UTC(2026, 10, 23, 9, 0);
    const offer = {
      callId: 'call',
      line: '803164',
      flow: given.flow,
      language: given.language ?? 'it',
      caller: given.caller ?? null,
      left: given.left,
      topic: given.topic,
    };
    const first = begin(project, { type: 'offered', at: this.now, offer });
    this.#session = first.session;
    this.#take(first);
  }

  get session(): Session {
    return this.#session;
  }

  get at(): string {
    const { flow, step } = topFrame(this.#session);
    return `${flow}/${step}`;
  }

  get lastPrompts(): readonly string[] {
    const play = this.actions.filter((action) => action.type === 'play').at(-1);
    return play?.prompts.map((prompt) => prompt.prompt) ?? [];
  }

  press(keys: string): this {
    for (const digit of keys) {
      if (!isDigit(digit)) throw new RangeError(`"${digit}" is not a key`);
      this.send({ type: 'key', digit, at: this.now });
    }
    return this;
  }

  /** Lets what plays play to its end. */
  listen(): this {
    const { playing } = this.#session;
    if (playing === null) throw new Error(`nothing plays at ${this.at}`);
    return this.send({ type: 'playback-ended', id: playing.id, at: this.now });
  }

  /** Listens until the call waits for keys, or has ended. */
  listenAll(): this {
    while (this.#session.playing !== null) this.listen();
    return this;
  }

  /** Lets the timer that runs run out. */
  silence(): this {
    const { timer } = this.#session;
    if (timer === null) throw new Error(`no timer runs at ${this.at}`);
    return this.send({ type: 'timer', id: timer, at: this.now });
  }

  send(event: FlowEvent): this {
    this.#take(advance(this.#project, this.#session, event));
    return this;
  }

  #take(step: Advance): void {
    this.#session = step.session;
    this.actions.push(...step.actions);
    this.refused.push(...step.refused.map(({ what, needs, has }) => `${what}: ${needs}, ${has}`));
    this.visited.push(...step.visited.map(({ flow, step: name }) => `${flow}/${name}`));
    for (const action of step.actions) {
      if (action.type === 'play') this.spoken.push(...action.prompts);
      if (!('idempotencyKey' in action)) continue;
      const answer = this.#answer(action.operation, action.arguments, action.type);
      if (answer === 'no answer') continue;
      const { outcome, value = null } = answer;
      this.send({ type: 'result', id: action.id, outcome, value, at: this.now });
    }
  }
}
