import type { Logger } from 'pino';
import type { Action } from '../flow/actions.ts';
import type { Channel, Media } from '../telephony/port.ts';
import { isGone, reasonOf } from './failure.ts';
import type { Voice } from './ports.ts';

/** A prompt that is not spoken by then is replaced by the apology: better a wrong word than silence. */
const renderDeadlineMs = 1_500;

export interface PlaybackListener {
  started(id: string): void;
  ended(id: string, outcome: 'finished' | 'stopped' | 'failed'): void;
  trouble(what: 'render' | 'play'): void;
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
  readonly #open = new Map<string, { language: string; onChannel: boolean; apology?: string }>();

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

  /** The channel's word on a playback. */
  channelStarted(id: string): void {
    if (this.#open.has(id)) this.#listener.started(id);
  }

  channelEnded(channelId: string, outcome: 'finished' | 'stopped' | 'failed'): void {
    for (const [id, playing] of this.#open) {
      if ((playing.apology ?? id) !== channelId) continue;
      if (outcome === 'failed' && playing.apology === undefined) this.#apologise(id, 'play');
      else this.#finish(id, outcome);
      return;
    }
  }

  /** After a take-over: an earlier engine's playback under this id may still be on the channel. */
  stopUnknown(id: string): void {
    this.#stopOnChannel(id);
  }

  #send(id: string, media: readonly Media[], channelId = id): void {
    const playing = this.#open.get(id);
    if (playing === undefined) return;
    playing.onChannel = true;
    this.#channel.play(channelId, media).catch((error: unknown) => {
      if (isGone(error)) return;
      this.#logger.error({ reason: reasonOf(error) }, 'a playback was not taken');
      this.channelEnded(channelId, 'failed');
    });
  }

  #apologise(id: string, what: 'render' | 'play'): void {
    const playing = this.#open.get(id);
    if (playing === undefined) return;
    this.#listener.trouble(what);
    const apology = `${id}-apology`;
    playing.apology = apology;
    this.#send(id, filesOf(this.#voice.fallback(playing.language)), apology);
  }

  #stopOnChannel(id: string): void {
    this.#channel.stop(id).catch((error: unknown) => {
      if (isGone(error)) return;
      this.#logger.warn({ reason: reasonOf(error) }, 'a playback could not be stopped');
    });
  }

  #finish(id: string, outcome: 'finished' | 'stopped' | 'failed'): void {
    this.#open.delete(id);
    this.#listener.ended(id, outcome);
  }
}

function filesOf(paths: readonly string[]): readonly Media[] {
  return paths.map((path) => ({ kind: 'file', path }));
}
