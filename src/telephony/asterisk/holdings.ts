import { setTimeout as delay } from 'node:timers/promises';
import type { Holding } from '../port.ts';
import { commandError, isSuccess } from './errors.ts';
import { fieldOf, parseJson, textOf, textsOf } from './json.ts';
import { engineId, isLegId } from './leg-id.ts';
import type { Transport } from './transport.ts';

/** How engines name their Stasis applications. */
const prefix = 'centralino-';
/** How often it is looked where a channel is, which may be on its way. */
const looks = 4;
const firstPauseMs = 25;

/** Who has which channel, as Asterisk says: an application keeps its channels when its engine is gone. */
export class Holdings {
  readonly #transport: Transport;
  /** One question serves all who want to know it in this very moment. */
  #asking: Promise<ReadonlyMap<string, readonly string[]>> | undefined;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  applicationOf(engine: string): string {
    return prefix + engine;
  }

  async all(): Promise<ReadonlyMap<string, readonly Holding[]>> {
    const held = new Map<string, readonly Holding[]>();
    for (const [application, ids] of await this.#ask()) {
      if (!application.startsWith(prefix)) continue;
      held.set(
        application.slice(prefix.length),
        ids.map((id) => ({ id: engineId(id), leg: isLegId(id) })),
      );
    }
    return held;
  }

  /** Whether an application other than ours has this channel. Never rejects: what nobody has is gone. */
  async isAnothers(channelId: string, ours: string): Promise<boolean> {
    for (let look = 0; look < looks; look++) {
      const held = await this.#soon().catch(() => undefined);
      if (held === undefined) return false;
      for (const [application, ids] of held) if (application !== ours && ids.includes(channelId)) return true;
      const response = await this.#transport
        .request('channel', { channelId }, channelId)
        .catch(() => undefined);
      if (response === undefined || !isSuccess(response)) return false;
      await delay(firstPauseMs * 2 ** look);
    }
    return false;
  }

  #soon(): Promise<ReadonlyMap<string, readonly string[]>> {
    this.#asking ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        this.#asking = undefined;
        this.#ask().then(resolve, reject);
      });
    });
    return this.#asking;
  }

  async #ask(): Promise<ReadonlyMap<string, readonly string[]>> {
    const response = await this.#transport.request('applications', {});
    if (!isSuccess(response)) throw commandError('applications', response);
    const applications = parseJson(response.body);
    if (!Array.isArray(applications)) return new Map();
    return new Map(
      applications.map((one: unknown) => [
        textOf(fieldOf(one, 'name')),
        textsOf(fieldOf(one, 'channel_ids')),
      ]),
    );
  }
}
