import { expect } from '@jest/globals';
import type { Call } from '../../src/caller/call.ts';
import type { CallEnd } from '../../src/caller/invite-session.ts';
import type { PressOptions } from '../../src/caller/key-sender.ts';
import { type CallJournal, type JournalEntry, listCalls, readJournal } from './journals.ts';
import { patienceMs, until } from './until.ts';

/** As short as a key may be without Asterisk stretching it. */
const quickKeys = { durationMs: 80, gapMs: 60 } as const;

export interface Expected {
  /** The language of the prompt. */
  readonly language?: string;
  readonly withinMs?: number;
}

/** Somebody on a call: listens to what comes, compares it with the journal, and presses keys. */
export class Person {
  readonly sip: Call;
  readonly callId: string;
  #httpUrl: string;
  readonly #pressed: (keys: string) => void;
  /** Entries of the journal that were listened to. */
  #read = 0;
  /** How much sound there had been when the latest prompt had been heard. */
  #soundMs = 0;

  constructor(given: { sip: Call; callId: string; httpUrl: string; pressed: (keys: string) => void }) {
    this.sip = given.sip;
    this.callId = given.callId;
    this.#httpUrl = given.httpUrl;
    this.#pressed = given.pressed;
  }

  journal(): Promise<CallJournal> {
    return readJournal(this.#httpUrl, this.callId);
  }

  /** Listens to the next prompts, which must be or hold this one, until sound of them has arrived here. */
  async hears(prompt: string, expected: Expected = {}): Promise<JournalEntry> {
    const entry = await this.#listen(`"${prompt}"`, () => true, expected);
    expect(namesOf(entry)).toContain(prompt);
    if (expected.language !== undefined) {
      expect(entry.prompts).toContainEqual({ prompt, language: expected.language });
    }
    await this.#sound(entry);
    return entry;
  }

  /** Listens to the next prompts, which must be or hold one of these. */
  async hearsOneOf(...prompts: readonly string[]): Promise<JournalEntry> {
    const entry = await this.#listen(prompts.join(' or '), () => true, {});
    expect(namesOf(entry).filter((name) => prompts.includes(name))).not.toEqual([]);
    await this.#sound(entry);
    return entry;
  }

  /** Listens to prompts until this one comes, whatever comes before it. */
  async hearsAtLast(prompt: string, expected: Expected = {}): Promise<JournalEntry> {
    const entry = await this.#listen(`"${prompt}"`, (one) => namesOf(one).includes(prompt), expected);
    await this.#sound(entry);
    return entry;
  }

  /** Listens to prompts until one of these comes, whatever comes before it. */
  async hearsAtLastOneOf(...prompts: readonly string[]): Promise<JournalEntry> {
    const isOne = (one: JournalEntry) => namesOf(one).some((name) => prompts.includes(name));
    const entry = await this.#listen(prompts.join(' or '), isOne, {});
    await this.#sound(entry);
    return entry;
  }

  /** Listens to the next prompt to its end. */
  async hearsWhole(prompt: string, expected: Expected = {}): Promise<JournalEntry> {
    const { id } = await this.hears(prompt, expected);
    return until(
      `the end of "${prompt}"`,
      async () => {
        const entry = await this.#entry(id);
        return entry?.outcome === undefined ? undefined : entry;
      },
      expected.withinMs,
    );
  }

  async presses(keys: string, how: PressOptions = quickKeys): Promise<void> {
    this.#pressed(keys);
    await this.sip.press(keys, how);
  }

  /** Waits until the journal says something. */
  async sees(
    what: string,
    is: (entry: JournalEntry) => boolean,
    withinMs = patienceMs,
  ): Promise<JournalEntry> {
    return until(`${what} in the journal`, async () => (await this.journal()).entries.find(is), withinMs);
  }

  /** Waits until another engine has carried the call on, with a journal that begins anew. */
  async isCarriedOn(): Promise<void> {
    await until('the call in the list', async () =>
      (await listCalls(this.#httpUrl)).some(({ id }) => id === this.callId),
    );
    this.#read = 0;
    expect((await this.journal()).entries[0]).toMatchObject({ type: 'resumed' });
  }

  /** Another engine has the call: waits until it does, and listens to its journal from now on. */
  async isTakenBy(engine: { readonly httpUrl: string }): Promise<void> {
    this.#httpUrl = engine.httpUrl;
    await this.isCarriedOn();
  }

  /** Hangs up; the journal must say so and speak of no trouble. */
  async hangsUp(): Promise<CallJournal> {
    await this.sip.hangUp();
    return this.#closed('caller');
  }

  /** Waits until the other side has hung up as planned. */
  async isHungUpOn(): Promise<{ end: CallEnd; journal: CallJournal }> {
    const end = await ended(this.sip);
    expect(end.by).toBe('remote');
    return { end, journal: await this.#closed('flow') };
  }

  async #closed(by: 'caller' | 'flow'): Promise<CallJournal> {
    const journal = await until('the end of the journal', async () => {
      const read = await this.journal();
      return read.state === 'ended' ? read : undefined;
    });
    expect(journal.entries.at(-1)).toMatchObject({ type: 'ended', by });
    expect(journal.entries.filter((entry) => entry.type === 'trouble')).toEqual([]);
    return journal;
  }

  async #entry(id: string | undefined): Promise<JournalEntry | undefined> {
    return (await this.journal()).entries.find((entry) => entry.type === 'heard' && entry.id === id);
  }

  /** Prompts that nobody heard, because a key came first, are passed over. */
  async #listen(
    what: string,
    fits: (entry: JournalEntry) => boolean,
    { withinMs = patienceMs }: Expected,
  ): Promise<JournalEntry> {
    let entries: readonly JournalEntry[] = [];
    try {
      return await until(
        what,
        async () => {
          const journal = await this.journal();
          entries = journal.entries;
          const index = entries.findIndex(
            (entry, at) =>
              at >= this.#read &&
              entry.type === 'heard' &&
              entry.answeredAfterMs !== undefined &&
              fits(entry),
          );
          const entry = entries[index];
          if (entry === undefined && journal.state === 'ended') throw new Error(`${what}: the call is over`);
          if (entry !== undefined) this.#read = index + 1;
          return entry;
        },
        withinMs,
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${reason}; the journal ends with ${told(entries.slice(-12))}`);
    }
  }

  /** While it plays more sound must come; once it is over, more must have come than before it. */
  async #sound({ id }: JournalEntry): Promise<void> {
    const now = this.sip.heardMs;
    await until('sound', async () => {
      if (this.sip.heardMs > now) return true;
      return (await this.#entry(id))?.outcome !== undefined && this.sip.heardMs > this.#soundMs;
    });
    this.#soundMs = this.sip.heardMs;
  }
}

/** How a call ended. @throws Error when it does not */
export async function ended(call: Call, timeoutMs = 60_000): Promise<CallEnd> {
  let end: CallEnd | undefined;
  void call.ended.then((value) => {
    end = value;
  });
  return until('the end of the call', () => end, timeoutMs);
}

export function namesOf(entry: JournalEntry): string[] {
  return entry.prompts?.map(({ prompt }) => prompt) ?? [];
}

function told(entries: readonly JournalEntry[]): string {
  return entries
    .map(({ ms, type, step, keys, outcome, operation, what, ...entry }) =>
      [ms, type, ...namesOf({ ms, type, ...entry }), step, keys, operation, outcome, what]
        .filter((part) => part !== undefined)
        .join(' '),
    )
    .join(' | ');
}
