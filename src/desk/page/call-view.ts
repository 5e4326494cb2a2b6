import type { Phone, PhoneState } from '../../staff/page/softphone.ts';
import type { Choice } from '../../staff/wire.ts';
import type { DeskSetup, DeskStatus } from '../wire.ts';
import { ask, explain } from './api.ts';
import { announce, button, element, part, show, write } from './dom.ts';

const phoneTexts: Readonly<Record<PhoneState, readonly [text: string, mark: string]>> = {
  offline: ['Non collegato', 'bad'],
  'no-microphone': ['Microfono non disponibile', 'bad'],
  connected: ['Collegato', 'good'],
  ringing: ['Squilla', 'busy'],
  talking: ['In linea', 'busy'],
};
const callTexts: Readonly<Record<string, string>> = {
  ringing: 'Squilla',
  talking: 'In linea',
  hold: 'Chi chiama è in attesa, con la musica',
  consult: 'Consultazione: chi chiama è in attesa, con la musica',
  conference: 'Conferenza a tre',
};
const refusals: Readonly<Record<string, string>> = {
  'not-ready': 'Il collega non è libero.',
  'no-queue': 'Questa coda non c’è.',
  'no-step': 'Da questa coda non ci si può andare.',
  'not-talking': 'Adesso non è possibile: chi chiama è altrove.',
};

export interface CallView {
  show(status: DeskStatus): void;
  phoneIs(state: PhoneState): void;
  use(phone: Phone | undefined): void;
}

/** The telephone: buttons are commands to the engine; only the microphone is the page's own. */
export function openCall(setup: DeskSetup): CallView {
  let phone: Phone | undefined;
  let state: PhoneState = 'offline';
  let status: DeskStatus | undefined;
  let muted = false;

  const command = async (body: { readonly type: string; readonly to?: unknown }) => {
    const call = status?.call;
    if (call == null) return;
    write('phone-error', '');
    try {
      const answer: { outcome: string; why?: string } = await ask(
        'POST',
        `desk/conversations/${encodeURIComponent(call.id)}/commands`,
        body,
      );
      if (answer.outcome !== 'done')
        write('phone-error', refusals[answer.why ?? ''] ?? 'Il comando non è riuscito. Riprovi.');
    } catch (error) {
      write('phone-error', explain(error));
    }
  };

  button('answer').onclick = () => phone?.answer();
  document.addEventListener('keydown', (event) => {
    if (!event.altKey || event.key.toLowerCase() !== 'r' || state !== 'ringing') return;
    event.preventDefault();
    phone?.answer();
  });
  button('mute').onclick = () => {
    muted = !muted;
    phone?.mute(muted);
    drawMute();
    announce(muted ? 'Microfono spento' : 'Microfono acceso');
  };
  button('hold').onclick = () => void command({ type: status?.call?.state === 'hold' ? 'unhold' : 'hold' });
  button('hang-up').onclick = () => void command({ type: 'hang-up' });
  for (const type of ['complete-transfer', 'conference', 'cancel-consult'])
    button(type).onclick = () => void command({ type });

  part('move', HTMLDetailsElement).addEventListener('toggle', () => void fillDestinations());
  part('move-form', HTMLFormElement).onsubmit = (event) => {
    event.preventDefault();
    const [kind = '', name = ''] = part('move-to', HTMLSelectElement).value.split(':');
    if (name === '') return write('phone-error', 'Scelga a chi.');
    const type = event.submitter === button('consult') ? 'consult' : 'transfer';
    if (type === 'consult' && kind === 'flow')
      return write('phone-error', 'Con il risponditore non si consulta: si trasferisce.');
    void command({ type, to: { type: kind, [kind]: name } });
  };

  /** Colleagues are asked for at the moment they are needed. */
  async function fillDestinations(): Promise<void> {
    if (!part('move', HTMLDetailsElement).open) return;
    const words: Readonly<Record<string, string>> = { ready: 'pronto', paused: 'in pausa' };
    let colleagues: readonly Choice[] = [];
    try {
      const found: readonly (Choice & { state: string })[] = await ask('GET', 'desk/colleagues');
      colleagues = found.map(({ name, title, state: of }) => ({
        name,
        title: `${title} (${words[of] ?? 'occupato'})`,
      }));
    } catch (error) {
      write('phone-error', explain(error));
    }
    const group = (label: string, kind: string, choices: readonly Choice[]) =>
      element(
        'optgroup',
        { label },
        ...choices.map(({ name, title }) => element('option', { value: `${kind}:${name}` }, title)),
      );
    part('move-to', HTMLSelectElement).replaceChildren(
      element('option', { value: '' }, 'Scelga'),
      group('Code', 'queue', setup.queues),
      group('Colleghi', 'operator', colleagues),
      group('Risponditore, in privato', 'flow', setup.flows),
    );
  }

  /** What had the focus is gone: it goes to what comes next, or, when nothing is known of a caller, to the page. */
  function goOn(next: string): void {
    const there = part('case', HTMLElement).hidden ? 'main' : next;
    part(there, HTMLElement).focus();
  }
  function drawMute(): void {
    button('mute').setAttribute('aria-pressed', String(muted));
  }
  function draw(): void {
    const call = status?.call ?? null;
    const [text, mark] = phoneTexts[state];
    const talking = call !== null && call.state !== 'ringing';
    // A conversation without audio is none: then the phone says how it is.
    const heard = state === 'talking';
    write('phone-text', talking && heard ? (callTexts[call.state] ?? text) : text);
    part('phone-mark', HTMLElement).dataset['mark'] = mark;
    const hungUp = !talking && part('call-controls', HTMLElement).contains(document.activeElement);
    show('call-controls', talking);
    if (hungUp) goOn('disposition-name');
    show('consult-controls', call?.state === 'consult');
    show('move', call?.state !== 'consult');
    button('hold').setAttribute('aria-pressed', String(call?.state === 'hold'));
    if (!talking) part('move', HTMLDetailsElement).open = false;
  }

  return {
    show: (next) => {
      const before = status?.call?.state;
      status = next;
      draw();
      const now = next.call?.state;
      if (before !== undefined && now !== undefined && now !== before && now !== 'ringing')
        announce(callTexts[now] ?? '');
    },
    phoneIs: (next) => {
      const before = state;
      state = next;
      if (next !== 'talking' && muted) {
        muted = false;
        drawMute();
      }
      const answered = next !== 'ringing' && part('ringing', HTMLElement).contains(document.activeElement);
      show('ringing', next === 'ringing');
      if (answered) goOn('caller-title');
      if (next === 'ringing' && before !== 'ringing') {
        // Whoever is writing is not interrupted; the region says it, and Alt+R answers from anywhere.
        const writing = document.activeElement?.matches('input, select, textarea') ?? false;
        if (!writing) button('answer').focus();
      }
      if (next === 'talking') write('phone-error', '');
      draw();
    },
    use: (given) => {
      phone = given;
    },
  };
}
