import type { Carrier, HandedOver, TextItem } from '../carrier.ts';
import { type HttpProviderOptions, ProviderClient } from '../http/ask-provider.ts';
import { smsParts } from '../sms-parts.ts';
import { e164, messagesPath, type TextMessage } from './contract.ts';

export interface SmsProviderOptions extends HttpProviderOptions {
  /** Sender as phones show it. */
  readonly from: string;
}

/** Text messages by a provider, over HTTP. */
export class SmsProvider implements Carrier<TextItem> {
  readonly name: string;
  readonly #client: ProviderClient;
  readonly #from: string;

  constructor(options: SmsProviderOptions) {
    this.name = options.name ?? 'sms-provider';
    this.#client = new ProviderClient(messagesPath, this.name, options);
    this.#from = options.from;
  }

  async handOver(item: TextItem, signal: AbortSignal): Promise<HandedOver> {
    const to = e164.safeParse(item.recipient.number.reveal());
    if (!to.success) return { refused: 'bad-address' };
    const split = smsParts(item.message.text);
    if (split === undefined) return { refused: 'content-refused' };
    const message = (): TextMessage => ({
      reference: item.reference,
      to: to.data,
      from: this.#from,
      text: split.text,
      encoding: split.encoding,
      parts: split.parts.length,
    });
    return await this.#client.handOver(item.idempotencyKey, message, signal);
  }

  /** How far a message is; undefined for one that they do not know. @throws CarrierFailure */
  async progress(carrierReference: string, signal: AbortSignal) {
    return await this.#client.progress(carrierReference, signal);
  }

  async close(): Promise<void> {
    this.#client.close();
  }
}
