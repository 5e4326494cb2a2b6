import type { Action } from '../actions.ts';
import type { Project } from '../project.ts';
import type { Session } from '../session.ts';
import type { Refused } from './identification.ts';

/** What one turn changes: its own copy of the session, and the actions so far. All parts of a turn write here. */
export class Books {
  readonly project: Project;
  readonly actions: Action[] = [];
  /** Requests that were not made. */
  readonly refused: Refused[] = [];
  #session: Session;

  constructor(project: Project, session: Session) {
    this.project = project;
    this.#session = session;
  }

  get session(): Session {
    return this.#session;
  }

  change(change: Partial<Session>): void {
    this.#session = { ...this.#session, ...change };
  }

  /** An id that was never given in this call; the same events give the same ids. */
  nextId(): string {
    const counter = this.#session.counter + 1;
    this.change({ counter });
    return `${this.#session.callId}-${counter}`;
  }
}
