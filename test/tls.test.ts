/** The examples for TLS (docker/examples) on a real Asterisk: a carrier by TLS and SRTP, an engine by https. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import WebSocket from 'ws';
import { projectDir, startTestAsterisk, type TestAsterisk, testDir, testPort } from './support/parts.ts';
import { until } from './support/until.ts';

let asterisk: TestAsterisk;
let folder: { path: string; remove: () => Promise<void> };
let sipsPort: number;
let ariPort: number;
let ca: string;
const sockets: TLSSocket[] = [];

beforeAll(async () => {
  folder = await testDir();
  const [key, certificate] = [join(folder.path, 'tls.key'), join(folder.path, 'tls.crt')];
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
    ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', certificate],
  ]);
  ca = await readFile(certificate, 'utf8');
  [sipsPort, ariPort] = [await testPort(), await testPort()];
  const extra = join(folder.path, 'asterisk/etc/extra');
  await mkdir(extra, { recursive: true });
  for (const name of ['http-tls.conf', 'pjsip-tls.conf']) {
    const example = await readFile(join(projectDir, 'docker/examples', name), 'utf8');
    const here = example
      .replaceAll('0.0.0.0:8089', `127.0.0.1:${ariPort}`)
      .replaceAll('0.0.0.0:5061', `127.0.0.1:${sipsPort}`)
      .replaceAll(/\/run\/(ari|sip)-tls\/(tls|ca)\.crt/g, certificate)
      .replaceAll(/\/run\/(ari|sip)-tls\/tls\.key/g, key);
    await writeFile(join(extra, name), here);
  }
  const trunkContact = `sip:localhost:${sipsPort};transport=tls`;
  asterisk = await startTestAsterisk({ dataDir: folder.path, trunkContact });
}, 600_000);

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await asterisk?.stop();
  await folder?.remove();
});

/** Sends an INVITE as the carrier does. @returns everything that came back, once it holds a final answer */
async function invite(media: string): Promise<string> {
  const key = await readFile(join(folder.path, 'tls.key'), 'utf8');
  const socket = connect({ host: '127.0.0.1', port: sipsPort, ca, cert: ca, key, servername: 'localhost' });
  sockets.push(socket);
  await once(socket, 'secureConnect');
  let answer = '';
  socket.on('data', (data) => {
    answer += data.toString();
  });
  const sdp = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', media, ''].join(
    '\r\n',
  );
  const lines = [
    'INVITE sip:803164@localhost SIP/2.0',
    `Via: SIP/2.0/TLS 127.0.0.1:${socket.localPort};branch=z9hG4bK${socket.localPort}`,
    'Max-Forwards: 70',
    `From: <sip:carrier@localhost>;tag=${socket.localPort}`,
    'To: <sip:803164@localhost>',
    `Call-ID: tls-${socket.localPort}`,
    'CSeq: 1 INVITE',
    `Contact: <sip:carrier@127.0.0.1:${socket.localPort};transport=tls>`,
    'Content-Type: application/sdp',
    `Content-Length: ${sdp.length}`,
    '',
    sdp,
  ];
  socket.write(lines.join('\r\n'));
  return until('a final answer to the INVITE', () =>
    /^SIP\/2\.0 [2-6]\d\d /m.test(answer) ? answer : false,
  );
}

test('a carrier calls by TLS, and its audio is SRTP', async () => {
  const key = Buffer.alloc(30, 7).toString('base64');
  const answer = await invite(`m=audio 40000 RTP/SAVP 8\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}`);
  // No engine is there: the apology answers.
  expect(answer).toContain('SIP/2.0 200 OK');
  expect(answer).toMatch(/m=audio \d+ RTP\/SAVP 8/);
  expect(answer).toMatch(/a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:/);
});

test('audio in plain is refused', async () => {
  expect(await invite('m=audio 40000 RTP/AVP 8')).toContain('SIP/2.0 488');
});

test('a carrier without a certificate gets nowhere', async () => {
  const socket = connect({ host: '127.0.0.1', port: sipsPort, ca, servername: 'localhost' });
  sockets.push(socket);
  const failed = new Promise<void>((resolve) => {
    socket.once('error', () => resolve());
    socket.once('close', () => resolve());
  });
  await failed;
});

test('an engine elsewhere has ARI by https, who has no password has not', async () => {
  const asked = (auth: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const path = '/ari/asterisk/info';
      request({ host: '127.0.0.1', port: ariPort, ca, servername: 'localhost', path, auth }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end();
    });
  expect(await asked(`${asterisk.ariUser}:${asterisk.ariPassword}`)).toBe(200);
  expect(await asked(`${asterisk.ariUser}:${'b'.repeat(64)}`)).toBe(401);
  const login = Buffer.from(`${asterisk.ariUser}:${asterisk.ariPassword}`).toString('base64');
  const events = new WebSocket(`wss://localhost:${ariPort}/ari/events?app=centralino-tls`, [], {
    ca,
    headers: { authorization: `Basic ${login}` },
  });
  await once(events, 'open');
  events.terminate();
});
