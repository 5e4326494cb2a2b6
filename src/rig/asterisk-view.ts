import { z } from 'zod';
import { loadOrCreateSecrets } from '../provision/secrets.ts';

const channelsSchema = z.array(
  z.object({
    id: z.string(),
    caller: z.object({ number: z.string() }),
    /** Where the dialplan has it. */
    dialplan: z.object({ context: z.string(), app_name: z.string() }),
  }),
);
const bridgesSchema = z.array(z.object({ id: z.string(), channels: z.array(z.string()) }));
export type SeenChannel = z.output<typeof channelsSchema>[number];
export type SeenBridge = z.output<typeof bridgesSchema>[number];

/** Many may ask at once; Asterisk is asked no more often than this, in ms. */
const freshMs = 200;

/** Who is in Asterisk, and who hears whom there: asked of Asterisk itself, whatever the engine believes. */
export class AsteriskView {
  readonly #url: string;
  readonly #authorization: string;
  #bridges: { readonly at: number; readonly answer: Promise<readonly SeenBridge[]> } | undefined;

  private constructor(url: string, authorization: string) {
    this.#url = url;
    this.#authorization = authorization;
  }

  static async open({
    asterisk,
    dataDir,
  }: {
    readonly asterisk: { readonly ariUrl: string; readonly ariUser: string };
    /** Holds the secrets of the line. */
    readonly dataDir: string;
  }): Promise<AsteriskView> {
    const { ariPassword } = await loadOrCreateSecrets(dataDir);
    const basic = Buffer.from(`${asterisk.ariUser}:${ariPassword}`).toString('base64');
    return new AsteriskView(asterisk.ariUrl, `Basic ${basic}`);
  }

  async channels(): Promise<readonly SeenChannel[]> {
    return channelsSchema.parse(await this.#ask('channels'));
  }

  /** At most 200 ms old. */
  bridges(): Promise<readonly SeenBridge[]> {
    const now = Date.now();
    if (this.#bridges === undefined || now - this.#bridges.at > freshMs) {
      const answer = this.#ask('bridges').then((found) => bridgesSchema.parse(found));
      this.#bridges = { at: now, answer };
    }
    return this.#bridges.answer;
  }

  async #ask(what: string): Promise<unknown> {
    const response = await fetch(`${this.#url}/ari/${what}`, {
      headers: { authorization: this.#authorization },
      signal: AbortSignal.timeout(10_000),
    });
    return await response.json();
  }
}
