import type { HangUpReason, LegEvent, LegListener } from '../port.ts';
import { AsteriskChannel, type ChannelParts } from './asterisk-channel.ts';
import { isSuccess } from './errors.ts';
import { type AriCallEvent, parseChannel } from './events.ts';
import { parseJson } from './json.ts';
import { legEnd } from './leg-end.ts';
import { asteriskLegId } from './leg-id.ts';
import type { Transport } from './transport.ts';

/** A channel that the engine placed itself: it rings, is answered or not, and ends in words of its own. */
export class AsteriskLeg extends AsteriskChannel {
  readonly #transport: Transport;
  #answered: boolean;
  #rang = false;
  #cancelled = false;
  #dialStatus: string | undefined;
  #tell: LegListener = () => {};

  /** @param answered it is up already: a spy, or one that was found */
  constructor(parts: ChannelParts, id: string, answered: boolean) {
    super(parts, id, asteriskLegId(id));
    this.#transport = parts.transport;
    this.#answered = answered;
  }

  /** Who takes the leg's events from now on; set once, before the first event. */
  listenToLeg(listener: LegListener): void {
    this.#tell = listener;
    this.listen((event) => {
      const told: LegEvent =
        event.type === 'hang-up' ? { type: 'gone', end: this.#end(event.cause), cause: event.cause } : event;
      listener(told);
    });
  }

  /** It entered our application: it was answered. */
  markAnswered(): void {
    if (this.#answered) return;
    this.#answered = true;
    this.#tell({ type: 'answered' });
  }

  override async hangUp(reason: HangUpReason): Promise<void> {
    if (!this.#answered) this.#cancelled = true;
    await super.hangUp(reason);
  }

  /** It may have been answered while the link was away. */
  override async reconcile(alive: boolean): Promise<void> {
    await super.reconcile(alive);
    if (!alive || this.#answered) return;
    const parameters = { channelId: this.asteriskId };
    const response = await this.#transport.request('channel', parameters, this.asteriskId);
    if (isSuccess(response) && parseChannel(parseJson(response.body))?.up === true) this.markAnswered();
  }

  override receive(event: AriCallEvent): void {
    switch (event.type) {
      case 'ringing':
        if (this.#rang || this.#answered) return;
        this.#rang = true;
        this.#tell({ type: 'ringing' });
        return;
      case 'dial-ended':
        this.#dialStatus = event.status;
        return;
      default:
        super.receive(event);
    }
  }

  #end(cause: string): ReturnType<typeof legEnd> {
    return legEnd({
      answered: this.#answered,
      cancelled: this.#cancelled,
      lost: cause === 'lost',
      dialStatus: this.#dialStatus,
      cause: this.cause,
    });
  }
}
