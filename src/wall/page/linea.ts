import { writtenDue } from '../../staff/page/written-due.ts';
import type { Outcome } from '../../staff/wire.ts';
import type { LineaForm, LineaForms } from '../wire.ts';
import { AskError, ask } from './ask.ts';
import { byId, html, Rows, say } from './dom.ts';
import { count, writtenInstant } from './words.ts';

/** How often it is looked whether something waits, whichever part of the page is open. */
const everyMs = 60_000;

/** The part of the page with Linea INPS forms that the institution does not have yet. */
export class LineaView {
  readonly #status = byId('linea-status', HTMLElement);
  readonly #link = byId('linea-link', HTMLElement);
  readonly #told = byId('linea-told', HTMLElement);
  readonly #rows: Rows<LineaForm>;

  constructor() {
    this.#rows = new Rows(
      byId('linea', HTMLTableElement),
      ({ reference, refused }) => `${reference} ${refused}`,
      (form) => formRow(form, (office) => this.#retry(form.reference, office)),
    );
    byId('linea-again', HTMLButtonElement).addEventListener('click', () => void this.open());
    window.setInterval(() => void this.#read(), everyMs);
    void this.#read();
  }

  async open(): Promise<void> {
    say(this.#told, '');
    await this.#read();
  }

  async #read(): Promise<void> {
    try {
      const { forms } = await ask<LineaForms>('/api/wall/linea');
      this.#rows.show(forms);
      const of = (is: (form: LineaForm) => boolean) => forms.filter(is).length;
      const [refused, late] = [of((form) => form.refused), of((form) => form.late)];
      say(
        this.#status,
        forms.length === 0
          ? 'Nessun modulo in attesa: l’istituto li ha tutti.'
          : `Da consegnare: ${count(forms.length)}. Rifiutati: ${count(refused)}. Oltre la scadenza: ${count(late)}.`,
      );
      const waiting = of((form) => form.refused || form.late);
      say(this.#link, waiting === 0 ? 'Linea INPS' : `Linea INPS (${count(waiting)} da vedere)`);
    } catch {
      say(this.#status, 'Gli archivi non rispondono: riprovi tra poco.');
    }
  }

  async #retry(reference: string, office: string | null): Promise<void> {
    try {
      const path = `/api/wall/linea/${reference}/retry`;
      const { text } = await ask<Outcome>(path, { method: 'POST', body: { office } });
      say(this.#told, text);
    } catch (error) {
      const wrong = error instanceof AskError && error.status === 400;
      say(this.#told, wrong ? 'La sede si scrive con quattro cifre.' : 'Il server non risponde: riprovi.');
    }
    await this.#read();
  }
}

function formRow(form: LineaForm, retry: (office: string | null) => Promise<void>) {
  const [state, due, attempts] = [html('td'), html('td'), html('td', { class: 'number' })];
  const row = html(
    'tr',
    {},
    html('th', { scope: 'row' }, form.reference),
    state,
    due,
    html('td', {}, form.topic),
    html('td', {}, form.office ?? 'della residenza'),
    html('td', {}, writtenInstant(form.createdAt)),
    attempts,
    html('td', {}, form.refused ? retryForm(form, retry) : ''),
  );
  return {
    row,
    show: ({ refused, late, reason, urgent, dueAt, attempts: tries }: LineaForm) => {
      say(state, refused ? `■ Rifiutato: ${reason ?? 'senza un motivo'}` : '○ Da consegnare');
      say(due, `${late ? '■ Scaduta: ' : ''}${writtenDue(dueAt)}${urgent ? ' (urgente)' : ''}`);
      due.classList.toggle('bad', late);
      state.classList.toggle('bad', refused);
      say(attempts, count(tries));
    },
  };
}

/** Takes a refused form up again, for another office where the first one was wrong. */
function retryForm(
  { reference, office }: LineaForm,
  retry: (office: string | null) => Promise<void>,
): HTMLElement {
  const id = `linea-office-${reference}`;
  const field = html('input', {
    id,
    inputmode: 'numeric',
    pattern: '[0-9]{4}',
    maxlength: 4,
    size: 6,
    autocomplete: 'off',
    title: 'Quattro cifre; vuoto per la sede di residenza',
  });
  if (office !== null) field.value = office;
  const form = html(
    'form',
    { class: 'actions' },
    html('label', { for: id }, 'Sede'),
    field,
    html('button', { type: 'submit', 'aria-label': `Riprendi il modulo ${reference}` }, 'Riprendi'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const wanted = field.value.trim();
    void retry(wanted === '' ? null : wanted);
  });
  return form;
}
