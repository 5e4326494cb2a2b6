import type { Listening, LiveOperator, WallSetup } from '../wire.ts';
import { byId, html, Rows, say } from './dom.ts';
import { clock, count, operatorStates, pauseReason, talkStates } from './words.ts';

/** What a supervisor does with a conversation, as it is asked for. */
export type Ask = (
  conversation: string,
  operator: string,
  type: Exclude<Listening, 'stop-listening'>,
) => void;

/** Who needs a look first. */
const order = ['talking', 'offered', 'wrap-up', 'ready', 'paused', 'offline'];
const italian = new Intl.Collator('it');

/** The operators, with what a supervisor can do. */
export class OperatorTable {
  readonly #state = byId('operator-state', HTMLSelectElement);
  readonly #name = byId('operator-name', HTMLInputElement);
  readonly #count = byId('operator-count', HTMLElement);
  readonly #rows: Rows<LiveOperator>;
  #operators: readonly LiveOperator[] = [];
  #passed = 0;

  constructor(setup: WallSetup, ask: Ask) {
    const queues = new Map(setup.queues.map(({ name, title }) => [name, title]));
    this.#rows = new Rows(
      byId('operators', HTMLTableElement),
      ({ name }) => name,
      () => operatorRow(queues, ask, () => this.#passed),
    );
    this.#state.addEventListener('change', () => this.#fill());
    this.#name.addEventListener('input', () => this.#fill());
    byId('operator-filters', HTMLFormElement).addEventListener('submit', (event) => event.preventDefault());
  }

  /** @param passed seconds since they were as they are given */
  show(operators: readonly LiveOperator[], passed: number): void {
    this.#operators = operators;
    this.#passed = passed;
    this.#fill();
  }

  #fill(): void {
    const [state, name] = [this.#state.value, this.#name.value.trim().toLocaleLowerCase('it')];
    const here = this.#operators.filter((one) => one.state !== 'offline');
    const wanted = here.filter(
      (one) =>
        (state === '' || one.state === state) &&
        (name === '' || `${one.title} ${one.name}`.toLocaleLowerCase('it').includes(name)),
    );
    const sorted = wanted.toSorted(
      (left, right) =>
        order.indexOf(left.state) - order.indexOf(right.state) || italian.compare(left.title, right.title),
    );
    this.#rows.show(sorted);
    say(this.#count, `${count(wanted.length)} di ${count(here.length)} operatori collegati`);
  }
}

function operatorRow(queues: ReadonlyMap<string, string>, ask: Ask, passed: () => number) {
  const title = html('th', { scope: 'row' });
  const [state, conversation] = [html('td'), html('td')];
  const since = html('td', { class: 'number' });
  const actions = html('div', { class: 'actions' });
  const row = html('tr', {}, title, state, since, conversation, html('td', {}, actions));
  let offered: string | undefined;
  return {
    row,
    show: (operator: LiveOperator) => {
      const talk = operator.conversation;
      const reason = pauseReason(operator.reason);
      say(title, operator.title);
      say(state, operatorStates[operator.state] + (reason === '' ? '' : `: ${reason}`));
      say(since, clock(operator.seconds + passed()));
      say(
        conversation,
        talk === null
          ? ''
          : `${queues.get(talk.queue) ?? talk.queue} (${talk.language}), ${talkStates[talk.state]}` +
              (talk.isCallBack ? ', richiamata' : ''),
      );
      const id = talk !== null && talk.state !== 'ringing' ? talk.id : undefined;
      if (id === offered) return;
      offered = id;
      // Whoever was about to press a button that goes stays at its operator.
      if (actions.contains(document.activeElement)) {
        title.tabIndex = -1;
        title.focus({ preventScroll: true });
      }
      actions.replaceChildren(...(id === undefined ? [] : buttons(id, operator.title, ask)));
    },
  };
}

const words = [
  ['listen', 'Ascolta'],
  ['whisper', 'Suggerisci'],
  ['barge', 'Intervieni'],
] as const;

function buttons(conversation: string, operator: string, ask: Ask): readonly HTMLElement[] {
  return words.map(([type, word]) => {
    const button = html('button', { type: 'button', 'aria-label': `${word}: ${operator}` }, word);
    button.addEventListener('click', () => ask(conversation, operator, type));
    return button;
  });
}
