import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { z } from 'zod';
import { carrierContract } from '../../src/mail/carriers/carriers.contract.ts';
import { SmppCarrier, type SmppOptions } from '../../src/mail/carriers/smpp/carrier.ts';
import { Sensitive } from '../../src/privacy/sensitive.ts';
import { until } from '../support/until.ts';
import { Front } from './front.ts';
import { personal, textItem } from './items.ts';
import { ServerProcess } from './server-process.ts';

const secret = { systemId: 'centralino', password: randomBytes(4).toString('hex') };
const lines: string[] = [];
const logger = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
const never = () => new AbortController().signal;
const messageSchema = z.object({
  id: z.string(),
  to: z.string(),
  from: z.string(),
  ton: z.number(),
  coding: z.number(),
  receipt: z.number(),
  userReference: z.number(),
  part: z.array(z.number()).nullable(),
  text: z.string(),
});
const messagesOf = async (server: ServerProcess) =>
  z.array(messageSchema).parse(await server.ask('messages'));

carrierContract('smpp', async () => {
  const server = await ServerProcess.start('smpp', secret);
  const front = await Front.open(server.port, (mode) => server.behave(mode));
  return {
    // The network gives another id each time; what is the same is the reference in the message.
    keyOnTheWire: false,
    carrier: ({ timeoutMs }) =>
      new SmppCarrier({ host: '127.0.0.1', port: front.port, ...secret, from: 'INPS', timeoutMs, logger }),
    item: (key) => textItem(key, `Il suo appuntamento è fissato (${key})`),
    impossible: (key) => ({ ...textItem(key), recipient: { number: new Sensitive('telefono', '333 12') } }),
    personal: () => personal.text,
    behave: (how) => front.behave(how),
    taken: async () =>
      (await messagesOf(server)).map(({ to, userReference, text }) => `${to} ${userReference} ${text}`),
    close: async () => {
      await front.close();
      await server.stop();
    },
  };
});

describe('by SMPP', () => {
  let server: ServerProcess;
  let options: SmppOptions;
  let carrier: SmppCarrier;
  const receipts: unknown[] = [];
  let deaf = false;

  beforeAll(async () => {
    server = await ServerProcess.start('smpp', secret);
    options = { host: '127.0.0.1', port: server.port, ...secret, from: 'INPS', timeoutMs: 10_000, logger };
  });
  beforeEach(() => {
    carrier = new SmppCarrier({
      ...options,
      onReceipt: async ({ at: _, ...receipt }) => {
        if (deaf) throw new Error('the records are away');
        receipts.push(receipt);
      },
    });
  });
  afterEach(async () => {
    await carrier.close();
    await server.behave('well');
  });
  afterAll(() => server.stop());

  const send = (text: string, key: string = randomUUID()) => carrier.handOver(textItem(key, text), never());
  const lastOf = async (count: number) => (await messagesOf(server)).slice(-count);

  test('a short message goes as it is, under our name, and a receipt is asked for', async () => {
    const answer = await send('Forlì, è lì [ufficio] 5 €');
    const [message] = await lastOf(1);
    expect(answer).toEqual({ accepted: true, carrierReference: message?.id });
    expect(message).toMatchObject({
      to: '393331234567',
      from: 'INPS',
      ton: 5,
      coding: 0,
      receipt: 1,
      part: null,
      text: 'Forlì, è lì [ufficio] 5 €',
    });
  });

  test.each([
    ['ar', 'موعدكم رقم 12345678 يوم الاثنين. '.repeat(5), 8],
    ['ru', 'Ваша запись перенесена. '.repeat(8), 8],
    ['it', 'La aspettiamo in sede. '.repeat(16), 0],
  ])('a long one in %s goes in parts, which belong together', async (_, text, coding) => {
    const answer = await send(text);
    const all = await messagesOf(server);
    const parts = all.slice(all.findLastIndex(({ part }) => part?.[5] === 1));
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map(({ text: one }) => one).join('')).toBe(text);
    expect(new Set(parts.map(({ coding: one }) => one))).toEqual(new Set([coding]));
    const count = parts.length;
    const reference = parts[0]?.userReference ?? 0;
    expect(parts.map(({ part }) => part)).toEqual(
      parts.map((_one, at) => [8, 4, reference >> 8, reference & 0xff, count, at + 1]),
    );
    expect(parts.map(({ receipt }) => receipt)).toEqual([...Array(count - 1).fill(0), 1]);
    expect(answer).toEqual({ accepted: true, carrierReference: parts.at(-1)?.id });
  });

  test('parts that were taken are not sent again with those that were not', async () => {
    const key = randomUUID();
    const text = 'La aspettiamo in sede. '.repeat(20);
    const before = (await messagesOf(server)).length;
    await server.behave({ status: 0x58, after: 2 });
    await expect(send(text, key)).rejects.toMatchObject({ kind: 'busy', detail: 'smpp-88' });
    await server.behave('well');
    expect(await send(text, key)).toMatchObject({ accepted: true });
    const parts = (await messagesOf(server)).slice(before);
    expect(parts.map(({ part }) => part?.[5])).toEqual([1, 2, 3, 4]);
    expect(parts.map(({ text: one }) => one).join('')).toBe(text);
  });

  test.each([
    [0x58, 'busy'],
    [0x14, 'busy'],
    [0x08, 'busy'],
    [0x0a, 'not-authorised'],
    [0x43, 'protocol'],
    [0x7777, 'busy'],
  ])('status %i is for later', async (status, kind) => {
    await server.behave({ status });
    await expect(send('uno')).rejects.toMatchObject({ kind, detail: `smpp-${status}` });
  });

  test.each([
    [0x0b, 'no-such-recipient'],
    [0x01, 'too-large'],
    [0xfe, 'recipient-refuses'],
    [0x65, 'refused'],
  ])('status %i is for good', async (status, refused) => {
    await server.behave({ status });
    expect(await send('uno')).toEqual({ refused });
  });

  test('with a wrong password it is for people to mend', async () => {
    const other = new SmppCarrier({ ...options, password: 'another' });
    await expect(other.handOver(textItem(randomUUID()), never())).rejects.toMatchObject({
      kind: 'not-authorised',
      detail: 'smpp-14',
    });
    await other.close();
  });

  test.each([
    ['as fields', { receipted_message_id: 'm-1', message_state: 2 }, { state: 'DELIVERED' }],
    [
      'as text',
      { short_message: 'id:m-1 sub:001 dlvrd:001 stat:DELIVRD err:000 text:' },
      { state: 'DELIVERED' },
    ],
    [
      'of one that ran out',
      { short_message: 'id:m-1 stat:EXPIRED' },
      { state: 'UNDELIVERED', reason: 'expired' },
    ],
    [
      'of one that was not let in',
      { receipted_message_id: 'm-1', message_state: 8 },
      { state: 'UNDELIVERED', reason: 'refused' },
    ],
  ])('a receipt %s is told and acknowledged', async (_, fields, told) => {
    await send('uno');
    const status = await server.ask('deliver', { esm_class: 4, source_addr: '393331234567', ...fields });
    expect(status).toBe(0);
    expect(receipts.pop()).toEqual({ carrierReference: 'm-1', reason: undefined, ...told });
  });

  test('a receipt that could not be written is delivered again; others say nothing', async () => {
    await send('uno');
    deaf = true;
    const receipt = { esm_class: 4, short_message: 'id:m-1 stat:DELIVRD' };
    expect(await server.ask('deliver', receipt)).toBe(0x64);
    deaf = false;
    const before = receipts.length;
    for (const delivered of [
      { esm_class: 0, short_message: 'id:m-1 stat:DELIVRD' },
      { esm_class: 4, short_message: 'id:m-1 stat:ENROUTE' },
      { esm_class: 4, short_message: 'grazie' },
    ])
      expect(await server.ask('deliver', delivered)).toBe(0);
    expect(receipts).toHaveLength(before);
  });

  test('signs of life are asked for, and a connection without them is made anew', async () => {
    const lively = new SmppCarrier({ ...options, enquireEveryMs: 50, timeoutMs: 300 });
    const asked = async () => z.number().parse(await server.ask('enquiries'));
    const before = await asked();
    await lively.handOver(textItem(randomUUID()), never());
    await until('two signs of life', async () => (await asked()) >= before + 2);
    await server.behave('dead');
    await until('the SMSC is given up', () => lines.join().includes('"msg":"bound to the SMSC"'));
    const hung = await lively.handOver(textItem(randomUUID()), never()).catch((error: unknown) => error);
    expect(['timeout', 'connection-lost']).toContain(z.object({ kind: z.string() }).parse(hung).kind);
    await server.behave('well');
    const item = textItem(randomUUID());
    await until('a new connection', () => lively.handOver(item, never()).catch(() => undefined));
    await lively.close();
  });

  test('a connection that was cut is bound again by itself', async () => {
    await send('uno');
    await server.ask('drop');
    const item = textItem(randomUUID());
    expect(
      await until('bound again', () => carrier.handOver(item, never()).catch(() => undefined)),
    ).toMatchObject({
      accepted: true,
    });
    expect(await server.ask('sessions')).toBe(1);
  });

  test('more at once than the window holds are for later', async () => {
    await server.behave('hangs');
    const narrow = new SmppCarrier({ ...options, window: 2, timeoutMs: 500 });
    const ended = await Promise.allSettled(
      Array.from({ length: 5 }, () => narrow.handOver(textItem(randomUUID()), never())),
    );
    const kinds = ended.map((end) => (end.status === 'rejected' ? end.reason.kind : 'accepted'));
    expect(kinds.sort()).toEqual(['busy', 'busy', 'busy', 'timeout', 'timeout']);
    await narrow.close();
  });

  test('nothing personal is in the log', () => {
    const log = lines.join('\n');
    expect(log).toContain('bound to the SMSC');
    for (const text of [...personal.text, secret.password, 'Forlì']) expect(log).not.toContain(text);
  });
});
