import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { EmailItem } from '../../src/mail/carriers/carrier.ts';
import { carrierContract } from '../../src/mail/carriers/carriers.contract.ts';
import { emailMessage } from '../../src/mail/carriers/email-texts/index.ts';
import { CarrierFailure } from '../../src/mail/carriers/failure.ts';
import { messageIdOf, SmtpCarrier, type SmtpOptions } from '../../src/mail/carriers/smtp-carrier.ts';
import { Sensitive } from '../../src/privacy/sensitive.ts';
import { testDir } from '../support/parts.ts';
import { Front } from './front.ts';
import { ServerProcess } from './server-process.ts';

const from = { name: 'INPS', address: 'documenti@posta.example' };
const mailSchema = z.object({
  raw: z.string(),
  secure: z.boolean(),
  user: z.unknown().optional(),
  envelope: z.object({
    mailFrom: z.object({ address: z.string(), args: z.unknown() }),
    rcptTo: z.array(z.looseObject({ address: z.string() })),
    dsn: z.unknown().optional(),
  }),
});
const never = () => new AbortController().signal;

async function mailsOf(server: ServerProcess) {
  return z.array(mailSchema).parse(await server.ask('mails'));
}
const messageId = (raw: string) => /^Message-ID: (.*)$/im.exec(raw)?.[1] ?? '';

function item(idempotencyKey: string = randomUUID(), language = 'it'): EmailItem {
  return {
    channel: 'email',
    reference: '47120385',
    idempotencyKey,
    document: { pdf: new TextEncoder().encode('%PDF-1.7 the contents of a letter'), pages: 1 },
    message: emailMessage('certificazione-unica', language, '47120385'),
    recipient: { email: new Sensitive('email', 'una.persona@casella.example') },
  };
}

carrierContract('smtp', async () => {
  const server = await ServerProcess.start('smtp');
  const front = await Front.open(server.port, (mode) => server.behave(mode));
  return {
    keyOnTheWire: true,
    carrier: ({ timeoutMs }) =>
      new SmtpCarrier({ host: '127.0.0.1', port: front.port, security: 'none', from, timeoutMs }),
    item: (key) => item(key),
    impossible: (key) => ({ ...item(key), recipient: { email: new Sensitive('email', 'nobody at all') } }),
    personal: () => ['una.persona', 'casella.example', 'contents of a letter'],
    behave: (how) => front.behave(how),
    taken: async () => (await mailsOf(server)).map(({ raw }) => messageId(raw)),
    close: async () => {
      await front.close();
      await server.stop();
    },
  };
});

describe('an e-mail', () => {
  let server: ServerProcess;
  let dir: Awaited<ReturnType<typeof testDir>>;
  const secret = { user: 'centralino', pass: randomBytes(12).toString('hex') };
  const auth = { user: secret.user, password: secret.pass };
  let ca: string;
  let plain: ServerProcess;
  let own: SmtpOptions;

  beforeAll(async () => {
    dir = await testDir();
    const [key, cert] = [join(dir.path, 'key.pem'), join(dir.path, 'cert.pem')];
    await promisify(execFile)('openssl', [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert],
    ]);
    ca = await readFile(cert, 'utf8');
    server = await ServerProcess.start('smtp', { ...secret, key: await readFile(key, 'utf8'), cert: ca });
    plain = await ServerProcess.start('smtp');
    own = { host: 'localhost', port: server.port, security: 'starttls', ca, auth, from, timeoutMs: 10_000 };
  });
  afterAll(async () => {
    await server.stop();
    await plain.stop();
    await dir.remove();
  });

  const send = async (options: SmtpOptions, one = item()) => {
    const carrier = new SmtpCarrier(options);
    try {
      return await carrier.handOver(one, never());
    } catch (error) {
      return error;
    } finally {
      await carrier.close();
    }
  };
  const last = async () => mailSchema.parse((await mailsOf(server)).at(-1));

  test('goes encrypted and with its secrets, from and to whom it should', async () => {
    const one = item();
    expect(await send(own, one)).toEqual({
      accepted: true,
      carrierReference: messageIdOf(one.idempotencyKey, from.address),
    });
    const mail = await last();
    expect(mail).toMatchObject({
      secure: true,
      user: 'centralino',
      envelope: {
        mailFrom: { address: from.address },
        rcptTo: [{ address: 'una.persona@casella.example' }],
      },
    });
    expect(mail.raw).toMatch(/^From: INPS <documenti@posta.example>/m);
    expect(mail.raw).toMatch(/^Auto-Submitted: auto-generated/m);
    expect(mail.raw).not.toMatch(/^List-/m);
  });

  test('asks for a notification under our reference where the server offers it', async () => {
    await send(own);
    expect((await last()).envelope).toMatchObject({
      dsn: { ret: 'HDRS', envid: '47120385' },
      rcptTo: [{ dsn: { notify: ['FAILURE', 'DELAY'] } }],
    });
  });

  test('has the letter attached, and its words as text and as a page in their direction', async () => {
    await send(own, item(randomUUID(), 'ar'));
    const { raw } = await last();
    const pdf = Buffer.from('%PDF-1.7 the contents of a letter').toString('base64');
    expect(raw.replaceAll('\r\n', '')).toContain(pdf);
    expect(raw).toMatch(/filename=INPS-47120385\.pdf/);
    expect(raw).toMatch(/^Content-Language: ar/m);
    const parts = [...raw.matchAll(/Content-Type: text\/(plain|html)[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/g)].map(
      ([, type, body = '']) => [type, Buffer.from(body, 'base64').toString()] as const,
    );
    expect(parts.map(([type]) => type)).toEqual(['plain', 'html']);
    expect(parts[0]?.[1]).toContain('شهادة الدخل');
    expect(parts[1]?.[1]).toContain('<html lang="ar" dir="rtl">');
  });

  test.each([
    [
      'secrets that are wrong',
      () => ({ ...own, auth: { user: 'centralino', password: 'x' } }),
      'not-authorised',
    ],
    ['a certificate of nobody we know', () => ({ ...own, ca: undefined }), 'insecure'],
    ['a certificate of another host', () => ({ ...own, host: '127.0.0.1' }), 'insecure'],
    ['no encryption where it is demanded', () => ({ ...own, port: plain.port, auth: undefined }), 'insecure'],
  ])('is not sent with %s', async (_, options, kind) => {
    const before = (await mailsOf(server)).length;
    const failure = await send(options());
    expect(failure).toBeInstanceOf(CarrierFailure);
    expect(failure).toMatchObject({ kind });
    expect((await mailsOf(server)).length).toBe(before);
    expect((await mailsOf(plain)).length).toBe(0);
  });

  test.each([
    ['rcpt', 550, '5.1.1', 'no-such-recipient'],
    ['rcpt', 550, '', 'no-such-recipient'],
    ['rcpt', 553, '5.1.3', 'bad-address'],
    ['rcpt', 552, '5.2.2', 'recipient-refuses'],
    ['rcpt', 550, '5.7.1', 'recipient-refuses'],
    ['data', 554, '5.7.1', 'content-refused'],
    ['data', 552, '5.3.4', 'too-large'],
    ['data', 550, '5.1.1', 'no-such-recipient'],
  ])('answered at %s with %s %s is refused: %s', async (at, code, status, refused) => {
    await server.behave({ at, answer: [code, `${status} not now`] });
    expect(await send(own)).toEqual({ refused });
    await server.behave('well');
  });

  test.each([
    ['rcpt', 450, '4.2.1', 'busy'],
    ['data', 452, '4.3.1', 'busy'],
    ['rcpt', 421, '4.3.2', 'busy'],
  ])('answered at %s with %s %s is for later', async (at, code, status, kind) => {
    await server.behave({ at, answer: [code, `${status} not now`] });
    expect(await send(own)).toMatchObject({ kind, detail: `${code} ${status}` });
    await server.behave('well');
  });

  test('that they do not take from us is for people to mend, and is not lost', async () => {
    await server.behave('sender-refused');
    const failure = await send(own);
    expect(failure).toMatchObject({ kind: 'not-authorised', needsPeople: true, detail: '550 5.7.1' });
    await server.behave('well');
  });

  test('whose acceptance was lost comes again under the same Message-ID', async () => {
    const one = item();
    await server.behave('hangs-after');
    expect(await send({ ...own, timeoutMs: 1_500 }, one)).toMatchObject({ kind: 'timeout' });
    await server.behave('well');
    await send(own, one);
    const ids = (await mailsOf(server)).slice(-2).map(({ raw }) => messageId(raw));
    expect(ids).toEqual(Array(2).fill(messageIdOf(one.idempotencyKey, from.address)));
  });
});
