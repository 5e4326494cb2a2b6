import type { CallBackLine, CallBackPage, WallSetup } from '../wire.ts';
import { ask } from './ask.ts';
import { byId, html, Rows, say } from './dom.ts';
import { callBackReasons, callBackStates, count, writtenInstant } from './words.ts';

const everyMs = 15_000;

/** The part of the page that shows who is to be called back, and what became of the others. */
export class CallBackView {
  readonly #section = byId('richiamate', HTMLElement);
  readonly #status = byId('call-back-status', HTMLElement);
  readonly #rows: Rows<CallBackLine>;

  constructor({ queues, languages }: WallSetup) {
    const titleOf = (choices: WallSetup['queues'], name: string) =>
      choices.find((one) => one.name === name)?.title ?? name;
    this.#rows = new Rows(
      byId('call-backs', HTMLTableElement),
      ({ id }) => id,
      ({ queue, language }) => {
        const [state, calls, since, when] = [
          html('td'),
          html('td', { class: 'number' }),
          html('td'),
          html('td'),
        ];
        const row = html(
          'tr',
          {},
          html('th', { scope: 'row' }, titleOf(queues, queue)),
          html('td', {}, titleOf(languages, language)),
          state,
          calls,
          since,
          when,
        );
        return {
          row,
          show: (one) => {
            say(state, stateOf(one));
            say(calls, count(one.calls));
            say(since, writtenInstant(one.since));
            say(when, whenOf(one));
          },
        };
      },
    );
    window.setInterval(() => {
      if (!this.#section.hidden) void this.open();
    }, everyMs);
  }

  async open(): Promise<void> {
    try {
      const { counts, callBacks } = await ask<CallBackPage>('/api/wall/call-backs');
      this.#rows.show(callBacks);
      say(
        this.#status,
        `Da fare ${count(counts.pending)}. Nelle ultime 24 ore: fatte ${count(counts.done)}, annullate ${count(counts.cancelled)}, non riuscite ${count(counts.failed)}.`,
      );
    } catch {
      say(this.#status, 'L’archivio non risponde: riprovi tra poco.');
    }
  }
}

function stateOf({ state, reason }: CallBackLine): string {
  const why = reason === null ? undefined : callBackReasons[reason];
  return why === undefined ? callBackStates[state] : `${callBackStates[state]}: ${why}`;
}

function whenOf({ state, notBefore, endedAt }: CallBackLine): string {
  if (state !== 'pending') return endedAt === null ? '' : writtenInstant(endedAt);
  return Date.parse(notBefore) > Date.now() ? `non prima del ${writtenInstant(notBefore)}` : 'al suo turno';
}
