import type { AriCallEvent } from './events.ts';

const maxEventsPerChannel = 256;

/**
 * Events of channels that are about to be ours: claimed but not started yet, or found alive and being asked
 * about. They are kept until the listener exists, so that no key is lost on the way.
 */
export class EarlyEvents {
  readonly #kept = new Map<string, { readonly events: AriCallEvent[]; readonly timer: NodeJS.Timeout }>();
  readonly #lifetimeMs: number;

  /** What nobody took after `lifetimeMs` is forgotten. */
  constructor(lifetimeMs: number) {
    this.#lifetimeMs = lifetimeMs;
  }

  /** Keeps the events of a channel from now on. */
  expect(channelId: string): void {
    if (this.#kept.has(channelId)) return;
    const timer = setTimeout(() => this.#kept.delete(channelId), this.#lifetimeMs);
    timer.unref();
    this.#kept.set(channelId, { events: [], timer });
  }

  add(event: AriCallEvent): void {
    const kept = this.#kept.get(event.channelId);
    if (kept !== undefined && kept.events.length < maxEventsPerChannel) kept.events.push(event);
  }

  /** The events kept for a channel, which is not expected any longer. */
  take(channelId: string): readonly AriCallEvent[] {
    const kept = this.#kept.get(channelId);
    if (kept === undefined) return [];
    clearTimeout(kept.timer);
    this.#kept.delete(channelId);
    return kept.events;
  }

  clear(): void {
    for (const channelId of [...this.#kept.keys()]) this.take(channelId);
  }
}
