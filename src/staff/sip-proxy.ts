import type { Logger } from 'pino';
import { WebSocket } from 'ws';

/** What a softphone has to say to Asterisk: it registers and takes calls. It places none: the engine does that. */
const allowed: ReadonlySet<string> = new Set(['REGISTER', 'ACK', 'BYE', 'CANCEL', 'OPTIONS', 'PRACK']);

export interface SipProxyOptions {
  /** Asterisk's WebSocket: `ws://127.0.0.1:8088/ws`. */
  readonly url: string;
  readonly logger: Logger;
}

/**
 * From here the proxy speaks to an Asterisk on the same machine: whoever comes from 127.0.0.1 may be taken for the trunk,
 * which is known by its address alone (asterisk-conf/pjsip.conf).
 */
const addressOfNobody = '127.0.0.7';
const openTimeoutMs = 5_000;
/** Bytes that may wait on either side before the slower one is given up. */
const mostBuffered = 512 * 1024;
/** Messages that the browser may send before Asterisk is there. */
const mostEarly = 20;

/**
 * Connects a browser's softphone with Asterisk, whose HTTP server, which has ARI too, is open to nobody else. What a
 * softphone has no business to send ends the connection.
 * @param user whose softphone it is: it speaks for no other
 */
export function proxySip(browser: WebSocket, user: string, { url, logger }: SipProxyOptions): void {
  const asterisk = new WebSocket(url, 'sip', {
    handshakeTimeout: openTimeoutMs,
    perMessageDeflate: false,
    ...(isLoopback(url) ? { localAddress: addressOfNobody } : {}),
  });
  const early: string[] = [];
  const end = (code: number, why: string) => {
    if (browser.readyState === WebSocket.OPEN) browser.close(code, why);
    asterisk.terminate();
  };

  browser.on('message', (data, binary) => {
    const text = binary ? '' : data.toString();
    if (!maySend(text, user)) {
      logger.warn({ user }, 'a softphone sent what it may not; it is cut off');
      return end(1008, 'not allowed');
    }
    if (asterisk.readyState === WebSocket.OPEN && asterisk.bufferedAmount < mostBuffered) asterisk.send(text);
    else if (asterisk.readyState === WebSocket.CONNECTING && early.length < mostEarly) early.push(text);
    else end(1013, 'too much at once');
  });
  browser.once('close', () => asterisk.terminate());
  asterisk.once('open', () => {
    for (const text of early.splice(0)) asterisk.send(text);
  });
  asterisk.on('message', (data) => {
    if (browser.bufferedAmount > mostBuffered) end(1013, 'too slow');
    else browser.send(data.toString());
  });
  asterisk.on('error', (error: Error) => {
    logger.warn({ error: error.name }, "Asterisk's WebSocket is away");
    end(1013, 'Asterisk is away');
  });
  asterisk.once('close', () => end(1012, 'Asterisk closed'));
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname.startsWith('127.');
}

/**
 * Asterisk reads several messages out of one frame; what comes behind the first would not have been looked at. One is
 * whole when its body is as long as it says (RFC 3261 20.14, RFC 7118 5.1).
 */
function isOneMessage(message: string): boolean {
  const end = message.indexOf('\r\n\r\n');
  if (end === -1 || /(?<!\r)\n|\r(?!\n)/.test(message.slice(0, end))) return false;
  const lengths = [
    ...message.slice(0, end).matchAll(/\r\n(?:content-length|l)[ \t]*:[ \t]*(\d{1,6})[ \t]*(?=\r\n|$)/gi),
  ];
  const [said = '0'] = lengths.map(([, digits]) => digits);
  return lengths.length <= 1 && Buffer.byteLength(message.slice(end + 4)) === Number(said);
}

/** Whether a softphone may send this: an answer, a keep-alive, or one request of its own of a harmless method. */
export function maySend(message: string, user: string): boolean {
  if (/^(\r\n)+$/.test(message)) return true;
  if (!isOneMessage(message)) return false;
  if (/^SIP\/2\.0 \d{3} /.test(message)) return true;
  const method = /^([A-Z]+) \S+ SIP\/2\.0\r\n/.exec(message)?.[1] ?? '';
  if (!allowed.has(method)) return false;
  if (method !== 'REGISTER') return true;
  const [head = ''] = message.split('\r\n\r\n', 1);
  const whose = [...head.matchAll(/^(?:to|t|from|f)\s*:.*?sips?:([^@;>\s]+)@/gim)].map(([, name]) => name);
  return whose.length === 2 && whose.every((name) => name === user);
}
