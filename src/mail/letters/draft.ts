import type { Paper, Tag } from './paper.ts';

const tag: Tag = {
  tag: () => tag,
  draw: (drawing) => drawing(),
  end: () => undefined,
};

/** Paper on which nothing is drawn: a letter is set on it first, to know how many pages it has. */
export class Draft implements Paper {
  #pages = 0;

  get pages(): number {
    return this.#pages;
  }

  addPage(): void {
    this.#pages += 1;
  }

  tag(): Tag {
    return tag;
  }

  decorate(_type: string, drawing: () => void): void {
    drawing();
  }

  text(): void {}
  rule(): void {}
  dashes(): void {}
  fill(): void {}
  frame(): void {}
}
