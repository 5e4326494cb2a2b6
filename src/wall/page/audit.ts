import type { AuditLine, AuditPage } from '../wire.ts';
import { ask } from './ask.ts';
import { byId, html, say } from './dom.ts';
import { auditActions, count, writtenInstant } from './words.ts';

/** The part of the page that shows who saw and heard what. */
export class AuditView {
  readonly #who = byId('audit-who', HTMLInputElement);
  readonly #status = byId('audit-status', HTMLElement);
  readonly #body: HTMLTableSectionElement;
  readonly #more = byId('audit-more', HTMLButtonElement);
  #next: string | null = null;
  #shown = 0;

  constructor() {
    const [body] = byId('audit', HTMLTableElement).tBodies;
    if (body === undefined) throw new Error('the table of the audit has no body');
    this.#body = body;
    byId('audit-filters', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      void this.open();
    });
    this.#more.addEventListener('click', () => void this.#read(this.#next));
    byId('audit-check', HTMLButtonElement).addEventListener('click', () => void this.#check());
  }

  async open(): Promise<void> {
    this.#shown = 0;
    await this.#read(null);
  }

  async #read(before: string | null): Promise<void> {
    const query = new URLSearchParams();
    if (this.#who.value !== '') query.set('who', this.#who.value);
    if (before !== null) query.set('before', before);
    try {
      const { entries, next } = await ask<AuditPage>(`/api/wall/audit?${query}`);
      if (before === null) this.#body.replaceChildren();
      this.#body.append(...entries.map(rowOf));
      this.#shown += entries.length;
      this.#next = next;
      this.#more.hidden = next === null;
      say(this.#status, this.#shown === 0 ? 'Nessuna voce.' : `${count(this.#shown)} voci.`);
    } catch {
      say(this.#status, 'Il registro non risponde: riprovi tra poco.');
    }
  }

  async #check(): Promise<void> {
    say(this.#status, 'Verifica in corso…');
    try {
      const { entries, broken } = await ask<{ entries: number; broken: string | null }>(
        '/api/wall/audit/integrity',
      );
      say(
        this.#status,
        broken === null
          ? `Registro integro: ${count(entries)} voci verificate.`
          : `Registro non integro: la voce ${broken} è stata cambiata, o ne manca una prima di lei.`,
      );
    } catch {
      say(this.#status, 'Il registro non risponde: riprovi tra poco.');
    }
  }
}

function rowOf({ at, who, action, field, reason, conversation }: AuditLine): HTMLTableRowElement {
  const what = auditActions[action] ?? action;
  return html(
    'tr',
    {},
    html('td', {}, writtenInstant(at)),
    html('td', {}, who),
    html('td', {}, field === null ? what : `${what}: ${field.replaceAll('-', ' ')}`),
    html('td', {}, reason ?? ''),
    html('td', {}, conversation),
  );
}
