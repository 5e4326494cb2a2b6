/** The element with an id. @throws Error when the page has none, or of another kind: page and script do not fit */
export function part<Kind extends Element>(id: string, kind: abstract new () => Kind): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${kind.name} "${id}"`);
}

export function button(id: string): HTMLButtonElement {
  return part(id, HTMLButtonElement);
}

/** Shows a text; an element that is told the same again says nothing to a screen reader. */
export function write(id: string, text: string): void {
  const element = part(id, HTMLElement);
  if (element.textContent !== text) element.textContent = text;
}

export function show(id: string, shown: boolean): void {
  part(id, HTMLElement).hidden = !shown;
}

/** An element with attributes and content. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>>,
  ...content: readonly (string | Node)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}

/** Fills a list of choices. @param first what stands before a choice is made, if anything */
export function fillSelect(
  id: string,
  choices: readonly { readonly name: string; readonly title: string }[],
  first?: string,
): void {
  const options = choices.map(({ name, title }) => element('option', { value: name }, title));
  const before = first === undefined ? [] : [element('option', { value: '' }, first)];
  part(id, HTMLSelectElement).replaceChildren(...before, ...options);
}

/** The text of a field of a form. */
export function fieldOf(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value.trim() : '';
}

/** Says something to a screen reader without moving anything. @param urgent interrupts what it is saying */
export function announce(text: string, urgent = false): void {
  const id = urgent ? 'alarm' : 'news';
  part(id, HTMLElement).textContent = '';
  // In a task of its own: the region has to be seen empty first.
  setTimeout(() => write(id, text), 50);
}
