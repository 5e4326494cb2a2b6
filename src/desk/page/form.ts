import type { Outcome } from '../../staff/wire.ts';
import { explain } from './api.ts';
import { part } from './dom.ts';

/** Says how a form went, in its own live region. */
export function tell(id: string, outcome: Outcome): void {
  const region = part(id, HTMLElement);
  region.dataset['outcome'] = outcome.outcome;
  region.textContent = outcome.text;
}

/** Forgets what a form was told. */
export function untell(id: string): void {
  const region = part(id, HTMLElement);
  delete region.dataset['outcome'];
  region.textContent = '';
}

/**
 * Sends a form when it is submitted: its buttons wait meanwhile, required fields are marked and the first empty one gets
 * the focus, and what goes wrong is told in `told`.
 */
export function onSubmit(
  id: string,
  told: string,
  send: (form: HTMLFormElement, submitter: string) => Promise<void>,
): void {
  const form = part(id, HTMLFormElement);
  form.onsubmit = async (event) => {
    event.preventDefault();
    const submitter = event.submitter instanceof HTMLButtonElement ? event.submitter.value : '';
    const missing = markMissing(form);
    if (missing !== undefined) {
      tell(told, { outcome: 'refused', text: `Manca: ${labelOf(missing)}.` });
      missing.focus();
      return;
    }
    untell(told);
    const buttons = [...form.querySelectorAll('button')];
    for (const one of buttons) one.setAttribute('aria-disabled', 'true');
    try {
      await send(form, submitter);
    } catch (error) {
      tell(told, { outcome: 'unavailable', text: explain(error) });
    } finally {
      for (const one of buttons) one.removeAttribute('aria-disabled');
    }
  };
}

type Field = HTMLInputElement | HTMLTextAreaElement;

function markMissing(form: HTMLFormElement): Field | undefined {
  const fields = [...form.querySelectorAll<Field>('input[required], textarea[required]')];
  for (const field of fields) {
    if (field.value.trim() === '') field.setAttribute('aria-invalid', 'true');
    else field.removeAttribute('aria-invalid');
  }
  return fields.find((field) => field.value.trim() === '');
}

function labelOf(field: Field): string {
  return field.labels?.[0]?.textContent?.trim() ?? field.name;
}
