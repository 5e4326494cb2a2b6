import { clockText } from '../../staff/page/clock.ts';
import type { Card, DeskSetup } from '../wire.ts';
import { ask, explain } from './api.ts';
import { announce, element, part, show, write } from './dom.ts';

/** Who is on the line, as far as it is known: drawn anew at each change. */
export class CardView {
  readonly #setup: DeskSetup;
  #card: Card | undefined;
  /** The conversation, and the state of what is known of it, that was asked for last. */
  #asked = '';
  readonly #listeners: ((card: Card | undefined) => void)[] = [];

  constructor(setup: DeskSetup) {
    this.#setup = setup;
  }

  get card(): Card | undefined {
    return this.#card;
  }

  /** The path of requests about this conversation. */
  path(rest = ''): string {
    return `desk/conversations/${encodeURIComponent(this.#card?.id ?? '')}${rest}`;
  }

  /** Told of each new card. */
  onCard(listener: (card: Card | undefined) => void): void {
    this.#listeners.push(listener);
  }

  /** Brings the card of a conversation up, unless it is there with all that is known. */
  async load(id: string, known: string): Promise<void> {
    if (this.#asked === `${id} ${known}`) return;
    this.#asked = `${id} ${known}`;
    try {
      this.draw(await ask<Card>('GET', `desk/conversations/${encodeURIComponent(id)}`));
    } catch (error) {
      this.#asked = '';
      write('card-error', explain(error));
    }
  }

  clear(): void {
    this.#card = undefined;
    this.#asked = '';
    show('case', false);
    show('idle', true);
    // Not in sight is not enough: nothing of a caller stays in the page.
    for (const id of [
      'caller-facts',
      'caller-fields',
      'caller-steps',
      'identity-state',
      'ringing-about',
      'slot-list',
    ])
      part(id, HTMLElement).replaceChildren();
    for (const listener of this.#listeners) listener(undefined);
  }

  draw(card: Card): void {
    const isNew = this.#card?.id !== card.id;
    this.#card = card;
    show('idle', false);
    show('case', true);
    write('card-error', '');
    const wait = Math.round(card.waitedSeconds);
    rows('caller-facts', [
      ['Argomento', card.topic],
      ['Lingua', card.language.title],
      ['Tipo', card.kind === 'call-back' ? 'Richiamata chiesta da chi aveva chiamato' : 'Chiamata'],
      ['Attesa', clockText(wait)],
      ['Identità nel risponditore', card.level],
    ]);
    this.#drawFields(card);
    const steps = card.steps.length > 0 ? card.steps : ['Nessun passo registrato'];
    part('caller-steps', HTMLOListElement).replaceChildren(...steps.map((step) => element('li', {}, step)));
    this.#drawIdentity(card);
    if (isNew) announce(summaryOf(card));
    for (const listener of this.#listeners) listener(card);
  }

  #drawFields(card: Card): void {
    const list = part('caller-fields', HTMLDListElement);
    list.replaceChildren(
      ...card.fields.flatMap(({ name, title, value, hidden }) => {
        const label = element('dt', {}, title);
        if (!hidden) return [label, element('dd', { 'data-field': name }, value)];
        const reveal = element('button', { type: 'button', 'aria-label': `Mostra: ${title}` }, 'Mostra');
        reveal.onclick = () => void this.#reveal(name);
        const masked = element('span', { 'aria-hidden': 'true' }, value);
        return [
          label,
          element(
            'dd',
            { 'data-field': name },
            masked,
            element('span', { class: 'unseen' }, 'nascosto'),
            reveal,
          ),
        ];
      }),
    );
    show('fields-title', card.fields.length > 0);
  }

  async #reveal(field: string): Promise<void> {
    try {
      this.draw(await ask<Card>('POST', this.path('/reveal'), { field }));
      const shown = document.querySelector(`[data-field="${CSS.escape(field)}"]`);
      if (shown instanceof HTMLElement) {
        shown.tabIndex = -1;
        shown.focus();
      }
    } catch (error) {
      write('card-error', explain(error));
    }
  }

  #drawIdentity(card: Card): void {
    const names = card.facts.map(
      (fact) => this.#setup.facts.find(({ name }) => name === fact)?.title ?? fact,
    );
    const text = card.verified
      ? 'Identità verificata.'
      : card.person
        ? 'Codice fiscale presente in archivio; identità non ancora verificata.'
        : 'Persona non ancora cercata.';
    write('identity-state', names.length > 0 ? `${text} Dati giusti: ${names.join(', ')}.` : text);
    show('fact', card.person && !card.verified);
    show('services-need', !card.person);
  }
}

/** What a screen reader says when a conversation comes. */
export function summaryOf(card: Card): string {
  const minutes = Math.round(card.waitedSeconds / 60);
  const wait =
    minutes === 0 ? 'attesa meno di un minuto' : `attesa ${minutes} ${minutes === 1 ? 'minuto' : 'minuti'}`;
  return `${card.topic}, ${card.language.title}, ${wait}, ${card.level}`;
}

function rows(id: string, pairs: readonly (readonly [string, string])[]): void {
  part(id, HTMLDListElement).replaceChildren(
    ...pairs.flatMap(([title, value]) => [element('dt', {}, title), element('dd', {}, value)]),
  );
}
