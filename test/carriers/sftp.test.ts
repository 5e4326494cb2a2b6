import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import ssh2 from 'ssh2';
import { CarrierFailure } from '../../src/mail/carriers/failure.ts';
import { SftpDrop, type SftpOptions } from '../../src/mail/carriers/sftp-drop.ts';
import { testDir, testSftpServer } from '../support/parts.ts';
import { until } from '../support/until.ts';
import { Front } from './front.ts';
import { ServerProcess } from './server-process.ts';

const never = () => new AbortController().signal;

describe('the spool by SFTP, to the server of OpenSSH', () => {
  let dir: Awaited<ReturnType<typeof testDir>>;
  let server: ServerProcess;
  let front: Front;
  let options: SftpOptions;
  let there: string;
  let batch: { name: string; folder: string };
  let count = 0;

  beforeAll(async () => {
    dir = await testDir();
    there = join(dir.path, 'there');
    await mkdir(there);
    const program = await testSftpServer();
    const hostKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      type: 'pkcs1',
      format: 'pem',
    });
    const key = ssh2.utils.parseKey(hostKey);
    if (key instanceof Error) throw key;
    const password = randomBytes(8).toString('hex');
    server = await ServerProcess.start('sftp', {
      hostKey,
      user: 'spool',
      password,
      folder: there,
      ...program,
    });
    front = await Front.open(server.port, (mode) => server.behave(mode));
    options = {
      host: '127.0.0.1',
      port: front.port,
      user: 'spool',
      login: { password },
      hostKeySha256: createHash('sha256').update(key.getPublicSSH()).digest('base64'),
      directory: 'in',
      timeoutMs: 60_000,
    };
  }, 600_000);
  beforeEach(async () => {
    count += 1;
    batch = { name: `2026-11-${String(count).padStart(2, '0')}`, folder: join(dir.path, `batch-${count}`) };
    await mkdir(batch.folder);
    for (let letter = 0; letter < 10; letter += 1)
      await writeFile(
        join(batch.folder, `4712038${letter}.pdf`),
        `%PDF letter ${letter} ${'x'.repeat(50_000)}`,
      );
    await writeFile(join(batch.folder, 'manifest.csv'), 'reference,file\r\n');
    await writeFile(join(batch.folder, 'manifest.jsonl'), '{}\n');
    await writeFile(join(batch.folder, '.lock'), '');
  });
  afterEach(() => front.behave('well'));
  afterAll(async () => {
    await front.close();
    await server.stop();
    await dir.remove();
  });

  const remote = () => join(there, 'in', batch.name);
  const listed = async () => (await readdir(remote())).sort();
  const failureOf = async (bringing: Promise<unknown>) => {
    const failure: unknown = await bringing.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CarrierFailure);
    expect(inspect(failure)).not.toContain(dir.path);
    return failure;
  };

  test('arrives whole, once, and a second time sends the manifest only', async () => {
    const drop = new SftpDrop(options);
    expect(await drop.bring(batch, never())).toEqual({ uploaded: 12 });
    const names = (await readdir(batch.folder)).filter((name) => name !== '.lock').sort();
    expect(await listed()).toEqual(names);
    for (const name of names)
      expect(await readFile(join(remote(), name))).toEqual(await readFile(join(batch.folder, name)));
    expect(await drop.bring(batch, never())).toEqual({ uploaded: 2 });
    expect(await listed()).toEqual(names);
  });

  test('that is cut in the middle shows no half letter and no manifest, and is completed later', async () => {
    await server.behave({ cutAfter: 200_000 });
    const failure = await failureOf(new SftpDrop(options).bring(batch, never()));
    expect(failure).toMatchObject({ kind: 'connection-lost' });
    const arrived = (await listed()).filter((name) => !name.startsWith('.'));
    expect(arrived.length).toBeLessThan(10);
    expect(arrived.filter((name) => name.startsWith('manifest'))).toEqual([]);
    for (const name of arrived)
      expect(await readFile(join(remote(), name))).toEqual(await readFile(join(batch.folder, name)));
    await server.behave('well');
    expect(await new SftpDrop(options).bring(batch, never())).toEqual({ uploaded: 12 - arrived.length });
    expect((await listed()).filter((name) => !name.startsWith('.'))).toHaveLength(12);
  });

  test('puts the manifest there after every letter', async () => {
    const seen: string[][] = [];
    let watching = true;
    const watch = until('the end', async () => {
      const names = await readdir(remote()).catch(() => []);
      if (names.some((name) => name.startsWith('manifest'))) seen.push(names);
      return !watching;
    });
    await new SftpDrop(options).bring(batch, never());
    seen.push(await listed());
    watching = false;
    await watch;
    for (const names of seen) expect(names.filter((name) => name.endsWith('.pdf'))).toHaveLength(10);
  });

  test('takes the place of what lies there under another size', async () => {
    await mkdir(remote(), { recursive: true });
    await writeFile(join(remote(), '47120380.pdf'), 'half of a lett');
    await new SftpDrop(options).bring(batch, never());
    expect(await readFile(join(remote(), '47120380.pdf'))).toEqual(
      await readFile(join(batch.folder, '47120380.pdf')),
    );
  });

  test.each<[string, () => SftpOptions, string]>([
    ['another host', () => ({ ...options, hostKeySha256: randomBytes(32).toString('base64') }), 'insecure'],
    ['a wrong password', () => ({ ...options, login: { password: 'x' } }), 'not-authorised'],
    ['nobody', () => ({ ...options, port: 1 }), 'unreachable'],
  ])('is not given to %s', async (_, given, kind) => {
    expect(await failureOf(new SftpDrop(given()).bring(batch, never()))).toMatchObject({ kind });
    await expect(readdir(remote())).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test.each([
    ['hangs', 'timeout'],
    ['silent', 'timeout'],
    ['garbage', 'connection-lost'],
    ['closes', 'connection-lost'],
  ] as const)('is for later while the server %s', async (behaviour, kind) => {
    await front.behave(behaviour);
    const hasty = new SftpDrop({ ...options, timeoutMs: 1_000 });
    expect(await failureOf(hasty.bring(batch, never()))).toMatchObject({ kind });
  });

  test('is for later where nothing may be written', async () => {
    await server.behave('read-only');
    expect(await failureOf(new SftpDrop(options).bring(batch, never()))).toMatchObject({
      kind: 'not-authorised',
    });
    await server.behave('well');
  });

  test('is for later while the disk there is full, and shows no half letter', async () => {
    await mkdir(remote(), { recursive: true });
    await symlink('/dev/full', join(remote(), '.47120385.pdf.part'));
    expect(await failureOf(new SftpDrop(options).bring(batch, never()))).toMatchObject({
      kind: 'busy',
      detail: '4',
    });
    expect(await listed()).not.toContain('47120385.pdf');
    await rm(join(remote(), '.47120385.pdf.part'));
    await new SftpDrop(options).bring(batch, never());
    expect(await listed()).toContain('47120385.pdf');
  });

  test('stops when nobody waits any more, and does not begin for a signal that is aborted', async () => {
    await front.behave('hangs');
    const stop = new AbortController();
    const bringing = failureOf(new SftpDrop(options).bring(batch, stop.signal));
    setImmediate(() => stop.abort());
    expect(await bringing).toMatchObject({ kind: 'cancelled' });
    await front.behave('well');
    expect(await failureOf(new SftpDrop(options).bring(batch, AbortSignal.abort()))).toMatchObject({
      kind: 'cancelled',
    });
  });

  test('a folder that is gone is told by its code', async () => {
    await rm(batch.folder, { recursive: true });
    expect(await failureOf(new SftpDrop(options).bring(batch, never()))).toMatchObject({
      kind: 'internal',
      detail: 'ENOENT',
    });
  });
});
