import { isSuccess } from './errors.ts';
import type { Transport } from './transport.ts';

const question = 'centralino-there';
const answer = 'centralino-here';

/**
 * Engines ask each other by way of Asterisk whether they are there: one that others hear no more in Redis may be well, and
 * one that Asterisk cannot reach either has its calls taken.
 */
export class Words {
  readonly #application: string;
  /** Answers wait at the gate: an engine that stood still says nothing before it knows what it has. */
  readonly #gated: Transport;
  readonly #ungated: Transport;
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(application: string, gated: Transport, ungated: Transport) {
    this.#application = application;
    this.#gated = gated;
    this.#ungated = ungated;
  }

  /** Whether an application answers in time. Never rejects. */
  async ask(application: string, withinMs: number): Promise<boolean> {
    const waiting = this.#waiting.get(application) ?? new Set();
    this.#waiting.set(application, waiting);
    let answered: () => void = () => {};
    let timer: NodeJS.Timeout | undefined;
    const told = new Promise<boolean>((resolve) => {
      answered = () => resolve(true);
      timer = setTimeout(resolve, withinMs, false);
    });
    waiting.add(answered);
    const sent = this.#send(this.#ungated, question, application);
    try {
      // An application that Asterisk does not know has nothing either.
      return (await Promise.race([told, sent.then((taken) => (taken ? told : false))])) === true;
    } finally {
      clearTimeout(timer);
      waiting.delete(answered);
      if (waiting.size === 0) this.#waiting.delete(application);
    }
  }

  receive({ word, from }: { readonly word: string; readonly from: string }): void {
    if (word === question && from !== '') void this.#send(this.#gated, answer, from);
    if (word === answer) for (const answered of this.#waiting.get(from) ?? []) answered();
  }

  async #send(transport: Transport, eventName: string, application: string): Promise<boolean> {
    const variables = { from: this.#application };
    const response = await transport
      .request('userEvent', { eventName, application, variables })
      .catch(() => undefined);
    return response !== undefined && isSuccess(response);
  }
}
