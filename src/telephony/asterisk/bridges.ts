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
      // `dtmf_events`: keys go on being told; `proxy_media`: audio stays here, where it can be recorded and heard.
      const made = await this.#request('makeBridge', id, { type: 'mixing,dtmf_events,proxy_media' });
      const inside = textsOf(fieldOf(parseJson(made.body), 'channels'));
      const { transport } = this.#parts;
      const subscribed = await transport.request(
        'subscribe',
        { applicationName: this.#application, eventSource: `bridge:${id}` },
        id,
      );
      if (!isSuccess(subscribed)) throw commandError('subscribe', subscribed);
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

  async #reconcileOne(bridge: AsteriskBridge, still: () => boolean): Promise<void> {
    const { transport } = this.#parts;
    // A restarted Asterisk, or one that had given our application up, sends nothing without it; 4xx: it is gone.
    await transport.request(
      'subscribe',
      { applicationName: this.#application, eventSource: `bridge:${bridge.id}` },
      bridge.id,
    );
    const response = await transport.request('bridge', { bridgeId: bridge.id }, bridge.id);
    if (!still() || this.#bridges.get(bridge.id) !== bridge) return;
    if (!isSuccess(response) && response.status !== 404) throw commandError('bridge', response);
    const alive = isSuccess(response);
    if (!alive) this.#bridges.delete(bridge.id);
    await bridge.reconcile(alive ? textsOf(fieldOf(parseJson(response.body), 'channels')) : undefined);
  }

  async #request(operation: 'makeBridge', id: string, parameters: { readonly type: string }) {
    const response = await this.#parts.transport.request(operation, { bridgeId: id, ...parameters }, id);
    if (!isSuccess(response)) throw commandError(operation, response);
    return response;
  }
}
