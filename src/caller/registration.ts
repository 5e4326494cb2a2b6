/** One phone's registration (RFC 3261 section 10): REGISTER with digest, renewed in time, taken back at the end. */
import { randomBytes } from 'node:crypto';
import { authorize, type Challenge, type Credentials, parseChallenge } from './digest.ts';
import { SipCallError } from './errors.ts';
import type { SipEndpoint } from './sip-endpoint.ts';
import { headerOf, parameterOf, type SipHeader, type SipResponse } from './sip-message.ts';

export class Registration {
  readonly #endpoint: SipEndpoint;
  readonly #credentials: Credentials;
  readonly #callId = `${randomBytes(12).toString('hex')}@register`;
  readonly #tag = randomBytes(6).toString('hex');
  #number = 0;
  #renewal: NodeJS.Timeout | undefined;
  #registered = false;

  constructor(endpoint: SipEndpoint, credentials: Credentials) {
    this.#endpoint = endpoint;
    this.#credentials = credentials;
  }

  get registered(): boolean {
    return this.#registered;
  }

  /**
   * Registers, and goes on renewing at half the time that the server grants.
   * @throws SipCallError with the server's status; 408 when it does not answer
   */
  async begin(expiresSeconds: number): Promise<void> {
    clearTimeout(this.#renewal);
    const response = await this.#register(expiresSeconds);
    this.#registered = true;
    const granted = Number(parameterOf(headerOf(response, 'contact'), 'expires') ?? expiresSeconds);
    this.#renewal = setTimeout(
      () =>
        this.begin(expiresSeconds).catch(() => {
          this.#registered = false;
        }),
      Math.max(1, granted / 2) * 1000,
    );
    this.#renewal.unref();
  }

  /** Takes the registration back. @throws SipCallError */
  async end(): Promise<void> {
    this.stop();
    await this.#register(0);
  }

  /** Renews no more, without a word to the server. */
  stop(): void {
    clearTimeout(this.#renewal);
    this.#registered = false;
  }

  async #register(expires: number): Promise<SipResponse> {
    const first = await this.#send(expires, []);
    if (first.status !== 401 && first.status !== 407) return accepted(first);
    const name = first.status === 401 ? 'www-authenticate' : 'proxy-authenticate';
    const challenge = first.headers
      .filter((header) => header.name === name)
      .map(({ value }) => parseChallenge(value))
      .find((one): one is Challenge => one !== undefined);
    if (challenge === undefined)
      throw new SipCallError(first.status, 'the server asks for what we cannot do');
    const value = authorize(challenge, this.#credentials, 'REGISTER', this.#uri);
    const answer = first.status === 401 ? 'authorization' : 'proxy-authorization';
    return accepted(await this.#send(expires, [{ name: answer, value }]));
  }

  get #uri(): string {
    const { host, port } = this.#endpoint.server;
    return `sip:${host}:${port}`;
  }

  #send(expires: number, more: readonly SipHeader[]): Promise<SipResponse> {
    const { server, local } = this.#endpoint;
    const { user } = this.#credentials;
    const identity = `<sip:${user}@${server.host}:${server.port}>`;
    this.#number++;
    return new Promise((resolve, reject) => {
      this.#endpoint.request(
        {
          kind: 'request',
          method: 'REGISTER',
          uri: this.#uri,
          headers: [
            { name: 'via', value: this.#endpoint.newVia() },
            { name: 'max-forwards', value: '70' },
            { name: 'from', value: `${identity};tag=${this.#tag}` },
            { name: 'to', value: identity },
            { name: 'call-id', value: this.#callId },
            { name: 'cseq', value: `${this.#number} REGISTER` },
            { name: 'contact', value: `<sip:${user}@${local.host}:${local.port}>` },
            { name: 'expires', value: `${expires}` },
            ...more,
          ],
          body: '',
        },
        {
          onResponse: (response) => {
            if (response.status >= 200) resolve(response);
          },
          onTimeout: () => reject(new SipCallError(408, 'REGISTER had no answer')),
        },
      );
    });
  }
}

/** @throws SipCallError for anything but success */
function accepted(response: SipResponse): SipResponse {
  if (response.status < 300) return response;
  throw new SipCallError(response.status, `not registered: ${response.status} ${response.reason}`);
}
