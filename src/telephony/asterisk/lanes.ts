/** Runs the tasks of one lane one after another and different lanes side by side. */
export class Lanes {
  readonly #tails = new Map<string, Promise<void>>();

  /** Runs `task` at once if its lane is free, else when those before it are over. It must not reject. */
  run(lane: string, task: () => Promise<void>): void {
    const before = this.#tails.get(lane);
    const tail = before === undefined ? task() : before.then(task);
    this.#tails.set(lane, tail);
    void tail.then(() => {
      if (this.#tails.get(lane) === tail) this.#tails.delete(lane);
    });
  }
}
