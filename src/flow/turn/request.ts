import type { QueueWord, RequestAction } from '../actions.ts';
import { sameValue } from '../values.ts';
import type { Books } from './books.ts';
import { type Identification, personOf } from './identification.ts';

/** Requests without an answer that are remembered; what a caller can repeat in one call is fewer. */
const unsettledLimit = 10;

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** What a step asks for, before it has an id. */
export type Asked = Without<RequestAction, 'id' | 'idempotencyKey'>;

/**
 * The one request of the step that runs. A request that got no answer may have been carried out all the same: asked
 * again with the same arguments, by the same step or another, it goes out under the same idempotency key.
 */
export class Request {
  readonly #books: Books;
  readonly #identification: Identification;
  #refused = false;

  constructor(books: Books, identification: Identification) {
    this.#books = books;
    this.#identification = identification;
  }

  /** Asks, if what is known of the caller allows it; else the interpreter answers for nobody: `takeRefusal`. */
  ask(asked: Asked): void {
    const refusal = this.#identification.refusal(asked);
    if (refusal !== undefined) {
      this.#books.refused.push(refusal);
      this.#refused = true;
      return;
    }
    const id = this.#books.nextId();
    const { session } = this.#books;
    const operation = `${asked.type}:${asked.operation}`;
    const known = session.unsettled.find(
      (one) => one.operation === operation && sameValue(one.arguments, asked.arguments),
    );
    const key = known?.key ?? id;
    this.#books.actions.push({ ...asked, id, idempotencyKey: key });
    const others = session.unsettled.filter((one) => one !== known);
    this.#books.change({
      request: {
        id,
        key,
        // Asked again after a take-over, it may still be under way.
        connected: session.request?.key === key && session.request.connected,
        lookUp:
          asked.type === 'look-up' ? { operation: asked.operation, about: personOf(asked.arguments) } : null,
      },
      unsettled: [...others, { key, operation, arguments: asked.arguments }].slice(-unsettledLimit),
    });
  }

  /** Asks for something whose answer nobody waits for. */
  sendOff(asked: Asked): void {
    const id = this.#books.nextId();
    this.#books.actions.push({ ...asked, id, idempotencyKey: id });
  }

  /** True once after a request that was not made. */
  takeRefusal(): boolean {
    const refused = this.#refused;
    this.#refused = false;
    return refused;
  }

  /** Tells whoever has the caller. */
  tell(word: QueueWord): void {
    const { request, unsettled } = this.#books.session;
    if (request === null) return;
    this.#books.actions.push({ type: 'tell', id: request.id, word });
    if (word === 'leave')
      this.#books.change({ unsettled: unsettled.filter((one) => one.key !== request.key) });
  }

  /** Somebody talks with the caller: the flow keeps silent. */
  get connected(): boolean {
    return this.#books.session.request?.connected === true;
  }

  /** News of the request with this id; false if it is not the one that is waited for. */
  news(id: string, connected: boolean): boolean {
    const { request } = this.#books.session;
    if (request?.id !== id) return false;
    this.#books.change({ request: { ...request, connected } });
    return true;
  }

  /** The request with this id has its result; false if it is not the one waited for. */
  answered(id: string, settled: boolean): boolean {
    const { request, unsettled } = this.#books.session;
    if (request?.id !== id) return false;
    this.#books.change({
      request: null,
      unsettled: settled ? unsettled.filter((one) => one.key !== request.key) : unsettled,
    });
    return true;
  }
}
