import type { Figure, History, Standing, WallSetup } from '../wire.ts';
import { ask } from './ask.ts';
import { type ChartOptions, chart } from './chart.ts';
import { byId, html, say } from './dom.ts';
import { type Tile, tilesIn } from './live.ts';
import { noConversations } from './no-conversations.ts';
import { secondTicks, ticks } from './ticks.ts';
import { clock, count, percent, shortDay, writtenDay } from './words.ts';

const dayMs = 86_400_000;
/** The service is open from 8 to 20: these hours are shown even when nothing happened in them. */
const usualHours = { from: 8, to: 19 };
/** With which service level and mean wait the past is compared; as the server's thresholds. */
const aims = { inTimePercent: 80, meanWaitSeconds: 150 };
const mostRows = 12;

/** The part of the page that shows the past. */
export class HistoryView {
  readonly #from = byId('history-from', HTMLInputElement);
  readonly #to = byId('history-to', HTMLInputElement);
  readonly #queue = byId('history-queue', HTMLSelectElement);
  readonly #topic = byId('history-topic', HTMLSelectElement);
  readonly #language = byId('history-language', HTMLSelectElement);
  readonly #status = byId('history-status', HTMLElement);
  readonly #charts = byId('charts', HTMLElement);
  readonly #csvBy = byId('csv-by', HTMLSelectElement);
  readonly #csv = byId('csv-link', HTMLAnchorElement);
  readonly #tiles: ReadonlyMap<string, Tile>;
  readonly #setup: WallSetup;
  #asked = 0;
  #opened = false;

  constructor(setup: WallSetup) {
    this.#setup = setup;
    this.#tiles = tilesIn(byId('history-tiles', HTMLElement), [
      'Entrate',
      'Risposte',
      'Entro 20 secondi',
      'Attesa media',
      'Attesa più lunga',
      'Abbandoni',
      'Operatori muti',
      'Richiamate chieste',
      'Richiamate fatte',
      'Conversazione media',
    ]);
    for (const [select, choices] of [
      [this.#queue, setup.queues],
      [this.#topic, setup.topics],
      [this.#language, setup.languages],
    ] as const)
      select.append(...choices.map(({ name, title }) => html('option', { value: name }, title)));
    byId('history-filters', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      void this.show();
    });
    for (const button of document.querySelectorAll<HTMLButtonElement>('[data-days]'))
      button.addEventListener('click', () => {
        this.#range(Number(button.dataset['days']));
        void this.show();
      });
    this.#csvBy.addEventListener('change', () => this.#linkCsv());
    this.#range(7);
  }

  open(): void {
    if (this.#opened) return;
    this.#opened = true;
    void this.show();
  }

  async show(): Promise<void> {
    this.#linkCsv();
    if (this.#from.value === '' || this.#to.value === '' || this.#from.value > this.#to.value)
      return say(this.#status, 'Scelga un periodo: il primo giorno non può venire dopo l’ultimo.');
    this.#asked += 1;
    const mine = this.#asked;
    say(this.#status, 'Sto leggendo i dati…');
    try {
      const history = await ask<History>(`/api/wall/history?${this.#query()}`);
      if (mine === this.#asked) this.#fill(history);
    } catch {
      if (mine === this.#asked) say(this.#status, 'Gli archivi non rispondono: riprovi tra poco.');
    }
  }

  #range(days: number): void {
    this.#to.value = this.#setup.today;
    const first = Date.parse(`${this.#setup.today}T00:00:00Z`) - (days - 1) * dayMs;
    this.#from.value = new Date(first).toISOString().slice(0, 10);
  }

  #query(): URLSearchParams {
    const query = new URLSearchParams({ from: this.#from.value, to: this.#to.value });
    for (const [name, { value }] of [
      ['queue', this.#queue],
      ['topic', this.#topic],
      ['language', this.#language],
    ] as const)
      if (value !== '') query.set(name, value);
    return query;
  }

  #linkCsv(): void {
    const query = this.#query();
    query.set('by', this.#csvBy.value);
    this.#csv.setAttribute('href', `/api/wall/history.csv?${query}`);
  }

  #fill({ total, byDay, byHour, byQueue, byTopic }: History): void {
    const [from, to] = [writtenDay(this.#from.value), writtenDay(this.#to.value)];
    const period = from === to ? from : `${from} – ${to}`;
    say(
      this.#status,
      total.offered + total.calledBack + total.turnedAway === 0
        ? `${period}: nessuna conversazione.`
        : `${period}: ${count(total.offered)} chiamate entrate nelle code.`,
    );
    this.#showTotal(total);
    const hours = hoursOf(byHour);
    const days = daysOf(byDay, this.#from.value, this.#to.value);
    const titled = (list: WallSetup['queues'], name: string | undefined) =>
      list.find((one) => one.name === name)?.title ?? name ?? '';
    this.#charts.replaceChildren(
      ...[
        volume('Chiamate per ora', 'Ora', hours.map(hourTitle), hours),
        level('Risposte entro 20 secondi per ora', 'Ora', hours.map(hourTitle), hours),
        wait('Attesa media per ora', 'Ora', hours.map(hourTitle), hours),
        ...(days.length > 1
          ? [
              volume('Chiamate per giorno', 'Giorno', days.map(dayTitle), days),
              wait('Attesa media per giorno', 'Giorno', days.map(dayTitle), days),
            ]
          : []),
        groups('Chiamate per coda', 'Coda', byQueue, ({ queue }) => titled(this.#setup.queues, queue)),
        groups('Chiamate per argomento', 'Argomento', byTopic, ({ topic }) =>
          titled(this.#setup.topics, topic),
        ),
      ].map(chart),
    );
  }

  #showTotal(total: Figure): void {
    const show = (title: string, text: string, standing?: Standing, note?: string) =>
      this.#tiles.get(title)?.show(text, standing, note);
    const inTime = inTimeOf(total);
    const share = (part: number) =>
      total.offered === 0 ? '' : `${percent(Math.round((part / total.offered) * 100))} delle entrate`;
    show('Entrate', count(total.offered));
    show('Risposte', count(total.answered), 'quiet', share(total.answered));
    show(
      'Entro 20 secondi',
      percent(inTime),
      inTime === null ? 'quiet' : inTime >= aims.inTimePercent ? 'good' : inTime >= 60 ? 'watch' : 'bad',
    );
    const { meanWaitSeconds: mean } = total;
    show(
      'Attesa media',
      clock(mean),
      mean === null ? 'quiet' : mean <= 120 ? 'good' : mean <= aims.meanWaitSeconds ? 'watch' : 'bad',
    );
    show('Attesa più lunga', clock(total.offered === 0 ? null : total.longestWaitSeconds));
    show('Abbandoni', count(total.abandoned), 'quiet', share(total.abandoned));
    show('Operatori muti', count(total.silent));
    show('Richiamate chieste', count(total.callBacks));
    show('Richiamate fatte', count(total.calledBack));
    show('Conversazione media', clock(total.meanTalkSeconds));
  }
}

function hoursOf(figures: readonly Figure[]): readonly Figure[] {
  const known = figures.flatMap(({ hour }) => hour ?? []);
  const [from, to] = [Math.min(usualHours.from, ...known), Math.max(usualHours.to, ...known)];
  return Array.from(
    { length: to - from + 1 },
    (_, index) =>
      figures.find(({ hour }) => hour === from + index) ?? { ...noConversations, hour: from + index },
  );
}

function daysOf(figures: readonly Figure[], from: string, to: string): readonly Figure[] {
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
  return Array.from({ length: days }, (_, index) => {
    const day = new Date(Date.parse(from) + index * dayMs).toISOString().slice(0, 10);
    return figures.find((one) => one.day === day) ?? { ...noConversations, day };
  });
}

const hourTitle = ({ hour = 0 }: Figure) => `${hour}`;
const dayTitle = ({ day = '' }: Figure) => shortDay(day);

function inTimeOf({ answered, answeredInTime }: Figure): number | null {
  return answered === 0 ? null : Math.round((answeredInTime / answered) * 100);
}

/** What became of the calls; together they are those that came in. */
function seriesOf(figures: readonly Figure[]): ChartOptions['series'] {
  return [
    { title: 'Risposte', look: 'first', values: figures.map(({ answered }) => answered) },
    { title: 'Abbandonate', look: 'second', values: figures.map(({ abandoned }) => abandoned) },
    {
      title: 'Altro (richiamate, tempo scaduto, uscite)',
      look: 'third',
      values: figures.map(({ offered, answered, abandoned }) => offered - answered - abandoned),
    },
  ];
}

/** The category in which a value is the greatest. */
function peak(categories: readonly string[], values: readonly (number | null)[]): string {
  const most = Math.max(...values.map((value) => value ?? 0), 0);
  return most === 0 ? '—' : (categories[values.indexOf(most)] ?? '—');
}

function volume(
  title: string,
  categoryTitle: string,
  categories: readonly string[],
  figures: readonly Figure[],
): ChartOptions {
  const offered = figures.map((one) => one.offered);
  const sum = offered.reduce((total, value) => total + value, 0);
  return {
    title,
    summary: `In tutto ${count(sum)} chiamate; il massimo a ${categoryTitle.toLowerCase()} ${peak(categories, offered)}.`,
    categories,
    categoryTitle,
    series: seriesOf(figures),
    kind: 'columns',
    scale: ticks,
    write: count,
  };
}

function level(
  title: string,
  categoryTitle: string,
  categories: readonly string[],
  figures: readonly Figure[],
): ChartOptions {
  const values = figures.map(inTimeOf);
  const below = categories.filter((_, index) => (values[index] ?? 100) < aims.inTimePercent);
  return {
    title,
    summary:
      below.length === 0
        ? 'L’obiettivo dell’80 per cento è raggiunto sempre.'
        : `Sotto l’obiettivo dell’80 per cento: ${below.join(', ')}.`,
    categories,
    categoryTitle,
    series: [{ title: 'Entro 20 secondi', look: 'first', values }],
    kind: 'line',
    scale: () => [0, 20, 40, 60, 80, 100],
    write: (value) => `${count(value)}%`,
    aim: { value: aims.inTimePercent, title: 'Obiettivo 80%' },
  };
}

function wait(
  title: string,
  categoryTitle: string,
  categories: readonly string[],
  figures: readonly Figure[],
): ChartOptions {
  const values = figures.map((one) => one.meanWaitSeconds);
  return {
    title,
    summary: `La più lunga a ${categoryTitle.toLowerCase()} ${peak(categories, values)}: ${clock(Math.max(0, ...values.map((value) => value ?? 0)))}.`,
    categories,
    categoryTitle,
    series: [{ title: 'Attesa media', look: 'first', values }],
    kind: 'columns',
    scale: secondTicks,
    write: clock,
    aim: { value: aims.meanWaitSeconds, title: 'Limite 2:30' },
  };
}

/** Those with most calls; the others together, so that nothing is missing. */
function groups(
  title: string,
  categoryTitle: string,
  figures: readonly Figure[],
  titleOf: (figure: Figure) => string,
): ChartOptions {
  const sorted = figures.toSorted((left, right) => right.offered - left.offered);
  const [first, rest] = [sorted.slice(0, mostRows), sorted.slice(mostRows)];
  const sum = (of: (figure: Figure) => number) => rest.reduce((total, figure) => total + of(figure), 0);
  const others = {
    ...noConversations,
    offered: sum(({ offered }) => offered),
    answered: sum(({ answered }) => answered),
    abandoned: sum(({ abandoned }) => abandoned),
  };
  const shown = rest.length === 0 ? first : [...first, others];
  const categories = [...first.map(titleOf), ...(rest.length === 0 ? [] : [`Altre ${rest.length}`])];
  return {
    title,
    summary: categories.length === 0 ? 'Nessuna chiamata.' : `Più chiamate di tutte: ${categories[0]}.`,
    categories,
    categoryTitle,
    series: seriesOf(shown),
    kind: 'rows',
    scale: ticks,
    write: count,
  };
}
