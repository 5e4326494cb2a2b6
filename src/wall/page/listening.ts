import type { Outcome } from '../../staff/wire.ts';
import type { Listening } from '../wire.ts';
import { AskError, ask } from './ask.ts';
import { byId, say } from './dom.ts';
import { SupervisorPhone } from './phone.ts';

type Kind = Exclude<Listening, 'stop-listening'>;

const questions: Readonly<
  Record<Kind, { readonly title: string; readonly what: string; readonly now: string }>
> = {
  listen: {
    title: 'Ascoltare',
    what: 'Sentirà la conversazione; nessuno sentirà Lei.',
    now: 'solo ascolto',
  },
  whisper: {
    title: 'Suggerire a',
    what: 'Sentirà la conversazione; La sentirà solo l’operatore.',
    now: 'La sente l’operatore',
  },
  barge: {
    title: 'Intervenire con',
    what: 'Entrerà nella conversazione: La sentiranno tutti.',
    now: 'La sentono tutti',
  },
};
/** What the server's rule for reasons says, before it has to say it. */
const personal = /\d{6}|@|[A-Za-z]{6}\d{2}/;

/** Listening, whispering and barging in: never without a reason, and always to be seen that it goes on. */
export class ListeningView {
  readonly #dialog = byId('reason', HTMLDialogElement);
  readonly #text = byId('reason-text', HTMLTextAreaElement);
  readonly #error = byId('reason-error', HTMLElement);
  readonly #go = byId('reason-go', HTMLButtonElement);
  readonly #bar = byId('listening', HTMLElement);
  readonly #what = byId('listening-what', HTMLElement);
  readonly #news: (text: string) => void;
  readonly #phone = new SupervisorPhone();
  #wanted: { readonly conversation: string; readonly operator: string; readonly type: Kind } | undefined;
  #current: { readonly conversation: string; readonly operator: string; readonly reason: string } | undefined;

  constructor(news: (text: string) => void) {
    this.#news = news;
    byId('reason-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#confirm();
    });
    byId('reason-cancel', HTMLButtonElement).addEventListener('click', () => this.#dialog.close());
    for (const button of this.#bar.querySelectorAll('button'))
      button.addEventListener('click', () => void this.#change(button.dataset['listening'] ?? ''));
  }

  /** Asks for the reason. */
  begin(conversation: string, operator: string, type: Kind): void {
    this.#wanted = { conversation, operator, type };
    say(byId('reason-title', HTMLElement), `${questions[type].title} ${operator}`);
    say(byId('reason-what', HTMLElement), questions[type].what);
    say(this.#error, '');
    this.#text.value = '';
    this.#text.removeAttribute('aria-invalid');
    this.#dialog.showModal();
    this.#text.focus();
  }

  /** What is shown now: a conversation that is over is listened to no more. */
  check(isThere: (conversation: string) => boolean): void {
    if (this.#current === undefined || isThere(this.#current.conversation)) return;
    this.#end('La conversazione è finita, e l’ascolto con lei.');
  }

  async #confirm(): Promise<void> {
    const wanted = this.#wanted;
    if (wanted === undefined) return;
    const reason = this.#text.value.trim();
    if (reason.length < 3 || personal.test(reason)) {
      say(
        this.#error,
        reason.length < 3 ? 'Scriva il motivo.' : 'Nel motivo non scriva numeri, codici o indirizzi.',
      );
      this.#text.setAttribute('aria-invalid', 'true');
      this.#text.focus();
      return;
    }
    this.#go.disabled = true;
    say(this.#error, '');
    const problem = await this.#listen(wanted.conversation, wanted.type, reason);
    this.#go.disabled = false;
    if (problem !== undefined) return say(this.#error, problem);
    this.#dialog.close();
    this.#current = { conversation: wanted.conversation, operator: wanted.operator, reason };
    this.#shown(wanted.type);
  }

  /** @returns what went wrong */
  async #listen(conversation: string, type: Kind, reason: string): Promise<string | undefined> {
    try {
      await this.#phone.ready();
    } catch (problem) {
      return problem instanceof Error ? problem.message : 'Il telefono della pagina non si collega.';
    }
    const { outcome, text } = await order(conversation, { type, reason });
    if (outcome !== 'done') return text;
    this.#news(text);
    return undefined;
  }

  async #change(type: string): Promise<void> {
    const current = this.#current;
    if (current === undefined) return;
    if (type === 'stop-listening') {
      const { text } = await order(current.conversation, { type });
      return this.#end(text);
    }
    const kind = type === 'whisper' || type === 'barge' ? type : 'listen';
    const { outcome, text } = await order(current.conversation, { type: kind, reason: current.reason });
    if (outcome === 'done') this.#shown(kind);
    this.#news(text);
  }

  #shown(type: Kind): void {
    this.#bar.hidden = false;
    say(this.#what, `${this.#current?.operator ?? ''}: ${questions[type].now}`);
    for (const button of this.#bar.querySelectorAll('button')) {
      const kind = button.dataset['listening'];
      if (kind !== 'stop-listening') button.setAttribute('aria-pressed', String(kind === type));
    }
  }

  #end(text: string): void {
    const hadFocus = this.#bar.contains(document.activeElement);
    this.#current = undefined;
    this.#bar.hidden = true;
    if (hadFocus) byId('content', HTMLElement).focus();
    this.#news(text);
  }
}

async function order(conversation: string, body: { type: Listening; reason?: string }): Promise<Outcome> {
  try {
    const path = `/api/wall/conversations/${encodeURIComponent(conversation)}/listening`;
    return await ask<Outcome>(path, { method: 'POST', body });
  } catch (error) {
    return {
      outcome: 'unavailable',
      text:
        error instanceof AskError && error.status === 400
          ? 'Il motivo non va bene: scriva solo parole, senza dati di chi chiama.'
          : 'Il server non risponde: riprovi tra poco.',
    };
  }
}
