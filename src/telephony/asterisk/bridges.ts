import type { Logger } from 'pino';
import { type Bridge, type BridgeListener, type BridgeState, TelephonyError } from '../port.ts';
import { AsteriskBridge } from './asterisk-bridge.ts';
import { commandError, isSuccess } from './errors.ts';
import type { AriBridgeEvent } from './events.ts';
import { fieldOf, parseJson, textOf, textsOf } from './json.ts';
import { assertId, engineId } from './leg-id.ts';
import type { MediaUris } from './media.ts';
import type { Transport } from './transport.ts';

export interface BridgesParts {
  readonly transport: Transport;
  readonly media: MediaUris;
  readonly logger: Logger;
}

/** The bridges that this engine has made or taken up. */
export class Bridges {
  readonly #application: string;
  readonly #parts: BridgesParts;
  readonly #bridges = new Map<string, AsteriskBridge>();

  constructor(application: string, parts: BridgesParts) {
    this.#application = application;
    this.#parts = parts;
  }

  /** How many are ours now. */
  get size(): number {
    return this.#bridges.size;
  }

  async take(id: string, listener: BridgeListener): Promise<Bridge> {
    assertId(id);
    if (this.#bridges.has(id)) throw new TelephonyError('refused', `bridge: ${id} is ours already`);
    const bridge = new AsteriskBridge(id, listener, this.#parts);
    // Known before Asterisk hears of it, so that none of its events is early.
    this.#bridges.set(id, bridge);
    try {
      const { transport } = this.#parts;
      // `dtmf_events`: keys go on being told; `proxy_media`: audio stays here, where it can be recorded and heard.
      const type = 'mixing,dtmf_events,proxy_media';
      const made = await transport.request('makeBridge', { bridgeId: id, type }, id);
      // 409: it is there already.
      if (!isSuccess(made) && made.status !== 409) throw commandError('bridge', made);
      const inside = await this.#attend(id);
      if (inside === undefined) throw new TelephonyError('refused', 'bridge: it is gone already');
      await bridge.reconcile(inside);
      return bridge;
    } catch (error) {
      this.#bridges.delete(id);
      throw error;
    }
  }

  async list(): Promise<readonly BridgeState[]> {
    const response = await this.#parts.transport.request('bridges', {});
    if (!isSuccess(response)) throw commandError('bridges', response);
    const bridges = parseJson(response.body);
    if (!Array.isArray(bridges)) return [];
    return bridges.map((bridge: unknown) => ({
      id: textOf(fieldOf(bridge, 'id')),
      channels: textsOf(fieldOf(bridge, 'channels')).map(engineId),
    }));
  }

  /** Takes what Asterisk reports about a bridge. */
  receive(event: AriBridgeEvent): void {
    const bridge = this.#bridges.get(event.bridgeId);
    if (event.type === 'destroyed') this.#bridges.delete(event.bridgeId);
    bridge?.receive(event);
  }

  /** After a link came up: every bridge is told what it missed. @param still whether that link is the present one */
  async reconcile(still: () => boolean): Promise<void> {
    await Promise.all([...this.#bridges.values()].map((bridge) => this.#reconcileOne(bridge, still)));
  }

  clear(): void {
    this.#bridges.clear();
  }

  /** They stay as they are, and are told nothing any more. */
  letGo(): void {
    for (const bridge of this.#bridges.values()) bridge.release();
    this.#bridges.clear();
  }

  async #reconcileOne(bridge: AsteriskBridge, still: () => boolean): Promise<void> {
    const inside = await this.#attend(bridge.id);
    if (!still() || this.#bridges.get(bridge.id) !== bridge) return;
    if (inside === undefined) this.#bridges.delete(bridge.id);
    await bridge.reconcile(inside);
  }

  /** From now on Asterisk tells us of the bridge. @returns Asterisk's ids of who is in it; undefined when it is gone */
  async #attend(id: string): Promise<readonly string[] | undefined> {
    const { transport } = this.#parts;
    const eventSource = `bridge:${id}`;
    const parameters = { applicationName: this.#application, eventSource };
    const subscribed = await transport.request('subscribe', parameters, id);
    const response = await transport.request('bridge', { bridgeId: id }, id);
    if (response.status === 404) return undefined;
    if (!isSuccess(response)) throw commandError('bridge', response);
    if (!isSuccess(subscribed)) throw commandError('subscribe', subscribed);
    return textsOf(fieldOf(parseJson(response.body), 'channels'));
  }
}
