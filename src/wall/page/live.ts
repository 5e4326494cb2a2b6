import type { Judged, LiveLine, LiveTotals, Standing, WallEvent, WallSetup } from '../wire.ts';
import { AskError, ask } from './ask.ts';
import { byId, html, mark, Rows, say } from './dom.ts';
import { leave } from './leave.ts';
import type { OperatorTable } from './operators.ts';
import { clock, count, percent, standings } from './words.ts';

type Live = Extract<WallEvent, { type: 'live' }>;

/** Waits grow while nothing is heard: what is shown as a duration goes on by itself. */
const tickMs = 1_000;
const pauseMs = { least: 500, most: 15_000 };
/** The server says something every two seconds or so. */
const silentMs = 12_000;

/** The part of the page that shows this moment. */
export class LiveView {
  readonly #connection = byId('connection', HTMLElement);
  readonly #freeze = byId('freeze', HTMLButtonElement);
  readonly #tiles: ReadonlyMap<string, Tile>;
  readonly #lines: Rows<LiveLine>;
  readonly #operators: OperatorTable;
  readonly #talks: (isThere: (conversation: string) => boolean) => void;
  #socket: WebSocket | undefined;
  #failures = 0;
  #silence = 0;
  #live: { readonly event: Live; readonly at: number } | undefined;
  #frozen = false;
  #closed = true;
  #timers: readonly number[] = [];

  /** @param talks told at each look which conversations there are */
  constructor(
    setup: WallSetup,
    operators: OperatorTable,
    talks: (isThere: (conversation: string) => boolean) => void,
  ) {
    this.#talks = talks;
    const titles = (list: WallSetup['queues']) => new Map(list.map(({ name, title }) => [name, title]));
    const [queues, languages] = [titles(setup.queues), titles(setup.languages)];
    this.#operators = operators;
    this.#tiles = tilesIn(byId('totals', HTMLElement), [
      'In attesa',
      'Attesa più lunga',
      'Entro 20 secondi oggi',
      'Attesa media oggi',
      'Risposte oggi',
      'Abbandoni oggi',
      'Operatori muti oggi',
      'Operatori pronti',
      'In conversazione',
    ]);
    this.#lines = new Rows(
      byId('lines', HTMLTableElement),
      ({ queue, language }) => `${queue} ${language}`,
      (line) => lineRow(queues.get(line.queue) ?? line.queue, languages.get(line.language) ?? line.language),
    );
    this.#freeze.addEventListener('click', () => this.#toggle());
  }

  open(): void {
    if (!this.#closed) return;
    this.#closed = false;
    this.#connect();
    this.#timers = [window.setInterval(() => this.#show(), tickMs)];
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) window.clearInterval(timer);
    window.clearTimeout(this.#silence);
    this.#socket?.close();
    this.#socket = undefined;
  }

  #toggle(): void {
    this.#frozen = !this.#frozen;
    mark(this.#freeze, 'aria-pressed', String(this.#frozen));
    say(this.#freeze, this.#frozen ? 'Riprendi gli aggiornamenti' : 'Ferma gli aggiornamenti');
    if (!this.#frozen) this.#show();
    this.#state(this.#frozen ? 'Aggiornamenti fermi' : 'Collegato', false);
  }

  #connect(): void {
    const url = new URL('/api/wall/events', location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url);
    this.#socket = socket;
    this.#listen(socket);
    socket.addEventListener('message', ({ data }) => {
      if (this.#socket !== socket) return;
      this.#listen(socket);
      this.#hear(JSON.parse(String(data)));
    });
    socket.addEventListener('close', ({ code, reason }) => {
      if (code === 4401 && this.#socket === socket && !this.#closed) leave(reason);
      else this.#lose(socket);
    });
  }

  /** A connection that is there, and through which nothing comes, is lost as well. */
  #listen(socket: WebSocket): void {
    window.clearTimeout(this.#silence);
    this.#silence = window.setTimeout(() => {
      this.#lose(socket);
      socket.close();
    }, silentMs);
  }

  #lose(socket: WebSocket): void {
    if (this.#closed || this.#socket !== socket) return;
    this.#socket = undefined;
    window.clearTimeout(this.#silence);
    this.#state('Collegamento perso, i dati sono vecchi: nuovo tentativo in corso', true);
    this.#failures += 1;
    // A browser is not told why it was turned away: perhaps nobody is logged in here any more.
    if (this.#failures > 1)
      ask('/api/session').catch((error) => {
        if (error instanceof AskError && error.status === 401) leave('timeout');
      });
    const pause = Math.min(pauseMs.most, pauseMs.least * 2 ** this.#failures) * (0.5 + Math.random());
    window.setTimeout(() => {
      if (!this.#closed) this.#connect();
    }, pause);
  }

  #hear(event: WallEvent): void {
    this.#failures = 0;
    if (event.type === 'away') {
      this.#state('Le code non rispondono: i dati sono vecchi', true);
      return;
    }
    this.#live = { event, at: performance.now() };
    const ids = new Set(event.operators.map(({ conversation }) => conversation?.id));
    this.#talks((conversation) => ids.has(conversation));
    if (!this.#frozen) {
      this.#state('Collegato', false);
      this.#show();
    }
  }

  #state(text: string, away: boolean): void {
    say(this.#connection, text);
    this.#connection.classList.toggle('away', away);
  }

  #show(): void {
    if (this.#live === undefined || this.#frozen) return;
    const { event, at } = this.#live;
    const passed = (performance.now() - at) / 1_000;
    showTotals(this.#tiles, event.totals, event, passed);
    this.#lines.show(event.lines.map((line) => grown(line, passed)));
    this.#operators.show(event.operators, passed);
  }
}

function grown(line: LiveLine, passed: number): LiveLine {
  const { value, standing } = line.longestWait;
  return { ...line, longestWait: { value: value === null ? null : value + passed, standing } };
}

function showTotals(
  tiles: ReadonlyMap<string, Tile>,
  totals: LiveTotals,
  { operators }: Live,
  passed: number,
): void {
  const show = (title: string, text: string, standing?: Standing) => tiles.get(title)?.show(text, standing);
  const longest = totals.longestWait.value;
  const inState = (...states: readonly string[]) =>
    count(operators.filter(({ state }) => states.includes(state)).length);
  show('In attesa', count(totals.waiting));
  show('Attesa più lunga', clock(longest === null ? null : longest + passed), totals.longestWait.standing);
  show('Entro 20 secondi oggi', percent(totals.inTime.value), totals.inTime.standing);
  show('Attesa media oggi', clock(totals.meanWait.value), totals.meanWait.standing);
  show('Risposte oggi', count(totals.answered));
  show('Abbandoni oggi', count(totals.abandoned));
  show('Operatori muti oggi', count(totals.silent), totals.silent > 0 ? 'watch' : undefined);
  show('Operatori pronti', inState('ready'));
  show('In conversazione', inState('talking', 'offered'));
}

function lineRow(queue: string, language: string) {
  const standing = html('span', { class: 'standing' });
  const cells = Array.from({ length: 8 }, () => html('td', { class: 'number' }));
  const row = html(
    'tr',
    {},
    html('th', { scope: 'row' }, queue),
    html('td', {}, language),
    html('td', {}, standing),
    ...cells,
  );
  return {
    row,
    show: (line: LiveLine) => {
      showStanding(standing, line.standing);
      const judged = (index: number, { standing: how }: Judged, text: string) => {
        const cell = cells[index];
        if (cell === undefined) return;
        say(cell, how === 'bad' || how === 'watch' ? `${standings[how].sign} ${text}` : text);
        mark(cell, 'class', `number ${how}`);
      };
      const plain = (index: number, text: string) => {
        const cell = cells[index];
        if (cell !== undefined) say(cell, text);
      };
      plain(
        0,
        line.callBacks === 0
          ? count(line.waiting)
          : `${count(line.waiting)} (${count(line.callBacks)} da richiamare)`,
      );
      judged(1, line.longestWait, clock(line.longestWait.value));
      judged(2, line.estimatedWait, clock(line.estimatedWait.value));
      judged(3, line.staff, count(line.staff.value ?? 0));
      plain(4, count(line.answered));
      judged(5, line.inTime, percent(line.inTime.value));
      judged(6, line.meanWait, clock(line.meanWait.value));
      plain(7, count(line.abandoned));
    },
  };
}

function showStanding(element: HTMLElement, standing: Standing): void {
  const { sign, word } = standings[standing];
  say(element, `${sign} ${word}`);
  mark(element, 'class', `standing ${standing}`);
}

/** A figure that is to be seen from afar. */
export interface Tile {
  readonly show: (text: string, standing?: Standing, note?: string) => void;
}

/** Makes a tile for each title. @param list a `dl` */
export function tilesIn(list: HTMLElement, titles: readonly string[]): ReadonlyMap<string, Tile> {
  const made = titles.map((title) => {
    const figure = html('span', { class: 'figure' }, '—');
    const standing = html('span', { class: 'standing' });
    standing.hidden = true;
    const note = html('span', { class: 'note' });
    const tile = html(
      'div',
      { class: 'tile' },
      html('dt', {}, title),
      html('dd', {}, figure, note, standing),
    );
    list.append(tile);
    return [
      title,
      {
        show: (text: string, how: Standing = 'quiet', more = '') => {
          say(figure, text);
          say(note, more);
          mark(tile, 'class', `tile ${how}`);
          standing.hidden = how === 'quiet';
          if (how !== 'quiet') showStanding(standing, how);
        },
      },
    ] as const;
  });
  return new Map(made);
}
