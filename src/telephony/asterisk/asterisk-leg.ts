import type { HangUpReason, LegEvent, LegListener } from '../port.ts';
import { AsteriskChannel, type ChannelParts } from './asterisk-channel.ts';
import type { AriCallEvent } from './events.ts';
import { legEnd } from './leg-end.ts';
import { asteriskLegId } from './leg-id.ts';

/** A channel that the engine placed itself: it rings, is answered or not, and ends in words of its own. */
export class AsteriskLeg extends AsteriskChannel {
  #answered: boolean;
  #rang = false;
  #cancelled = false;
  #dialStatus: string | undefined;
  #tell: LegListener = () => {};

  /** @param answered it is up already: a spy, or one that was found */
  constructor(parts: ChannelParts, id: string, answered: boolean) {
    super(parts, id, asteriskLegId(id));
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
