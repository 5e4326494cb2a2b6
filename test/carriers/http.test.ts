import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import type { CarriedItem, Carrier } from '../../src/mail/carriers/carrier.ts';
import { type Behaviour, carrierContract } from '../../src/mail/carriers/carriers.contract.ts';
import type { ReferenceProvider } from '../../src/mail/carriers/http/reference-provider.ts';
import { PostalProvider } from '../../src/mail/carriers/postal-provider/carrier.ts';
import { createReferencePostalProvider } from '../../src/mail/carriers/postal-provider/reference.ts';
import { SmsProvider } from '../../src/mail/carriers/sms-provider/carrier.ts';
import { createReferenceSmsProvider } from '../../src/mail/carriers/sms-provider/reference.ts';
import { Sensitive } from '../../src/privacy/sensitive.ts';
import { Front } from './front.ts';
import { letterItem, personal, textItem } from './items.ts';

const token = randomBytes(16).toString('hex');
const lines: string[] = [];
const logger = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
const never = () => new AbortController().signal;

interface Opened<Item extends CarriedItem> {
  readonly provider: ReferenceProvider<unknown>;
  readonly carrier: (baseUrl: string, timeoutMs: number) => Carrier<Item>;
  readonly item: (key: string) => Item;
  readonly impossible: (key: string) => Item;
  readonly personal: readonly string[];
}

/** The contract of carriers on a provider of ours that misbehaves on demand. */
function providerContract<Item extends CarriedItem>(name: string, open: () => Opened<Item>): void {
  carrierContract<Item>(name, async () => {
    const { provider, carrier, item, impossible, personal: secrets } = open();
    let behaviour: Behaviour = 'well';
    provider.app.addHook('preHandler', async (_request, reply) => {
      if (behaviour === 'refuses') await reply.send({ outcome: 'refused', reason: 'no-such-recipient' });
      if (behaviour === 'busy') await reply.code(503).send({ error: 'later' });
      if (behaviour === 'hangs') reply.hijack();
    });
    const url = new URL(await provider.app.listen({ host: '127.0.0.1', port: 0 }));
    const front = await Front.open(Number(url.port), async (how) => {
      behaviour = how;
    });
    return {
      keyOnTheWire: true,
      carrier: ({ timeoutMs }) => carrier(`http://127.0.0.1:${front.port}`, timeoutMs),
      item,
      impossible,
      personal: () => secrets,
      behave: (how) => front.behave(how),
      taken: async () => [...provider.kept.values()].map(({ id }) => id),
      close: async () => {
        await front.close();
        await provider.app.close();
      },
    };
  });
}

providerContract('a postal provider', () => ({
  provider: createReferencePostalProvider({ token, logger }),
  carrier: (baseUrl, timeoutMs) => new PostalProvider({ baseUrl, token, timeoutMs, logger }),
  item: letterItem,
  impossible: (key) => {
    const item = letterItem(key);
    const address = new Sensitive('indirizzo', { ...item.recipient.address.reveal(), cap: '' });
    return { ...item, recipient: { ...item.recipient, address } };
  },
  personal: personal.letter,
}));

providerContract('an SMS provider', () => ({
  provider: createReferenceSmsProvider({ token, logger }),
  carrier: (baseUrl, timeoutMs) => new SmsProvider({ baseUrl, token, timeoutMs, from: 'INPS', logger }),
  item: (key) => textItem(key),
  impossible: (key) => ({ ...textItem(key), recipient: { number: new Sensitive('telefono', '333 12') } }),
  personal: personal.text,
}));

describe('over HTTP', () => {
  const postal = createReferencePostalProvider({ token, logger });
  const sms = createReferenceSmsProvider({ token, logger });
  let letters: PostalProvider;
  let messages: SmsProvider;

  beforeAll(async () => {
    const [postalUrl, smsUrl] = await Promise.all(
      [postal, sms].map(({ app }) => app.listen({ host: '127.0.0.1', port: 0 })),
    );
    letters = new PostalProvider({ baseUrl: postalUrl ?? '', token, logger });
    messages = new SmsProvider({ baseUrl: smsUrl ?? '', token, from: 'INPS', logger });
  });
  afterAll(async () => {
    await letters.close();
    await messages.close();
    await postal.app.close();
    await sms.app.close();
  });

  test('a letter has its address in its own script and in Latin letters, and the sum of its bytes', async () => {
    const key = randomUUID();
    const item = letterItem(key);
    const address = { presso: '', via: 'вулиця Хрещатик 1', cap: '01001', localita: 'Київ', provincia: '' };
    const recipient = {
      name: new Sensitive('nome', 'Юлія Щука'),
      address: new Sensitive('indirizzo', { ...address, stato: 'Ucraina' }),
    };
    expect(await letters.handOver({ ...item, recipient }, never())).toMatchObject({ accepted: true });
    expect(postal.kept.get(key)?.item).toMatchObject({
      recipient: {
        lines: ['Юлія Щука', 'вулиця Хрещатик 1', '01001 КИЇВ', 'UCRAINA'],
        latinLines: ['Iuliia Shchuka', 'vulitsia Khreshchatik 1', '01001 KIIV', 'UCRAINA'],
        abroad: true,
      },
      pages: 1,
      sha256: createHash('sha256').update(item.document.pdf).digest('hex'),
      options: { product: 'ordinaria', duplex: true, colour: false },
    });
  });

  test('what is no PDF is refused for its content', async () => {
    const item = letterItem(randomUUID());
    const document = { pdf: new TextEncoder().encode('a poem'), pages: 1 };
    expect(await letters.handOver({ ...item, document }, never())).toEqual({ refused: 'content-refused' });
  });

  test('the same key for another letter is refused', async () => {
    const item = letterItem(randomUUID());
    await letters.handOver(item, never());
    expect(await letters.handOver({ ...item, reference: '12345674' }, never())).toEqual({
      refused: 'refused',
    });
  });

  test('a letter to another country is refused where they bring none', async () => {
    const item = letterItem(randomUUID());
    const address = new Sensitive('indirizzo', { ...item.recipient.address.reveal(), stato: 'Francia' });
    const homely = new PostalProvider({ baseUrl: 'http://127.0.0.1:1', token, logger, abroad: false });
    expect(await homely.handOver({ ...item, recipient: { ...item.recipient, address } }, never())).toEqual({
      refused: 'bad-address',
    });
    await homely.close();
  });

  test('a provider says how far things are, and nothing of what it does not know', async () => {
    const handedOver = await letters.handOver(letterItem(randomUUID()), never());
    const id = 'accepted' in handedOver ? handedOver.carrierReference : '';
    expect(await letters.progress(id, never())).toMatchObject({
      id,
      reference: '47120385',
      state: 'ACCEPTED',
    });
    postal.advance(id, 'POSTED');
    expect(await letters.progress(id, never())).toMatchObject({ state: 'POSTED' });
    expect(await letters.progress('another/../id', never())).toBeUndefined();
  });

  test('a message says what it needs', async () => {
    const key = randomUUID();
    await messages.handOver(textItem(key, 'Встреча перенесена. '.repeat(5)), never());
    expect(sms.kept.get(key)?.item).toMatchObject({
      to: '+393331234567',
      from: 'INPS',
      encoding: 'ucs-2',
      parts: 2,
    });
  });

  test('a wrong token is for people to mend', async () => {
    const url = sms.app.listeningOrigin;
    const other = new SmsProvider({ baseUrl: url, token: 'another token', from: 'INPS', logger });
    await expect(other.handOver(textItem(randomUUID()), never())).rejects.toMatchObject({
      kind: 'not-authorised',
      needsPeople: true,
    });
    await other.close();
  });

  test('nothing personal is in the log of either side', () => {
    const log = lines.join('\n');
    expect(log).toContain('served');
    for (const secret of [...personal.letter, ...personal.text, 'Хрещатик', 'Юлія'])
      expect(log).not.toContain(secret);
  });
});
