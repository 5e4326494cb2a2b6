import { steadyNow } from '../clock.ts';
import type { Channel, ChannelEvent, ChannelListener } from '../telephony/port.ts';

/** A caller's line, as far as the operators' side needs it: the flow has it as well, until somebody answers. */
export class Caller {
  readonly channel: Channel;
  readonly #playing = new Set<string>();
  readonly #listeners = new Set<(event: ChannelEvent) => void>();
  #gone = false;
  /** When something was last heard, epoch ms. */
  #quietSince = steadyNow();

  constructor(channel: Channel) {
    this.channel = channel;
  }

  get gone(): boolean {
    return this.#gone;
  }

  /** How long nothing has been played to the caller but music, in ms; 0 while something is. */
  quietMs(now = steadyNow()): number {
    return this.#playing.size > 0 ? 0 : now - this.#quietSince;
  }

  /** Told everything that happens on the line, until the function that is returned is called. */
  listen(listener: (event: ChannelEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** For `Callers`. */
  take(event: ChannelEvent): void {
    if (event.type === 'playback-started') this.#playing.add(event.id);
    if (event.type === 'playback-ended') {
      this.#playing.delete(event.id);
      this.#quietSince = steadyNow();
    }
    if (event.type === 'hang-up') this.#gone = true;
    for (const listener of [...this.#listeners]) listener(event);
  }
}

/** The lines of all calls of this engine, by the call's id. */
export class Callers {
  readonly #callers = new Map<string, Caller>();

  /** Notes a call that the engine has; what is returned takes its events and hands them on. */
  watch(channel: Channel, listener: ChannelListener): ChannelListener {
    const caller = new Caller(channel);
    this.#callers.set(channel.id, caller);
    return (event) => {
      if (event.type === 'hang-up' || event.type === 'taken') this.#callers.delete(channel.id);
      // Those who talk with the caller hear of the end first: the flow's own end would only abort them.
      caller.take(event);
      listener(event);
    };
  }

  /** Other engines have them all. */
  letGo(): void {
    this.#callers.clear();
  }

  find(callId: string): Caller | undefined {
    return this.#callers.get(callId);
  }

  /** The ids of all of them. */
  get ids(): readonly string[] {
    return [...this.#callers.keys()];
  }
}
