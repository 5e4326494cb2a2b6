import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { z } from 'zod';
import { AcceptedOnce } from '../accepted-once.ts';
import type { Carrier, HandedOver, TextItem } from '../carrier.ts';
import { within } from '../deadline.ts';
import { CarrierFailure } from '../failure.ts';
import { concatenationHeader, type SmsParts, smsParts } from '../sms-parts.ts';
import { e164 } from '../sms-provider/contract.ts';
import { SmppLink } from './link.ts';
import { type Receipt, receiptOf } from './receipt.ts';
import { verdictOf } from './status.ts';

export interface SmppOptions {
  readonly name?: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly tls?: boolean | undefined;
  readonly ca?: string | undefined;
  readonly systemId: string;
  readonly password: string;
  readonly systemType?: string | undefined;
  /** Sender as phones show it: E.164, or up to 11 characters. */
  readonly from: string;
  /** Milliseconds for one message, all its parts. */
  readonly timeoutMs?: number | undefined;
  readonly enquireEveryMs?: number | undefined;
  /** Messages that may be without an answer; one more is for later. */
  readonly window?: number | undefined;
  /** Told what becomes of messages, as the network says it. @throws to be told again */
  readonly onReceipt?: ((receipt: Receipt & { readonly at: Date }) => Promise<void>) | undefined;
  readonly logger: Logger;
}

const submitted = z.object({ message_id: z.string().min(1) });
/** Type of number and numbering plan (SMPP 3.4 sections 5.2.5 and 5.2.6). */
const international = { ton: 1, npi: 1 } as const;
const alphanumeric = { ton: 5, npi: 0 } as const;
const dataCoding = { 'gsm-7': 0, 'ucs-2': 8 } as const;
const headerIndicator = 0x40;
/** Long messages whose first parts were taken when the rest was not. */
const mostBegun = 1_000;

/** Text messages by SMPP 3.4, over one bound connection. A receipt is asked for the last part, whose id is the reference. */
export class SmppCarrier implements Carrier<TextItem> {
  readonly name: string;
  readonly #options: SmppOptions;
  readonly #timeoutMs: number;
  readonly #link: SmppLink;
  readonly #once = new AcceptedOnce();
  /** Ids of the parts that were taken, by key. */
  readonly #begun = new Map<string, string[]>();
  #underWay = 0;
  #closed = false;

  constructor(options: SmppOptions) {
    this.name = options.name ?? 'smpp';
    this.#options = options;
    this.#timeoutMs = options.timeoutMs ?? 30_000;
    this.#link = new SmppLink({
      carrier: this.name,
      host: options.host,
      port: options.port,
      tls: options.tls ?? false,
      ca: options.ca,
      systemId: options.systemId,
      password: options.password,
      systemType: options.systemType ?? '',
      answerMs: Math.min(this.#timeoutMs, 10_000),
      enquireEveryMs: options.enquireEveryMs ?? 30_000,
      onDelivered: (pdu) => this.#delivered(pdu),
      logger: options.logger,
    });
  }

  async handOver(item: TextItem, signal: AbortSignal): Promise<HandedOver> {
    if (this.#closed) throw new CarrierFailure(this.name, 'closed');
    const to = e164.safeParse(item.recipient.number.reveal());
    if (!to.success) return { refused: 'bad-address' };
    const split = smsParts(item.message.text);
    if (split === undefined) return { refused: 'content-refused' };
    return await this.#once.run(item.idempotencyKey, async () => {
      if (this.#underWay >= (this.#options.window ?? 50))
        throw new CarrierFailure(this.name, 'busy', 'window');
      this.#underWay += 1;
      try {
        return await within(this.name, signal, this.#timeoutMs, (overall) =>
          this.#submit(item.idempotencyKey, to.data, split, overall),
        );
      } finally {
        this.#underWay -= 1;
      }
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#link.close();
  }

  /** The parts one after the other: a part that was taken is not sent again with the rest. */
  async #submit(key: string, to: string, split: SmsParts, signal: AbortSignal): Promise<HandedOver> {
    const reference = createHash('sha256').update(`sms ${key}`).digest().readUInt16BE(0);
    const taken = this.#begun.get(key) ?? [];
    for (const [at, part] of [...split.parts.entries()].slice(taken.length)) {
      if (signal.aborted) break;
      const alone = split.parts.length === 1;
      const header = alone ? new Uint8Array() : concatenationHeader(reference, split.parts.length, at + 1);
      const answer = await this.#link.ask('submit_sm', {
        ...this.#from(),
        dest_addr_ton: international.ton,
        dest_addr_npi: international.npi,
        destination_addr: to.slice(1),
        esm_class: alone ? 0 : headerIndicator,
        data_coding: dataCoding[split.encoding],
        registered_delivery: at === split.parts.length - 1 ? 1 : 0,
        short_message: Buffer.concat([header, part]),
        // The same for the same message: whoever looks into a doubt can tell.
        user_message_reference: reference,
      });
      if (answer.command_status !== 0) {
        const verdict = verdictOf(answer.command_status);
        if ('refused' in verdict) return verdict;
        throw new CarrierFailure(this.name, verdict.later, `smpp-${answer.command_status}`);
      }
      const read = submitted.safeParse(answer);
      if (!read.success) throw new CarrierFailure(this.name, 'protocol', 'no message_id');
      taken.push(read.data.message_id);
      if (!alone) this.#remember(key, taken);
    }
    const last = taken[split.parts.length - 1];
    if (last === undefined) throw new CarrierFailure(this.name, 'cancelled');
    this.#begun.delete(key);
    return { accepted: true, carrierReference: last };
  }

  #from() {
    const { from } = this.#options;
    const isNumber = e164.safeParse(from).success;
    const { ton, npi } = isNumber ? international : alphanumeric;
    return { source_addr_ton: ton, source_addr_npi: npi, source_addr: isNumber ? from.slice(1) : from };
  }

  #remember(key: string, taken: string[]): void {
    if (this.#begun.size >= mostBegun) {
      const [oldest] = this.#begun.keys();
      if (oldest !== undefined) this.#begun.delete(oldest);
    }
    this.#begun.set(key, taken);
  }

  async #delivered(pdu: unknown): Promise<void> {
    const receipt = receiptOf(pdu);
    // What people write back goes nowhere: nobody reads it.
    if (receipt !== undefined) await this.#options.onReceipt?.({ ...receipt, at: new Date() });
  }
}
