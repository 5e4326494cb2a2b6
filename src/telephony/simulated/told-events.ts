/** Events for whoever listens, told in order and never from inside a command; kept while nobody listens or the link is down. */
export class ToldEvents<Event> {
  readonly #linkUp: () => boolean;
  #events: Event[] = [];
  #listener: ((event: Event) => void) | undefined;
  #telling = false;

  constructor(linkUp: () => boolean) {
    this.#linkUp = linkUp;
  }

  /** Who takes them from now on; undefined: nobody. */
  listen(listener: ((event: Event) => void) | undefined): void {
    this.#listener = listener;
    this.tellSoon();
  }

  add(event: Event): void {
    this.#events.push(event);
    this.tellSoon();
  }

  /** What was not told yet is nothing to anybody. */
  forget(): void {
    this.#events = [];
  }

  /** The link may be up again. */
  tellSoon(): void {
    if (this.#telling) return;
    this.#telling = true;
    queueMicrotask(() => {
      this.#telling = false;
      while (this.#listener !== undefined && this.#linkUp()) {
        const event = this.#events.shift();
        if (event === undefined) return;
        this.#listener(event);
      }
    });
  }
}
