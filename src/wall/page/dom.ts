/** Making elements without a line of HTML: the page's policy lets no text become markup. */

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
type Child = Node | string | undefined;

const svgNamespace = 'http://www.w3.org/2000/svg';

export function html<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  return filled(document.createElement(name), attributes, children);
}

export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Name] {
  return filled(document.createElementNS(svgNamespace, name), attributes, children);
}

function filled<E extends Element>(element: E, attributes: Attributes, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** The element with this id. @throws Error when the page has none of this kind: it is another page than the script's */
export function byId<E extends Element>(id: string, kind: new () => E): E {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`the page has no ${kind.name} #${id}`);
  return element;
}

/** Sets a text only where it is another one: nothing is told twice, and a selection stays. */
export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Sets an attribute only where it is another one. */
export function mark(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/**
 * Keeps the rows of a table as they are wanted: rows stay the same elements as long as they are there, one that changes its
 * place is the one that is moved, and the focus stays where it is.
 */
export class Rows<Item> {
  readonly #body: HTMLTableSectionElement;
  readonly #keyOf: (item: Item) => string;
  readonly #make: (item: Item) => { readonly row: HTMLTableRowElement; readonly show: (item: Item) => void };
  readonly #rows = new Map<string, { row: HTMLTableRowElement; show: (item: Item) => void }>();

  constructor(
    table: HTMLTableElement,
    keyOf: (item: Item) => string,
    make: (item: Item) => { readonly row: HTMLTableRowElement; readonly show: (item: Item) => void },
  ) {
    const [body] = table.tBodies;
    if (body === undefined) throw new Error('the table has no body');
    this.#body = body;
    this.#keyOf = keyOf;
    this.#make = make;
  }

  show(items: readonly Item[]): void {
    const wanted = new Set(items.map(this.#keyOf));
    for (const [key, { row }] of this.#rows) {
      if (wanted.has(key)) continue;
      row.remove();
      this.#rows.delete(key);
    }
    const focused = document.activeElement;
    let there = this.#body.firstElementChild;
    for (const item of items) {
      const key = this.#keyOf(item);
      const known = this.#rows.get(key) ?? this.#make(item);
      this.#rows.set(key, known);
      known.show(item);
      const { row } = known;
      const goesDown = there !== row && there?.nextElementSibling === row && !there.contains(focused);
      if (goesDown && there !== null) this.#body.append(there);
      else if (there !== row) this.#body.insertBefore(row, there);
      there = row.nextElementSibling;
    }
    // An element that is moved loses the focus.
    if (focused !== document.activeElement && focused instanceof HTMLElement && this.#body.contains(focused))
      focused.focus({ preventScroll: true });
  }
}
