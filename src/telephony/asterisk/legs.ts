import type { Logger } from 'pino';
import {
  type Channel,
  type Destination,
  type LegListener,
  type LegOptions,
  type SnoopOptions,
  TelephonyError,
} from '../port.ts';
import type { AsteriskChannel, ChannelParts } from './asterisk-channel.ts';
import { AsteriskLeg } from './asterisk-leg.ts';
import { commandError, isSuccess } from './errors.ts';
import { assertId, asteriskLegId } from './leg-id.ts';
import { assertSoftphoneName } from './softphones.ts';
import type { Transport, TransportResponse } from './transport.ts';

/** Legs whose placing failed in a way that leaves open whether they came about. */
const rememberedStrays = 1_000;

/** Which way each spy hears: `in` is what the person on the channel says, `out` what they hear. */
const spyWays = { nothing: 'none', said: 'in', heard: 'out', both: 'both' } as const;

/** Places legs and spies on Asterisk, and keeps them among the driver's channels. */
export class Legs {
  readonly #application: string;
  readonly #transport: Transport;
  readonly #logger: Logger;
  /** The driver's channels, by Asterisk's ids. */
  readonly #channels: Map<string, AsteriskChannel>;
  readonly #parts: ChannelParts;
  readonly #strays = new Set<string>();

  constructor(
    application: string,
    channels: Map<string, AsteriskChannel>,
    parts: Omit<ChannelParts, 'snoop'>,
  ) {
    this.#application = application;
    this.#transport = parts.transport;
    this.#logger = parts.logger;
    this.#channels = channels;
    this.#parts = {
      ...parts,
      snoop: (channel, options, listener) => this.#snoop(channel, options, listener),
    };
  }

  /** What every channel of this driver works with. */
  get parts(): ChannelParts {
    return this.#parts;
  }

  async originate(options: LegOptions, listener: LegListener): Promise<Channel> {
    const { ringSeconds, callerId, reference } = options;
    const endpoint = endpointOf(options.destination);
    if (!Number.isInteger(ringSeconds) || ringSeconds < 1 || ringSeconds > 120)
      throw new TelephonyError('refused', 'originate: ringSeconds is a whole number from 1 to 120');
    if (callerId !== undefined && !/^\+?\d{1,20}$/.test(callerId.reveal()))
      throw new TelephonyError(
        'refused',
        'originate: a caller id has digits, with or without a + before them',
      );
    if (reference !== undefined) assertId(reference);
    const leg = this.#add(options.id, listener, false);
    const response = await this.#place(leg, () =>
      this.#transport.request(
        'originate',
        {
          channelId: leg.asteriskId,
          endpoint,
          app: this.#application,
          timeout: ringSeconds,
          // What the trunk speaks first: nothing is transcoded.
          formats: ['alaw', 'ulaw'],
          ...(callerId === undefined ? {} : { callerId: `<${callerId.reveal()}>` }),
          ...(reference === undefined
            ? {}
            : { variables: { 'PJSIP_HEADER(add,X-Conversation)': reference } }),
        },
        leg.asteriskId,
      ),
    );
    if (isSuccess(response)) return leg;
    if (response.status === 409 || /exists|in use/i.test(response.body)) {
      this.#channels.delete(leg.asteriskId);
      throw new TelephonyError('refused', `originate: the id ${options.id} is in use`);
    }
    this.#channels.delete(leg.asteriskId);
    // Asterisk has nobody to call there: no such endpoint, or nobody registered.
    if (!/allocation failed/i.test(response.body)) throw commandError('originate', response);
    if (options.destination.to === 'outside')
      throw new TelephonyError('refused', 'originate: no trunk leads to the outside (TRUNK_CONTACT)');
    leg.end('unreachable');
    return leg;
  }

  async #snoop(channelId: string, options: SnoopOptions, listener: LegListener): Promise<Channel> {
    const spy = this.#add(options.id, listener, true);
    const response = await this.#place(spy, () =>
      this.#transport.request(
        'snoop',
        {
          channelId,
          snoopId: spy.asteriskId,
          spy: spyWays[options.listen],
          whisper: options.whisper ? 'out' : 'none',
          app: this.#application,
        },
        channelId,
      ),
    );
    if (isSuccess(response)) return spy;
    this.#channels.delete(spy.asteriskId);
    throw commandError('snoop', response);
  }

  /** Takes up one that was found alive. */
  adopt(id: string, answered: boolean): AsteriskLeg {
    const leg = new AsteriskLeg(this.#parts, id, answered);
    this.#channels.set(leg.asteriskId, leg);
    return leg;
  }

  /** Whether the placing of this leg failed, so that nobody waits for it. */
  isStray(asteriskId: string): boolean {
    return this.#strays.has(asteriskId);
  }

  /** Hangs up a leg that nobody wants. */
  discard(asteriskId: string): void {
    this.#channels.delete(asteriskId);
    this.#transport.request('hangUp', { channelId: asteriskId, reason: 'normal' }, asteriskId).catch(() => {
      // It is found again when the link is back.
    });
  }

  /** Among the channels before Asterisk hears of it, so that none of its events is early. */
  #add(id: string, listener: LegListener, answered: boolean): AsteriskLeg {
    assertId(id);
    if (this.#channels.has(asteriskLegId(id)))
      throw new TelephonyError('refused', `the id ${id} is in use by another leg`);
    const leg = this.adopt(id, answered);
    leg.listenToLeg(listener);
    return leg;
  }

  async #place(leg: AsteriskLeg, request: () => Promise<TransportResponse>): Promise<TransportResponse> {
    try {
      return await request();
    } catch (error) {
      // It may come about all the same.
      this.#strays.add(leg.asteriskId);
      for (const oldest of this.#strays) {
        if (this.#strays.size <= rememberedStrays) break;
        this.#strays.delete(oldest);
      }
      this.#logger.warn({ leg: leg.id }, 'a leg could not be placed; if it comes about it is hung up');
      this.discard(leg.asteriskId);
      throw error;
    }
  }
}

/** @throws TelephonyError `refused` for what Asterisk must not be asked to dial */
function endpointOf(destination: Destination): string {
  if (destination.to === 'operator') {
    assertSoftphoneName(destination.softphone);
    return `PJSIP/${destination.softphone}`;
  }
  const number = destination.number.reveal();
  if (!/^\+[1-9]\d{3,14}$/.test(number))
    throw new TelephonyError('refused', 'originate: a number outside is in E.164, with a + before it');
  return `PJSIP/${number}@outside`;
}
