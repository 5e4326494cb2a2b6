import type { Outcome } from '../../staff/wire.ts';
import type { Card, DeskSetup, Slot } from '../wire.ts';
import { ask, newKey } from './api.ts';
import type { CardView } from './card-view.ts';
import { button, element, fieldOf, fillSelect, part, show, write } from './dom.ts';
import { onSubmit, tell, untell } from './form.ts';

type WithCard = Outcome & { readonly card: Card };
type Found = Outcome & { readonly slots: readonly Slot[]; readonly next: string | null };

const regions = ['identity-told', 'booking-told', 'document-told', 'linea-told', 'disposition-told'];
const forms = ['person', 'fact', 'booking', 'slots', 'booked', 'document', 'linea', 'disposition'];

/** Everything that is filled in during and after a conversation. */
export function openForms(setup: DeskSetup, view: CardView): void {
  fillSelect('fact-kind', setup.facts);
  fillSelect('booking-reason', setup.booking.reasons);
  fillSelect('booking-mode', setup.booking.modes);
  fillSelect('booking-precedence', setup.booking.precedences);
  fillSelect('document-kind', setup.documents);
  fillSelect('linea-topic', setup.topics);
  fillSelect('disposition-name', setup.dispositions, 'Scelga');
  write(
    'linea-due',
    `L’ufficio risponde entro ${setup.linea.hours} ore, entro ${setup.linea.urgentHours} se è urgente.`,
  );
  openIdentity(setup, view);
  openBooking(view);
  openDocument(setup, view);
  openLinea(view);
  onSubmit('disposition', 'disposition-told', async (form) => {
    const disposition = fieldOf(form, 'disposition');
    if (disposition === '') {
      tell('disposition-told', { outcome: 'refused', text: 'Scelga un esito.' });
      part('disposition-name', HTMLSelectElement).focus();
      return;
    }
    view.draw(await ask<Card>('POST', view.path('/disposition'), { disposition }));
    tell('disposition-told', { outcome: 'done', text: 'Esito salvato.' });
  });

  let shown: string | undefined;
  view.onCard((card) => {
    if (card?.id === shown) return;
    shown = card?.id;
    // Nothing of one caller may stay in sight for the next.
    for (const id of forms) part(id, HTMLFormElement).reset();
    for (const id of regions) untell(id);
    show('slots', false);
    for (const one of document.querySelectorAll<HTMLDetailsElement>('#case details')) one.open = false;
    const topic = setup.topics.find(({ title }) => title === card?.topic);
    if (topic !== undefined) part('linea-topic', HTMLSelectElement).value = topic.name;
    if (card?.disposition != null) part('disposition-name', HTMLSelectElement).value = card.disposition;
    drawHint(setup);
    drawDocument(setup);
  });
}

function openIdentity(setup: DeskSetup, view: CardView): void {
  const told = (answer: WithCard) => {
    view.draw(answer.card);
    tell('identity-told', answer);
  };
  onSubmit('person', 'identity-told', async (form) => {
    told(await ask<WithCard>('POST', view.path('/person'), { code: fieldOf(form, 'code'), key: newKey() }));
  });
  onSubmit('fact', 'identity-told', async (form) => {
    const body = { kind: fieldOf(form, 'kind'), value: fieldOf(form, 'value'), key: newKey() };
    told(await ask<WithCard>('POST', view.path('/facts'), body));
    part('fact-value', HTMLInputElement).value = '';
  });
  part('fact-kind', HTMLSelectElement).onchange = () => drawHint(setup);
  drawHint(setup);
}

function drawHint(setup: DeskSetup): void {
  const kind = part('fact-kind', HTMLSelectElement).value;
  write('fact-hint', setup.facts.find(({ name }) => name === kind)?.hint ?? '');
}

function openBooking(view: CardView): void {
  let next: string | null = null;
  let key = newKey();
  const wish = () => {
    const form = part('booking', HTMLFormElement);
    return {
      livello: Number(fieldOf(form, 'livello')),
      motivo: fieldOf(form, 'motivo'),
      modo: fieldOf(form, 'modo'),
      precedenza: fieldOf(form, 'precedenza'),
    };
  };
  const search = async (after: string | null) => {
    const cap = fieldOf(part('booking', HTMLFormElement), 'cap');
    const found = await ask<Found>('POST', view.path('/booking/search'), {
      ...wish(),
      ...(cap === '' ? {} : { cap }),
      ...(after === null ? {} : { after }),
    });
    next = found.next;
    key = newKey();
    tell('booking-told', found);
    show('slots', found.slots.length > 0);
    part('slot-list', HTMLElement).replaceChildren(
      ...found.slots.map(({ slot, text }, index) => {
        const input = element('input', { type: 'radio', name: 'slot', value: slot });
        input.checked = index === 0;
        return element('label', {}, input, ` ${text}`);
      }),
    );
    const first = document.querySelector<HTMLInputElement>('#slot-list input');
    first?.focus();
  };
  onSubmit('booking', 'booking-told', () => search(null));
  button('more-slots').onclick = () => void search(next).catch(() => {});
  onSubmit('slots', 'booking-told', async (form) => {
    const slot = fieldOf(form, 'slot');
    const code = fieldOf(form, 'code');
    const mobile = part('booking-mobile', HTMLInputElement);
    if (code === '' && mobile.value.trim() === '') {
      tell('booking-told', { outcome: 'refused', text: 'Scriva il cellulare per la ricevuta.' });
      return mobile.focus();
    }
    const answer =
      code === ''
        ? await ask<Outcome>('POST', view.path('/booking/confirm'), {
            ...wish(),
            slot,
            mobile: mobile.value.trim(),
            key,
          })
        : await ask<Outcome>('POST', view.path('/booking/move'), { code, slot, key });
    // A repeated sending of the same is the same; another wish is another.
    if (answer.outcome !== 'unavailable') key = newKey();
    tell('booking-told', answer);
    show('slots', answer.outcome !== 'done');
  });
  onSubmit('booked', 'booking-told', async (form, action) => {
    const code = fieldOf(form, 'code');
    const cancel = action === 'cancel';
    const body = cancel ? { code, key: newKey() } : { code };
    tell(
      'booking-told',
      await ask<Outcome>('POST', view.path(cancel ? '/booking/cancel' : '/booking/find'), body),
    );
  });
}

function openDocument(setup: DeskSetup, view: CardView): void {
  let key = newKey();
  part('document-kind', HTMLSelectElement).onchange = () => drawDocument(setup);
  drawDocument(setup);
  onSubmit('document', 'document-told', async (form) => {
    const year = part('document-year-field', HTMLElement).hidden ? '' : fieldOf(form, 'year');
    const month = part('document-month-field', HTMLElement).hidden ? '' : fieldOf(form, 'month');
    const answer = await ask<Outcome>('POST', view.path('/documents'), {
      document: fieldOf(form, 'document'),
      to: fieldOf(form, 'to'),
      ...(year === '' ? {} : { year: Number(year) }),
      ...(month === '' ? {} : { month: Number(month) }),
      key,
    });
    if (answer.outcome !== 'unavailable') key = newKey();
    tell('document-told', answer);
  });
}

function drawDocument(setup: DeskSetup): void {
  const kind = part('document-kind', HTMLSelectElement).value;
  const needs = setup.documents.find(({ name }) => name === kind)?.needs ?? 'nothing';
  show('document-year-field', needs === 'year' || needs === 'optional-year');
  show('document-month-field', needs === 'optional-month');
  part('document-year', HTMLInputElement).required = needs === 'year';
}

function openLinea(view: CardView): void {
  let key = newKey();
  onSubmit('linea', 'linea-told', async (form) => {
    const answer = await ask<Outcome>('POST', view.path('/linea'), {
      topic: fieldOf(form, 'topic'),
      urgent: new FormData(form).get('urgent') !== null,
      question: fieldOf(form, 'question'),
      phone: fieldOf(form, 'phone'),
      email: fieldOf(form, 'email'),
      key,
    });
    if (answer.outcome !== 'unavailable') key = newKey();
    tell('linea-told', answer);
    if (answer.outcome === 'done') form.reset();
  });
}
