import type { Logger } from 'pino';
import type { Action } from '../flow/actions.ts';
import { durationMs } from '../speech/audio-file.ts';
import type { Channel, Media } from '../telephony/port.ts';
import { longestSilenceMs } from './dead-air.ts';
import { isAway, isGone, reasonOf } from './failure.ts';
import type { Voice } from './ports.ts';

/** A prompt that is not spoken by then is replaced by the apology: better a wrong word than silence. */
const renderDeadlineMs = 1_500;
/** No prompt and no voice message is longer. */
const longestMs = 600_000;

export interface PlaybackListener {
  started(id: string): void;
  ended(id: string, outcome: 'finished' | 'stopped' | 'failed'): void;
  trouble(what: 'render' | 'play'): void;
}

interface Open {
  readonly language: string;
  onChannel: boolean;
  apology?: string;
  lengthMs?: number;
  /** The network is away: to be played when it is back. */
  held?: { readonly channelId: string; readonly media: readonly Media[] };
  /** Rings when it should long have been over; there from its beginning on. */
  overdue?: NodeJS.Timeout;
}

/**
 * Turns play actions into audio on the channel. Each id that `play` took is reported ended once: where the
 * prompt cannot be rendered or played, the fixed apology is, under an id of its own.
 */
export class Playback {
  readonly #channel: Channel;
  readonly #voice: Voice;
  readonly #listener: PlaybackListener;
  readonly #logger: Logger;
  /** Ids under way; `apology` is the id on the channel once the fallback plays in its place. */
  readonly #open = new Map<string, Open>();

  constructor(given: { channel: Channel; voice: Voice; listener: PlaybackListener; logger: Logger }) {
    this.#channel = given.channel;
    this.#voice = given.voice;
    this.#listener = given.listener;
    this.#logger = given.logger;
  }

  play({ id, prompts, recording }: Extract<Action, { type: 'play' }>): void {
    const before: readonly Media[] = recording === undefined ? [] : [{ kind: 'recording', name: recording }];
    this.#open.set(id, { language: prompts[0]?.language ?? '', onChannel: false });
    const ready = prompts.map((one) => this.#voice.ready(one.prompt, one.language, one.values));
    if (ready.every((paths) => paths !== undefined)) {
      this.#send(id, [...before, ...filesOf(ready.flat())]);
      return;
    }
    Promise.all(
      prompts.map(
        (one, index) =>
          ready[index] ?? this.#voice.render(one.prompt, one.language, one.values, renderDeadlineMs),
      ),
    ).then(
      (rendered) => this.#send(id, [...before, ...filesOf(rendered.flat())]),
      (error: unknown) => {
        this.#logger.error(
          { prompts: prompts.map((one) => one.prompt), reason: reasonOf(error) },
          'a prompt could not be rendered',
        );
        this.#apologise(id, 'render');
      },
    );
  }

  stop(id: string): void {
    const playing = this.#open.get(id);
    if (playing === undefined) return;
    if (playing.onChannel) this.#stopOnChannel(playing.apology ?? id);
    else this.#finish(id, 'stopped');
  }

  /** Whether the caller hears something. */
  get sounding(): boolean {
    return [...this.#open.values()].some(({ overdue }) => overdue !== undefined);
  }

  /** Whether something is to be heard that has not begun. */
  get pending(): boolean {
    return [...this.#open.values()].some(({ overdue }) => overdue === undefined);
  }

  /** The channel's word on a playback. */
  channelStarted(channelId: string): void {
    const [id, playing] = this.#find(channelId) ?? [];
    if (id === undefined || playing === undefined) return;
    clearTimeout(playing.overdue);
    const bound = (playing.lengthMs ?? longestMs) + longestSilenceMs;
    playing.overdue = setTimeout(() => {
      this.#logger.error({ playback: channelId }, 'the network did not tell the end of a playback');
      this.#giveUp(id, playing);
    }, bound);
    if (id === channelId) this.#listener.started(id);
  }

  /**
   * What has not begun by now does not begin any more: the apology is tried in its place. What could not be asked for
   * is asked for again.
   */
  giveUpPending(): void {
    for (const [id, playing] of [...this.#open])
      if (playing.overdue === undefined && playing.held === undefined) this.#giveUp(id, playing);
    this.playHeld();
  }

  /** The network is back, or may be: what could not be played because it was away is. */
  playHeld(): void {
    for (const [id, { held }] of [...this.#open]) {
      if (held === undefined) continue;
      // It may have been taken, and only the answer was lost.
      this.#stopOnChannel(held.channelId);
      this.#send(id, held.media, held.channelId);
    }
  }

  /** The call is over, or in other hands. */
  close(): void {
    for (const { overdue } of this.#open.values()) clearTimeout(overdue);
    this.#open.clear();
  }

  channelEnded(channelId: string, outcome: 'finished' | 'stopped' | 'failed'): void {
    const [id, playing] = this.#find(channelId) ?? [];
    if (id === undefined || playing === undefined) return;
    if (outcome === 'failed' && playing.apology === undefined) this.#apologise(id, 'play');
    else this.#finish(id, outcome);
  }

  #find(channelId: string): [string, Open] | undefined {
    return [...this.#open].find(([id, { apology }]) => (apology ?? id) === channelId);
  }

  #giveUp(id: string, { apology, onChannel }: Open): void {
    if (onChannel) this.#stopOnChannel(apology ?? id);
    this.channelEnded(apology ?? id, 'failed');
  }

  /** After a take-over: an earlier engine's playback under this id may still be on the channel. */
  stopUnknown(id: string): void {
    this.#stopOnChannel(id);
  }

  #send(id: string, media: readonly Media[], channelId = id): void {
    const playing = this.#open.get(id);
    if (playing === undefined) return;
    playing.onChannel = true;
    playing.lengthMs = lengthOf(media);
    delete playing.held;
    this.#channel.play(channelId, media).catch((error: unknown) => {
      if (isGone(error)) return;
      // Nothing can be said now, an apology neither: the caller is to hear this one, not what follows it.
      if (isAway(error)) return this.#hold(id, { channelId, media });
      this.#logger.error({ reason: reasonOf(error) }, 'a playback was not taken');
      this.channelEnded(channelId, 'failed');
    });
  }

  #hold(id: string, held: NonNullable<Open['held']>): void {
    const playing = this.#open.get(id);
    if (playing === undefined || (playing.apology ?? id) !== held.channelId) return;
    playing.onChannel = false;
    playing.held = held;
  }

  #apologise(id: string, what: 'render' | 'play'): void {
    const playing = this.#open.get(id);
    if (playing === undefined) return;
    this.#listener.trouble(what);
    const apology = `${id}-apology`;
    playing.apology = apology;
    clearTimeout(playing.overdue);
    delete playing.overdue;
    this.#send(id, filesOf(this.#voice.fallback(playing.language)), apology);
  }

  #stopOnChannel(id: string): void {
    this.#channel.stop(id).catch((error: unknown) => {
      if (isGone(error)) return;
      this.#logger.warn({ reason: reasonOf(error) }, 'a playback could not be stopped');
    });
  }

  #finish(id: string, outcome: 'finished' | 'stopped' | 'failed'): void {
    clearTimeout(this.#open.get(id)?.overdue);
    this.#open.delete(id);
    this.#listener.ended(id, outcome);
  }
}

/** How long it is to be heard, in ms; what is not known counts as the longest. */
function lengthOf(media: readonly Media[]): number {
  const lengths = media.map((one) => {
    if (one.kind === 'silence') return one.ms;
    return (one.kind === 'file' ? durationMs(one.path) : undefined) ?? longestMs;
  });
  return lengths.reduce((sum, ms) => sum + ms, 0);
}

function filesOf(paths: readonly string[]): readonly Media[] {
  return paths.map((path) => ({ kind: 'file', path }));
}
