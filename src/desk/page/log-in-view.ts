import { explain, type LoggedIn, logIn, Refused } from './api.ts';
import { fieldOf, part, show, write } from './dom.ts';

/** Shows the log-in. @param notice why the desk is not open any more @returns who logged in */
export function askLogIn(notice?: string): Promise<LoggedIn> {
  document.title = 'Accesso - Postazione operatore';
  show('desk-view', false);
  show('bar', false);
  show('log-in-view', true);
  show('log-in-notice', notice !== undefined);
  write('log-in-notice', notice ?? '');
  write('log-in-error', '');
  const form = part('log-in', HTMLFormElement);
  part('name', HTMLInputElement).focus();
  return new Promise((resolve) => {
    const submit = async (event: Event) => {
      event.preventDefault();
      const name = fieldOf(form, 'name');
      const password = part('password', HTMLInputElement);
      if (!complete(form)) return write('log-in-error', 'Scriva nome utente e password.');
      write('log-in-error', '');
      try {
        const answer = await logIn(name, password.value);
        form.removeEventListener('submit', submit);
        form.reset();
        show('log-in-view', false);
        resolve(answer);
      } catch (error) {
        password.value = '';
        password.focus();
        write('log-in-error', why(error));
      }
    };
    form.addEventListener('submit', submit);
  });
}

function complete(form: HTMLFormElement): boolean {
  const inputs = [...form.querySelectorAll('input')];
  for (const input of inputs) input.setAttribute('aria-invalid', String(input.value === ''));
  const first = inputs.find((input) => input.value === '');
  first?.focus();
  return first === undefined;
}

function why(error: unknown): string {
  if (!(error instanceof Refused)) return explain(error);
  if (error.kind === 'locked') {
    const minutes = Math.max(1, Math.ceil(error.seconds / 60));
    return `Troppi tentativi: riprovi fra ${minutes === 1 ? 'un minuto' : `${minutes} minuti`}.`;
  }
  return error.kind === 'wrong' ? 'Nome utente o password non giusti.' : explain(error);
}
