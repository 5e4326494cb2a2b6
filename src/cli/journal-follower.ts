import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

const summaries = z.object({
  calls: z.array(z.object({ id: z.string(), state: z.enum(['live', 'ended']) })),
});
const journal = z.object({
  state: z.enum(['live', 'ended']),
  entries: z.array(
    z.looseObject({
      ms: z.number(),
      type: z.string(),
      prompts: z.array(z.object({ prompt: z.string() })).optional(),
      text: z.string().optional(),
      outcome: z.string().optional(),
      by: z.string().optional(),
      what: z.string().optional(),
      answeredAfterMs: z.number().optional(),
    }),
  ),
});
type Entry = z.infer<typeof journal>['entries'][number];

const everyMs = 40;

/** Reads along in the journal of one call, over the engine's API. */
export class JournalFollower {
  readonly callId: string;
  readonly #url: string;
  /** Entries that a `hear` has passed. */
  #read = 0;

  private constructor(httpUrl: string, callId: string) {
    this.callId = callId;
    this.#url = `${httpUrl}/api/calls/${encodeURIComponent(callId)}`;
  }

  /** The newest live call of the engine. @throws Error when there is none in time */
  static async newest(httpUrl: string, timeoutMs: number): Promise<JournalFollower> {
    const id = await until(timeoutMs, 'no call in the journal', async () => {
      const { calls } = summaries.parse(await getJson(`${httpUrl}/api/calls?limit=5`));
      return calls.find((call) => call.state === 'live')?.id;
    });
    return new JournalFollower(httpUrl, id);
  }

  /**
   * Waits until the caller hears the next prompt.
   * @returns its text, and how long the engine and Asterisk took from what caused it (ms)
   * @throws Error when it is another one, or none in time
   */
  async hear(prompt: string, timeoutMs: number): Promise<{ text: string; answeredAfterMs: number }> {
    const entry = await this.#next(
      `"${prompt}" was not heard`,
      timeoutMs,
      ({ type, answeredAfterMs }) => type === 'heard' && answeredAfterMs !== undefined,
    );
    const heard = entry.prompts?.map((one) => one.prompt) ?? [];
    if (!heard.includes(prompt)) throw new Error(`heard "${heard.join(', ')}" instead of "${prompt}"`);
    return { text: entry.text ?? '', answeredAfterMs: entry.answeredAfterMs ?? 0 };
  }

  /**
   * Waits until the caller hears something more.
   * @returns ids and text of what is spoken as one
   */
  async heard(timeoutMs: number): Promise<{ prompts: readonly string[]; text: string }> {
    const entry = await this.#next(
      'nothing more was heard',
      timeoutMs,
      ({ type, answeredAfterMs, outcome }) => {
        return type === 'heard' && (answeredAfterMs !== undefined || outcome !== undefined);
      },
    );
    return { prompts: entry.prompts?.map((one) => one.prompt) ?? [], text: entry.text ?? '' };
  }

  /** Passes over everything up to the key with this number (from 1), which must have arrived. */
  async pressed(count: number, timeoutMs: number): Promise<void> {
    this.#read = await until(timeoutMs, 'the keys did not arrive', async () => {
      const { entries } = await this.#get();
      const keys = entries.flatMap((entry, index) => (entry.type === 'pressed' ? [index] : []));
      const index = keys[count - 1];
      return index === undefined ? undefined : Math.max(this.#read, index + 1);
    });
  }

  /** Waits until the caller's silence was taken as such so many times in all, and passes over everything before. */
  async silent(count: number, timeoutMs: number): Promise<void> {
    this.#read = await until(timeoutMs, 'the silence was not taken as such', async () => {
      const { entries } = await this.#get();
      const times = entries.flatMap((entry, index) => (entry.type === 'silence' ? [index] : []));
      const index = times[count - 1];
      return index === undefined ? undefined : Math.max(this.#read, index + 1);
    });
  }

  /** Waits until the prompt heard last has been spoken to its end. */
  async spoken(timeoutMs: number): Promise<void> {
    const index = this.#read - 1;
    await until(timeoutMs, 'the prompt did not end', async () => {
      const { entries } = await this.#get();
      return entries[index]?.outcome === undefined ? undefined : true;
    });
  }

  /** Waits until the call is over. */
  async ended(timeoutMs: number): Promise<{ by: string; entries: number; troubles: string[] }> {
    return until(timeoutMs, 'the call did not end', async () => {
      const { entries } = await this.#get();
      const end = entries.find((entry) => entry.type === 'ended');
      const troubles = entries.filter((entry) => entry.type === 'trouble').map((entry) => entry.what ?? '');
      return end === undefined ? undefined : { by: end.by ?? '', entries: entries.length, troubles };
    });
  }

  async #next(missing: string, timeoutMs: number, fits: (entry: Entry) => boolean): Promise<Entry> {
    return until(timeoutMs, missing, async () => {
      const { entries } = await this.#get();
      const index = entries.findIndex((entry, at) => at >= this.#read && fits(entry));
      const entry = entries[index];
      if (entry !== undefined) this.#read = index + 1;
      return entry;
    });
  }

  async #get(): Promise<z.infer<typeof journal>> {
    return journal.parse(await getJson(this.#url));
  }
}

async function getJson(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  if (!response.ok) throw new Error(`GET ${url} answered ${response.status}`);
  return response.json();
}

/** Asks again and again until there is an answer. @throws Error with what is missing */
async function until<T>(timeoutMs: number, missing: string, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`${missing} within ${timeoutMs / 1000} s`);
    await delay(everyMs);
  }
}
