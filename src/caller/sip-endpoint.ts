/** One UDP socket for SIP: sends requests, finds the owner of what arrives, repeats answers that were lost. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:dgram';
import { ClientTransaction } from './client-transaction.ts';
import { bindSocket, udpSocket } from './rtp-socket.ts';
import {
  cseqOf,
  formatSip,
  headerList,
  headerOf,
  parameterOf,
  parseSip,
  type SipHeader,
  type SipRequest,
  type SipResponse,
} from './sip-message.ts';

export interface SipAddress {
  /** IPv4 address. */
  readonly host: string;
  readonly port: number;
}

/** What the endpoint tells the owner of a Call-ID. */
export interface CallIdOwner {
  /** Any request but ACK. Returns the response, or undefined to leave the request unanswered. */
  handleRequest(request: SipRequest): SipResponse | undefined;
  /** An ACK, where somebody waits for one. */
  handleAck?(): void;
  /** The socket closes. */
  abandon(): void;
}

export interface TransactionHandlers {
  readonly onResponse: (response: SipResponse) => void;
  readonly onTimeout: () => void;
}

export const allowedMethods = 'INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE';
const rememberedAnswers = 1000;

export class SipEndpoint {
  readonly local: SipAddress;
  readonly server: SipAddress;
  readonly #socket: Socket;
  readonly #transactions = new Map<string, ClientTransaction>();
  readonly #owners = new Map<string, CallIdOwner>();
  readonly #answers = new Map<string, string>();
  readonly #branchPrefix = `z9hG4bK${randomBytes(6).toString('hex')}`;
  #takeInvite: (invite: SipRequest) => SipResponse | undefined = answerStranger;
  #branches = 0;
  #closed = false;

  private constructor(socket: Socket, local: SipAddress, server: SipAddress) {
    this.#socket = socket;
    this.local = local;
    this.server = server;
    socket.on('message', (datagram, from) => {
      if (from.address === server.host) this.#receive(datagram, from);
    });
    // ICMP errors: the transactions time out by themselves.
    socket.on('error', () => undefined);
  }

  /** Binds `local` (port 0: any). Only datagrams from the server's address are looked at. */
  static async open(local: SipAddress, server: SipAddress): Promise<SipEndpoint> {
    const socket = udpSocket();
    try {
      await bindSocket(socket, local.host, local.port);
    } catch (error) {
      socket.close();
      throw error;
    }
    return new SipEndpoint(socket, { host: local.host, port: socket.address().port }, server);
  }

  /** A Via value for a new transaction. */
  newVia(): string {
    const branch = `${this.#branchPrefix}${(this.#branches++).toString(36)}`;
    return `SIP/2.0/UDP ${this.local.host}:${this.local.port};rport;branch=${branch}`;
  }

  /** Sends a request that is answered; its first Via decides the transaction. */
  request(request: SipRequest, handlers: TransactionHandlers): void {
    if (this.#closed) return;
    const key = transactionKey(request, request.method);
    const transaction = new ClientTransaction({
      request,
      send: (text) => this.send(text),
      onResponse: handlers.onResponse,
      onTimeout: handlers.onTimeout,
      onTerminated: () => this.#transactions.delete(key),
    });
    this.#transactions.set(key, transaction);
    transaction.start();
  }

  /** Puts text on the wire to the server. */
  send(text: string): void {
    this.#sendTo(text, this.server.port, this.server.host);
  }

  /** From now on requests with this Call-ID go to `owner`. */
  own(callId: string, owner: CallIdOwner): void {
    this.#owners.set(callId, owner);
  }

  /**
   * From now on calls that come in go to `take`, which returns the response or gives it by `respond`; without this
   * they are turned away.
   */
  takeInvites(take: (invite: SipRequest) => SipResponse | undefined): void {
    this.#takeInvite = take;
  }

  /** Answers a request, once more or later than at once; whoever repeats the request gets this answer again. */
  respond(request: SipRequest, response: SipResponse): void {
    this.send(this.#remember(request, response));
  }

  disown(callId: string): void {
    this.#owners.delete(callId);
  }

  #sendTo(text: string, port: number, address: string): void {
    if (!this.#closed) this.#socket.send(text, port, address);
  }

  #receive(datagram: Buffer, from: { address: string; port: number }): void {
    const message = parseSip(datagram);
    if (message === undefined) return;
    if (message.kind === 'response') {
      const method = cseqOf(message)?.method;
      if (method !== undefined) this.#transactions.get(transactionKey(message, method))?.receive(message);
      return;
    }
    const answer = this.#answer(message);
    if (answer !== undefined) this.#sendTo(answer, from.port, from.address);
  }

  #answer(request: SipRequest): string | undefined {
    const owner = this.#owners.get(headerOf(request, 'call-id') ?? '');
    if (request.method === 'ACK') owner?.handleAck?.();
    if (request.method === 'ACK' || headerList(request, 'via').length === 0) return undefined;
    const known = this.#answers.get(transactionKey(request, request.method));
    if (known !== undefined) return known;
    const response = owner === undefined ? this.#answerNew(request) : owner.handleRequest(request);
    return response === undefined ? undefined : this.#remember(request, response);
  }

  #answerNew(request: SipRequest): SipResponse | undefined {
    return request.method === 'INVITE' ? this.#takeInvite(request) : answerStranger(request);
  }

  #remember(request: SipRequest, response: SipResponse): string {
    const text = formatSip(response);
    this.#answers.set(transactionKey(request, request.method), text);
    if (this.#answers.size > rememberedAnswers) {
      for (const oldest of this.#answers.keys()) {
        this.#answers.delete(oldest);
        break;
      }
    }
    return text;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const owner of [...this.#owners.values()]) owner.abandon();
    for (const transaction of [...this.#transactions.values()]) transaction.stop();
    this.#socket.close();
  }
}

function transactionKey(message: SipRequest | SipResponse, method: string): string {
  return `${parameterOf(headerList(message, 'via')[0], 'branch') ?? ''} ${method}`;
}

/** A response to `request` (RFC 3261 section 8.2.6); `toTag` is added when To has none. */
export function responseTo(
  request: SipRequest,
  status: number,
  reason: string,
  more: { headers?: readonly SipHeader[]; body?: string; toTag?: string } = {},
): SipResponse {
  const headers = request.headers.filter(({ name }) =>
    ['via', 'from', 'call-id', 'cseq', 'record-route'].includes(name),
  );
  const to = headerOf(request, 'to') ?? '';
  const tag = parameterOf(to, 'tag') === undefined ? `;tag=${more.toTag ?? 'none'}` : '';
  return {
    kind: 'response',
    status,
    reason,
    headers: [...headers, { name: 'to', value: `${to}${tag}` }, ...(more.headers ?? [])],
    body: more.body ?? '',
  };
}

/** Outside of any call we only say that we are alive. */
function answerStranger(request: SipRequest): SipResponse {
  const headers = [{ name: 'allow', value: allowedMethods }];
  if (request.method === 'OPTIONS') return responseTo(request, 200, 'OK', { headers });
  if (request.method === 'INVITE') return responseTo(request, 480, 'Temporarily Unavailable');
  return responseTo(request, 481, 'Call/Transaction Does Not Exist');
}
