import type { Logger } from 'pino';
import {
  type Bridge,
  type BridgeEvent,
  type BridgeListener,
  type Channel,
  type Media,
  type RecordOptions,
  TelephonyError,
} from '../port.ts';
import { AsteriskChannel } from './asterisk-channel.ts';
import { commandError, isSuccess } from './errors.ts';
import type { AriBridgeEvent } from './events.ts';
import { engineId } from './leg-id.ts';
import type { MediaUris } from './media.ts';
import type { OperationName, OperationParameters } from './operations.ts';
import { Sounds } from './sounds.ts';
import type { Transport, TransportResponse } from './transport.ts';

/** One bridge on Asterisk: its commands, who is in it, and what must still be reported of it. */
export class AsteriskBridge implements Bridge {
  readonly id: string;
  readonly #transport: Transport;
  readonly #logger: Logger;
  readonly #listener: BridgeListener;
  readonly #sounds: Sounds;
  /** Asterisk's ids of those who have entered and not left. */
  readonly #inside = new Set<string>();
  #gone = false;

  constructor(
    id: string,
    listener: BridgeListener,
    parts: {
      readonly transport: Transport;
      readonly media: MediaUris;
      readonly logger: Logger;
    },
  ) {
    this.id = id;
    this.#listener = listener;
    this.#transport = parts.transport;
    this.#logger = parts.logger;
    this.#sounds = new Sounds({
      send: (operation, parameters) => this.#send(operation, parameters),
      transport: parts.transport,
      lane: id,
      play: 'playToBridge',
      record: 'recordBridge',
      target: { bridgeId: id },
      media: parts.media,
      emit: (event) => this.#emit(event),
    });
  }

  async add(channel: Channel): Promise<void> {
    if (!(channel instanceof AsteriskChannel))
      throw new TelephonyError('refused', 'add: the channel is of another network');
    await channel.endMusic();
    const { asteriskId } = channel;
    const response = await this.#send('addToBridge', { bridgeId: this.id, channel: asteriskId });
    if (isSuccess(response)) return;
    throw commandError('add', response);
  }

  async remove(channel: Channel): Promise<void> {
    if (!(channel instanceof AsteriskChannel)) return;
    const response = await this.#send('removeFromBridge', { bridgeId: this.id, channel: channel.asteriskId });
    // The channel is gone, is not in our application, or not in this bridge: it is out.
    if (!isSuccess(response) && ![400, 404, 409, 422].includes(response.status))
      throw commandError('remove', response);
  }

  async play(id: string, media: readonly Media[]): Promise<void> {
    await this.#sounds.play(id, media);
  }

  async stop(id: string): Promise<void> {
    await this.#sounds.stop(id);
  }

  async record(name: string, options: Pick<RecordOptions, 'maxSeconds' | 'beep'>): Promise<void> {
    await this.#sounds.record(name, { ...options, maxSilenceSeconds: 0, terminateOn: 'none' });
  }

  async stopRecording(name: string): Promise<void> {
    await this.#sounds.stopRecording(name);
  }

  async takeUpRecording(name: string): Promise<void> {
    await this.#sounds.takeUpRecording(name);
  }

  async destroy(): Promise<void> {
    if (this.#gone) return;
    const response = await this.#transport.request('destroyBridge', { bridgeId: this.id }, this.id);
    if (isSuccess(response)) return;
    // Besides 404: "not in Stasis" (409) of a bridge that is being destroyed, while a picture of it is still about.
    const error = commandError('destroy', response);
    if (error.code !== 'channel-gone') throw error;
  }

  /** Takes what Asterisk reports about this bridge. */
  receive(event: AriBridgeEvent): void {
    switch (event.type) {
      case 'entered':
        this.#enter(event.channelId);
        return;
      case 'left':
        this.#leave(event.channelId);
        return;
      case 'destroyed':
        this.end();
        return;
      default:
        this.#sounds.receive(event);
    }
  }

  /** It is no more: what has not ended ends, everybody has left, then that is told, once. */
  end(): void {
    if (this.#gone) return;
    this.#sounds.end();
    for (const channelId of [...this.#inside]) this.#leave(channelId);
    this.#gone = true;
    this.#emit({ type: 'destroyed' });
  }

  /** Another engine has it: it stays as it is, and nothing more is told of it or done to it. */
  release(): void {
    this.#gone = true;
  }

  /** Asks Asterisk who is in it, and what became of what played or was recorded, and tells what was missed. */
  async reconcile(inside: readonly string[] | undefined): Promise<void> {
    await this.#sounds.reconcile(inside !== undefined);
    if (inside === undefined) return this.end();
    for (const channelId of [...this.#inside]) if (!inside.includes(channelId)) this.#leave(channelId);
    for (const channelId of inside) this.#enter(channelId);
  }

  #enter(channelId: string): void {
    if (this.#inside.has(channelId)) return;
    this.#inside.add(channelId);
    this.#emit({ type: 'entered', channel: engineId(channelId) });
  }

  #leave(channelId: string): void {
    if (!this.#inside.delete(channelId)) return;
    this.#emit({ type: 'left', channel: engineId(channelId) });
  }

  #emit(event: BridgeEvent): void {
    try {
      this.#listener(event);
    } catch (error) {
      this.#logger.error({ bridge: this.id, event: event.type, error }, 'a bridge listener threw');
    }
  }

  async #send(operation: OperationName, parameters: OperationParameters): Promise<TransportResponse> {
    if (this.#gone) throw new TelephonyError('channel-gone', `${operation}: the bridge is gone`);
    return await this.#transport.request(operation, parameters, this.id);
  }
}
