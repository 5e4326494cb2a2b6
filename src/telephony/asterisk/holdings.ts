import { setTimeout as delay } from 'node:timers/promises';
import type { Holding } from '../port.ts';
import { commandError, isSuccess } from './errors.ts';
import { fieldOf, parseJson, textOf, textsOf } from './json.ts';
import { engineId, isLegId } from './leg-id.ts';
import type { Transport } from './transport.ts';

/** How engines name their Stasis applications. */
const prefix = 'centralino-';
/** A channel that has left us without a hang-up and is still there after these pauses has gone to somebody else. */
const pausesMs = [25, 50, 100];
/** Where Asterisk takes calls whose engine was gone (asterisk-conf/extensions.conf): nobody's any more. */
const withoutEngine: readonly string[] = ['rescued', 'fallback'];

/**
 * Who has which channel, as Asterisk says: an application keeps its channels when its engine is gone. Only applications that
 * are in question are asked for, by name.
 */
export class Holdings {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  applicationOf(engine: string): string {
    return prefix + engine;
  }

  async of(engine: string): Promise<readonly Holding[]> {
    const applicationName = this.applicationOf(engine);
    const response = await this.#transport.request('application', { applicationName });
    if (response.status === 404) return [];
    if (!isSuccess(response)) throw commandError('application', response);
    const ids = textsOf(fieldOf(parseJson(response.body), 'channel_ids'));
    return ids.map((id) => ({ id: engineId(id), leg: isLegId(id) }));
  }

  /** Whether a channel is there and an engine has it, or may have it. @throws TelephonyError when it cannot be asked */
  async lives(channelId: string): Promise<boolean> {
    const response = await this.#transport.request('channel', { channelId }, channelId);
    if (response.status === 404) return false;
    if (!isSuccess(response)) throw commandError('channel', response);
    const dialplan = fieldOf(parseJson(response.body), 'dialplan');
    return !withoutEngine.includes(textOf(fieldOf(dialplan, 'context')));
  }

  /** Whether a channel that is ours no longer lives on, at another engine. Never rejects. */
  async isAnothers(channelId: string): Promise<boolean> {
    for (const ms of pausesMs) {
      if (!(await this.lives(channelId).catch(() => false))) return false;
      await delay(ms);
    }
    return true;
  }
}
