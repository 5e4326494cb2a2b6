import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { steadyNow } from '../clock.ts';
import type { Sensitive } from '../privacy/sensitive.ts';
import { toWire } from '../privacy/wire.ts';
import type { WebClient } from '../web/client.ts';
import { Fault, faultOf } from '../web/fault.ts';
import { longestMessage } from './boxes.ts';
import { audioType, type enteredSchema, referenceSchema } from './routes.ts';

/** The recordings that the network holds in plain. */
export interface StoredAudio {
  /** A WAV file; undefined where there is none of this name. */
  read(name: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
  remove(name: string): Promise<void>;
  list(): Promise<readonly string[]>;
}

/** A message that was recorded. */
export interface RecordedMessage {
  readonly name: string;
  readonly box: string;
  readonly about: Readonly<Record<string, unknown>>;
  readonly seconds: number;
}

interface Asking {
  readonly call: { readonly line: string; readonly language: string; readonly caller: Sensitive | null };
}

interface Answer {
  readonly outcome: string;
  readonly value: { readonly riferimento: string } | null;
}

export interface MessageKeeperOptions {
  /** The system of record. */
  readonly records: WebClient;
  readonly stored: StoredAudio;
  readonly logger: Logger;
  /** How long a recording may lie with the network in plain once it was recorded, in ms. */
  readonly spoolMs: number;
  /** The longest call, in ms: what is recorded in it is not touched by the sweep. */
  readonly maxCallMs: number;
}

const unavailable: Answer = { outcome: 'unavailable', value: null };
const maxBytes = (longestMessage + 10) * 16_000;
/** Recordings in memory at once. */
const mostInHand = 4;
/** Recordings that wait for records that are away; each is some hundred bytes here. */
const mostWaiting = 1_000;
const pauseMs = { first: 250, longest: 15_000 };
const removeTries = 4;

/** The recording is not there any more. */
class GoneError extends Error {}

/**
 * Hands recorded messages over to the records, and has the network forget them. It tries again, with growing pauses, as
 * long as a recording may lie there; what cannot be handed over by then is lost, and the log says so.
 */
export class MessageKeeper {
  readonly #options: MessageKeeperOptions;
  readonly #logger: Logger;
  /** By the name of the recording: it is kept once, whoever asks how often. */
  readonly #jobs = new Map<string, { readonly stop: AbortController; readonly answer: Promise<Answer> }>();
  readonly #sweeping: NodeJS.Timeout;
  #inHand = 0;

  constructor(options: MessageKeeperOptions) {
    this.#options = options;
    this.#logger = options.logger;
    this.#sweeping = setInterval(() => void this.sweep(), options.spoolMs).unref();
  }

  /**
   * Has a message kept; goes on trying when nobody waits for the answer any more. Never rejects.
   * @returns the outcome `done` with the reference to tell the caller, or `unavailable`
   */
  keep(message: RecordedMessage, asking: Asking): Promise<Answer> {
    const { name, box } = message;
    const known = this.#jobs.get(name);
    if (known !== undefined) return known.answer;
    if (this.#jobs.size >= mostWaiting) {
      this.#logger.error({ box }, 'too many voice messages wait for the records: one is lost');
      void this.#remove(name);
      return Promise.resolve(unavailable);
    }
    const stop = new AbortController();
    const answer = this.#handOver(message, asking, stop.signal).finally(() => this.#jobs.delete(name));
    this.#jobs.set(name, { stop, answer });
    return answer;
  }

  /** The recording is not wanted: it goes, also from under a `keep` that has not come to its end. */
  discard(name: string): void {
    const job = this.#jobs.get(name);
    if (job === undefined) void this.#remove(name);
    else job.stop.abort();
  }

  /** Has the network forget what was left over by an engine that died, or could not be removed. Never rejects. */
  async sweep(now = Math.min(steadyNow(), Date.now())): Promise<void> {
    const { stored, maxCallMs, spoolMs } = this.#options;
    const names = await stored.list().catch(() => undefined);
    if (names === undefined) {
      this.#logger.warn('left-over recordings could not be looked for');
      return;
    }
    for (const name of names) {
      const begun = callBegan(name);
      if (begun !== undefined && !this.#jobs.has(name) && begun + maxCallMs + spoolMs < now) {
        this.#logger.warn('a recording was left over: it is removed');
        await this.#remove(name);
      }
    }
  }

  /** Gives what is under way some time, then ends it. @param boundMs how much time */
  async close(boundMs: number): Promise<void> {
    clearInterval(this.#sweeping);
    const answers = [...this.#jobs.values()].map(({ answer }) => answer);
    const bound = new AbortController();
    await Promise.race([
      Promise.all(answers),
      delay(boundMs, undefined, { signal: bound.signal }).catch(() => undefined),
    ]);
    bound.abort();
    if (this.#jobs.size > 0)
      this.#logger.error({ messages: this.#jobs.size }, 'voice messages could not be handed over');
    for (const { stop } of this.#jobs.values()) stop.abort();
  }

  async #handOver(message: RecordedMessage, asking: Asking, stop: AbortSignal): Promise<Answer> {
    const { name, box } = message;
    const until = steadyNow() + this.#options.spoolMs;
    let answer = unavailable;
    for (let tries = 0; !stop.aborted; tries += 1) {
      try {
        answer = { outcome: 'done', value: { riferimento: await this.#tryOnce(message, asking, stop) } };
        break;
      } catch (error) {
        if (stop.aborted) break;
        const final = error instanceof GoneError || isFinal(error);
        const pause = Math.min(pauseMs.longest, pauseMs.first * 2 ** tries) * (0.5 + Math.random());
        if (final || steadyNow() + pause > until) {
          this.#logger.error({ box, reason: reasonOf(error) }, 'a voice message could not be kept');
          break;
        }
        if (tries === 0)
          this.#logger.warn({ box, reason: reasonOf(error) }, 'a voice message is handed over again');
        await delay(pause, undefined, { signal: stop }).catch(() => undefined);
      }
    }
    await this.#remove(name);
    return answer;
  }

  /** @returns the reference @throws GoneError, Fault, TelephonyError */
  async #tryOnce(message: RecordedMessage, { call }: Asking, signal: AbortSignal): Promise<string> {
    if (this.#inHand >= mostInHand) throw new Fault('busy');
    this.#inHand += 1;
    try {
      const { name, box, about, seconds } = message;
      const audio = await this.#options.stored.read(name, maxBytes);
      if (audio === undefined) throw new GoneError('the recording is not there');
      const entered: z.input<typeof enteredSchema> = {
        box,
        language: call.language,
        line: call.line,
        seconds,
        about,
      };
      const common = { operation: 'voice message', idempotencyKey: name, safe: true, signal, read };
      const reference = await this.#options.records.ask({
        ...common,
        path: '/voice-messages',
        body: () => toWire(entered),
      });
      return await this.#options.records.ask({
        ...common,
        path: `/voice-messages/${reference}/audio`,
        contentType: audioType,
        body: () => audio,
      });
    } finally {
      this.#inHand -= 1;
    }
  }

  /** Never rejects: what cannot be removed now, a sweep removes. */
  async #remove(name: string): Promise<void> {
    for (let tries = 0; tries < removeTries; tries += 1) {
      try {
        await this.#options.stored.remove(name);
        return;
      } catch (error) {
        if (tries === removeTries - 1)
          this.#logger.warn({ reason: reasonOf(error) }, 'a recording could not be removed so far');
        else await delay(pauseMs.first * 2 ** tries * (0.5 + Math.random()));
      }
    }
  }
}

function read(json: unknown): string {
  const answer = referenceSchema.safeParse(json);
  if (!answer.success) throw new Fault('bad-body');
  return answer.data.reference;
}

/** The records refuse this message, whenever they are asked. */
function isFinal(error: unknown): boolean {
  return /^http-(400|404|413|422)$/.test(faultOf(error).kind);
}

/**
 * When the call of a recording began, epoch ms: its name is that of the channel, which Asterisk makes of the second it
 * came in and a counter, and a number of ours behind it. Undefined for a name of another form: it is not ours.
 */
function callBegan(name: string): number | undefined {
  const [, seconds] = /(?:^|-)(\d{10})\.\d+-\d+$/.exec(name) ?? [];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

/** What an error is, never what it says: that may quote a name. */
function reasonOf(error: unknown): string {
  if (error instanceof Fault) return error.kind;
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name;
}
