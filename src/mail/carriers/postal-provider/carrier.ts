import { createHash } from 'node:crypto';
import { addressLines, isAbroad, latinLines, problemsOf } from '../../address.ts';
import type { Carrier, HandedOver, LetterItem } from '../carrier.ts';
import { type HttpProviderOptions, ProviderClient } from '../http/ask-provider.ts';
import { type Letter, type LetterOptions, lettersPath } from './contract.ts';

export interface PostalProviderOptions extends HttpProviderOptions {
  readonly letter?: LetterOptions | undefined;
  /** Whether their contract covers letters to other countries. */
  readonly abroad?: boolean | undefined;
}

const usual: LetterOptions = { product: 'ordinaria', duplex: true, colour: false };

/** Letters by a provider that prints and posts them, over HTTP. */
export class PostalProvider implements Carrier<LetterItem> {
  readonly name: string;
  readonly #client: ProviderClient;
  readonly #letter: LetterOptions;
  readonly #abroad: boolean;

  constructor(options: PostalProviderOptions) {
    this.name = options.name ?? 'postal-provider';
    this.#client = new ProviderClient(lettersPath, this.name, options);
    this.#letter = options.letter ?? usual;
    this.#abroad = options.abroad ?? true;
  }

  async handOver(item: LetterItem, signal: AbortSignal): Promise<HandedOver> {
    const name = item.recipient.name.reveal();
    const address = item.recipient.address.reveal();
    const abroad = isAbroad(address);
    if (problemsOf(name, address).length > 0 || (abroad && !this.#abroad)) return { refused: 'bad-address' };
    const lines = addressLines(name, address);
    const letter = (): Letter => ({
      reference: item.reference,
      recipient: { lines: [...lines], latinLines: [...latinLines(lines)], abroad },
      pages: item.document.pages,
      sha256: createHash('sha256').update(item.document.pdf).digest('hex'),
      pdf: Buffer.from(item.document.pdf).toString('base64'),
      options: this.#letter,
    });
    return await this.#client.handOver(item.idempotencyKey, letter, signal);
  }

  /** How far a letter is, asked where no feedback came; undefined for one that they do not know. @throws CarrierFailure */
  async progress(carrierReference: string, signal: AbortSignal) {
    return await this.#client.progress(carrierReference, signal);
  }

  async close(): Promise<void> {
    this.#client.close();
  }
}
