import { clockText } from '../../staff/page/clock.ts';
import type { DeskSetup, DeskStatus, OperatorState } from '../wire.ts';
import { ask, explain } from './api.ts';
import { announce, button, fillSelect, part, show, write } from './dom.ts';
import type { Link } from './trouble.ts';

const titles: Readonly<Record<OperatorState, string>> = {
  offline: 'Non collegato',
  paused: 'In pausa',
  ready: 'Pronto',
  offered: 'Chiamata in arrivo',
  talking: 'In conversazione',
  'wrap-up': 'Chiusura della pratica',
};
const marks: Readonly<Record<OperatorState, string>> = {
  offline: 'bad',
  paused: 'pause',
  ready: 'good',
  offered: 'busy',
  talking: 'busy',
  'wrap-up': 'busy',
};
/** Pauses that nobody asked for. */
const automaticPauses: Readonly<Record<string, string>> = {
  accesso: 'appena entrato',
  'no-answer': 'non ha risposto a una chiamata',
  busy: 'telefono occupato',
  unreachable: 'telefono non raggiungibile',
  'line-lost': 'linea caduta durante la conversazione',
  silent: 'chi chiamava non sentiva nulla: controlla il microfono',
};

const linkTexts: Readonly<Record<Link, string>> = {
  up: 'Collegato',
  lost: 'Collegamento interrotto, nuovo tentativo in corso',
  'queues-away': 'Le code non rispondono, nuovo tentativo in corso',
};

export interface StateView {
  show(status: DeskStatus): void;
  /** What the page has of the server now. */
  link(link: Link): void;
}

/** State, pause, wrap-up: the operator's own part of the page. */
export function openState(setup: DeskSetup): StateView {
  fillSelect('pause-reason', setup.pauses);
  const pauseTitle = (name: string) =>
    setup.pauses.find((pause) => pause.name === name)?.title ?? automaticPauses[name] ?? name;
  let told: DeskStatus | undefined;
  let at = 0;

  const change = async (body: unknown) => {
    write('state-error', '');
    try {
      await ask('POST', 'desk/state', body);
    } catch (error) {
      write('state-error', explain(error));
    }
  };
  button('ready').onclick = () => void change({ to: 'ready' });
  button('wrap-up').onclick = () => void change({ to: 'wrap-up' });
  part('pause', HTMLFormElement).onsubmit = (event) => {
    event.preventDefault();
    void change({ to: 'pause', reason: part('pause-reason', HTMLSelectElement).value });
  };
  setInterval(tick, 1_000);

  function tick(): void {
    if (told === undefined) return;
    const passed = Math.round((performance.now() - at) / 1_000);
    const { secondsLeft, seconds, call } = told;
    write(
      'state-clock',
      clockText(secondsLeft === null ? seconds + passed : Math.max(0, secondsLeft - passed)),
    );
    write('call-clock', call === null ? '' : clockText(call.seconds + passed));
  }

  return {
    show: (status) => {
      const before = told;
      told = status;
      at = performance.now();
      tick();
      write('state-text', titles[status.state]);
      part('state-mark', HTMLElement).dataset['mark'] = marks[status.state];
      const more = [
        ...(status.reason === null ? [] : [`Motivo: ${pauseTitle(status.reason)}.`]),
        ...(status.secondsLeft === null ? [] : ['Alla fine del tempo torna pronto da solo.']),
        ...(status.next === null ? [] : [`Dopo la conversazione: ${pauseTitle(status.next)}.`]),
      ].join(' ');
      write('state-more', more);
      show('wrap-up', status.state === 'wrap-up');
      button('ready').disabled = !['paused', 'wrap-up'].includes(status.state);
      part('state-clock', HTMLElement).setAttribute(
        'aria-label',
        status.secondsLeft === null ? 'Tempo in questo stato' : 'Tempo che resta',
      );
      if (before !== undefined && before.state !== status.state && status.state !== 'offered')
        announce(`Stato: ${titles[status.state]}. ${more}`);
    },
    link: (link) => {
      write('link-text', linkTexts[link]);
      part('link-mark', HTMLElement).dataset['mark'] = link === 'up' ? 'good' : 'bad';
    },
  };
}
