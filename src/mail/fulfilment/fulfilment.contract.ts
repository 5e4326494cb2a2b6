import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { z } from 'zod';
import { documentFor, enterRequest, residence } from '../../../test/support/mail.ts';
import { mayMount, smallDisk } from '../../../test/support/small-disk.ts';
import { Sealer } from '../../privacy/seal.ts';
import type { Database } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import type { OpenDatabase } from '../../store/store.contract.ts';
import { RequestBook } from '../book.ts';
import { deriveMailKeys } from '../keys.ts';
import { migrations } from '../schema.ts';
import type { State } from '../states.ts';
import { Batches } from './batches.ts';
import type { Render } from './document.ts';
import { Fulfiller } from './fulfiller.ts';
import { Ledger } from './ledger.ts';
import { letterIntoSpool } from './letter.ts';
import { Outbox } from './outbox.ts';
import { Spool } from './spool.ts';

const logger = pino({ level: 'silent' });
const keys = deriveMailKeys(randomBytes(32));
const sealer = new Sealer(keys.seal);
const noBatch = { id: '0', name: 'none' };

/** The way of a letter from the outbox into the spool, whatever the database engine; the queues are not part of it. */
export function fulfilmentContract(engine: Database['engine'], open: OpenDatabase): void {
  describe(`fulfilment on ${engine}`, () => {
    let database: Database;
    let book: RequestBook;
    let ledger: Ledger;
    let dir: string;
    let clock = new Date('2026-11-23T09:00:00Z');
    let answer: () => { outcome: string; value: unknown };
    let render: Render;
    /** A worker of its own, as another process would have it. */
    let worker: (given?: { minFreeBytes?: number; attempts?: number; spoolDir?: string }) => {
      fulfiller: Fulfiller;
      batches: Batches;
      spool: Spool;
    };

    beforeAll(async () => {
      database = await open();
      await migrate(database, 'mail', migrations);
      book = new RequestBook(database);
    });
    beforeEach(async () => {
      dir = await mkdtemp(join(tmpdir(), 'centralino-spool-'));
      await database.script(
        'TRUNCATE mail.request, mail.history, mail.outbox, mail.action, mail.batch CASCADE',
      );
      answer = () => documentFor(residence);
      // No two letters are the same bytes, as if the registry had changed in between.
      render = async ({ reference, recipient }) => ({
        pdf: Buffer.from(`%PDF ${reference} ${recipient.name} ${recipient.lines.join('|')} ${randomUUID()}`),
        pages: 2,
      });
      worker = ({ minFreeBytes = 0, attempts = 3, spoolDir = dir } = {}) => {
        const own = new Ledger(database, () => clock);
        const spool = new Spool(spoolDir, minFreeBytes);
        const batches = new Batches({
          database,
          ledger: own,
          spool,
          logger,
          now: () => clock,
          schedule: {
            nextClosing: (at) => ({
              day: at.toISOString().slice(0, 10),
              at: new Date(`${at.toISOString().slice(0, 10)}T17:00:00Z`),
            }),
          },
        });
        const parts = {
          ledger: own,
          batches,
          spool,
          sealer,
          backOffice: { call: async () => answer() },
          render: (order: Parameters<Render>[0]) => render(order),
          day: (at: Date) => at.toISOString().slice(0, 10),
        };
        const residenceWay = (request: Parameters<typeof letterIntoSpool>[0]) =>
          letterIntoSpool(request, parts);
        const ways = { residence: residenceWay, email: residenceWay, sms: residenceWay };
        return { fulfiller: new Fulfiller({ ledger: own, ways, attempts, logger }), batches, spool };
      };
      ledger = new Ledger(database, () => clock);
    });
    afterEach(() => rm(dir, { recursive: true }));
    afterAll(() => database.close());

    const enter = () => enterRequest(book, keys, { at: clock });
    const fulfil = (id: string, given = worker()) => given.fulfiller.fulfil(id, new AbortController().signal);
    const stateOf = async (reference: string) => (await book.find(reference))?.request.state;
    const historyOf = async (reference: string): Promise<State[]> =>
      ((await book.find(reference))?.history ?? []).map(({ state }) => state);
    const files = (name: string) => readdir(join(dir, name)).then((all) => all.sort());
    const closeAll = async () => {
      const { batches } = worker();
      for (const batch of await batches.open()) await batches.close(batch);
    };

    test('a letter goes through its states into the spool, and with its batch to the post', async () => {
      const { id, reference } = await enter();
      await fulfil(id);
      expect(await historyOf(reference)).toEqual(['REQUESTED', 'ADDRESS_OK', 'RENDERED', 'BATCHED']);
      const pdf = await readFile(join(dir, '2026-11-23', `${reference}.pdf`));
      expect(pdf.toString()).toContain('Ada Verdi Via Roma, 1|37100 VERONA VR');
      expect(await worker().batches.due(100)).toEqual([]);
      clock = new Date('2026-11-23T17:00:01Z');
      const [due] = await worker().batches.due(100);
      expect(due?.name).toBe('2026-11-23');
      await closeAll();
      expect((await historyOf(reference)).at(-1)).toBe('HANDED_OVER');
      expect(await files('2026-11-23')).toEqual([`${reference}.pdf`, 'manifest.csv', 'manifest.jsonl']);
      const sha256 = createHash('sha256').update(pdf).digest('hex');
      const line = {
        reference,
        file: `${reference}.pdf`,
        kind: 'dati-f24',
        pages: 2,
        bytes: pdf.length,
        sha256,
      };
      expect(await readFile(join(dir, '2026-11-23/manifest.jsonl'), 'utf8')).toBe(
        `${JSON.stringify(line)}\n`,
      );
      expect(await readFile(join(dir, '2026-11-23/manifest.csv'), 'utf8')).toBe(
        `reference,file,kind,pages,bytes,sha256\r\n${Object.values(line).join(',')}\r\n`,
      );
      clock = new Date('2026-11-23T09:00:00Z');
    });

    test('twenty workers with the same request at once: one letter, one history', async () => {
      const { id, reference } = await enter();
      await Promise.allSettled(Array.from({ length: 20 }, () => fulfil(id)));
      expect(await historyOf(reference)).toEqual(['REQUESTED', 'ADDRESS_OK', 'RENDERED', 'BATCHED']);
      expect(await files('2026-11-23')).toEqual([`${reference}.pdf`]);
      const [row] = await database.rows(
        z.object({ sha256: z.string() }),
        'SELECT sha256 FROM mail.request WHERE id = $1',
        [id],
      );
      const pdf = await readFile(join(dir, '2026-11-23', `${reference}.pdf`));
      expect(row?.sha256).toBe(createHash('sha256').update(pdf).digest('hex'));
    });

    test('whoever dies between the file and its state: the letter that is there is the one, and stays', async () => {
      const { id, reference } = await enter();
      const { batches, spool } = worker();
      await ledger.take(id);
      await ledger.move(id, 'ADDRESS_OK');
      const batch = (await batches.put(id, 1)) ?? noBatch;
      await spool.put(batch.id, batch.name, reference, Buffer.from('the first'));
      await fulfil(id);
      expect(await stateOf(reference)).toBe('BATCHED');
      await closeAll();
      expect(await readFile(join(dir, '2026-11-23', `${reference}.pdf`), 'utf8')).toBe('the first');
      expect(await stateOf(reference)).toBe('HANDED_OVER');
    });

    test('a batch that closes takes what is there, and leaves the rest for the next', async () => {
      const there = await enter();
      const notYet = await enter();
      const { batches, spool, fulfiller } = worker();
      for (const { id, reference } of [there, notYet]) {
        await ledger.move(id, 'ADDRESS_OK');
        const batch = (await batches.put(id, 1)) ?? noBatch;
        if (reference === there.reference)
          await spool.put(batch.id, batch.name, reference, Buffer.from('there'));
      }
      const [first = noBatch] = await batches.open();
      await closeAll();
      expect(await stateOf(there.reference)).toBe('HANDED_OVER');
      expect(await stateOf(notYet.reference)).toBe('RENDERED');
      // A worker that has been asleep since before comes too late, whatever it knows.
      await expect(spool.put(first.id, first.name, notYet.reference, Buffer.from('late'))).rejects.toThrow();
      await fulfil(notYet.id, { fulfiller, batches, spool });
      await closeAll();
      expect(await stateOf(notYet.reference)).toBe('HANDED_OVER');
      expect(await files('2026-11-23')).toEqual([`${there.reference}.pdf`, 'manifest.csv', 'manifest.jsonl']);
      expect(await files('2026-11-23-2')).toEqual([
        `${notYet.reference}.pdf`,
        'manifest.csv',
        'manifest.jsonl',
      ]);
    });

    test('letters that come while batches close, by three workers: each is in exactly one manifest', async () => {
      const requests = await Promise.all(Array.from({ length: 40 }, enter));
      let left = [...requests];
      const closer = worker();
      while (left.length > 0) {
        const work = left.flatMap(({ id }) => [worker(), worker(), worker()].map((one) => fulfil(id, one)));
        const closing = (async () => {
          for (let times = 0; times < 4; times += 1)
            for (const batch of await closer.batches.open())
              await Promise.all([closer.batches.close(batch), worker().batches.close(batch)]);
        })();
        await Promise.allSettled([...work, closing]);
        await closing;
        const states = await Promise.all(left.map(({ reference }) => stateOf(reference)));
        left = left.filter((_, index) => states[index] !== 'BATCHED' && states[index] !== 'HANDED_OVER');
        // Every attempt counts; that is not what is tried here.
        await database.run('UPDATE mail.request SET attempts = 0');
      }
      await closeAll();
      const folders = (await readdir(dir)).filter((name) => name.startsWith('2026'));
      const lines = await Promise.all(
        folders.map(async (name) => {
          const text = await readFile(join(dir, name, 'manifest.jsonl'), 'utf8');
          const references = text.split('\n').flatMap((line) => /"reference":"(\d+)"/.exec(line)?.[1] ?? []);
          expect(await files(name)).toEqual(
            [...references.map((reference) => `${reference}.pdf`), 'manifest.csv', 'manifest.jsonl'].sort(),
          );
          return references;
        }),
      );
      expect(lines.flat().sort()).toEqual(requests.map(({ reference }) => reference).sort());
      for (const { reference } of requests)
        expect(await historyOf(reference)).toEqual([
          'REQUESTED',
          'ADDRESS_OK',
          'RENDERED',
          'BATCHED',
          'HANDED_OVER',
        ]);
    }, 120_000);

    (mayMount ? test : test.skip)(
      'a disk that is really full: no half letter or manifest is seen, and with room it goes on',
      async () => {
        const disk = await smallDisk(1);
        try {
          const [first, { id, reference }] = [await enter(), await enter()];
          const own = () => worker({ attempts: 1, spoolDir: disk.path });
          const everything = async () =>
            (await readdir(disk.path, { recursive: true }))
              .filter((name) => /\d{8}|manifest/.test(name))
              .sort();
          const pdf = randomBytes(50_000);
          render = async () => ({ pdf, pages: 1 });
          const { batches, ...others } = own();
          await fulfil(first.id, { batches, ...others });
          // It has just seen a lot of room, and now half of the letter fits.
          await disk.fill(20_000);
          await expect(fulfil(id, { batches, ...others })).rejects.toThrow('disk-full');
          expect(await stateOf(reference)).toBe('RENDERED');
          expect(await everything()).toEqual([`2026-11-23/${first.reference}.pdf`]);
          await disk.makeRoom();
          await fulfil(id, own());
          expect(await stateOf(reference)).toBe('BATCHED');
          await disk.fill();
          const [batch = noBatch] = await batches.open();
          await expect(batches.close(batch)).rejects.toThrow('disk-full');
          expect(await stateOf(reference)).toBe('BATCHED');
          expect(await everything()).toEqual(
            [first, { reference }].map((one) => `2026-11-23/${one.reference}.pdf`).sort(),
          );
          await disk.makeRoom();
          // It is not forgotten: whoever looks next closes it.
          for (const due of await batches.due(100)) await batches.close(due);
          expect(await stateOf(reference)).toBe('HANDED_OVER');
          expect(await readFile(join(disk.path, '2026-11-23', `${reference}.pdf`))).toEqual(pdf);
        } finally {
          await disk.remove();
        }
      },
    );

    test('less free space than has to stay: the request waits, nothing is half written, no attempt is used up', async () => {
      const { id, reference } = await enter();
      const full = worker({ minFreeBytes: Number.MAX_SAFE_INTEGER, attempts: 1 });
      for (let time = 0; time < 3; time += 1) await expect(fulfil(id, full)).rejects.toThrow('disk-full');
      const [row] = await database.rows(
        z.object({ attempts: z.number(), reason: z.string(), state: z.string() }),
        'SELECT attempts, reason, state FROM mail.request WHERE id = $1',
        [id],
      );
      expect(row).toEqual({ attempts: 0, reason: 'disk-full', state: 'RENDERED' });
      expect(await readdir(dir)).toEqual(['.open']);
      expect(await readdir(join(dir, '.open'), { recursive: true })).toHaveLength(1);
      await fulfil(id);
      expect(await stateOf(reference)).toBe('BATCHED');
    });

    test.each([
      [
        'no such document',
        { outcome: 'absent', value: { motivo: 'non-disponibile' } },
        'FAILED',
        'no-such-document',
      ],
      ['no address', documentFor(null), 'ADDRESS_MISSING', 'no-address'],
      ['half an address', documentFor({ ...residence, cap: '' }), 'ADDRESS_MISSING', 'address:cap'],
    ])('with %s it ends where a person sees it', async (_, given, state, reason) => {
      const { id, reference } = await enter();
      answer = () => given;
      await fulfil(id);
      expect((await book.find(reference))?.history.at(-1)).toMatchObject({ state });
      const [row] = await database.rows(
        z.object({ reason: z.string() }),
        'SELECT reason FROM mail.request WHERE id = $1',
        [id],
      );
      expect(row?.reason).toBe(reason);
    });

    test('what fails again and again ends as FAILED, also when it takes its process with it each time', async () => {
      const { id, reference } = await enter();
      answer = () => ({ outcome: 'unavailable', value: {} });
      await expect(fulfil(id)).rejects.toThrow('back-office-away');
      await ledger.take(id);
      await fulfil(id);
      expect(await historyOf(reference)).toEqual(['REQUESTED', 'FAILED']);
    });

    test('a letter that is not the one that was put there is taken out and waits for a person', async () => {
      const { id, reference } = await enter();
      await fulfil(id);
      await writeFile(join(dir, '2026-11-23', `${reference}.pdf`), 'something else');
      await writeFile(join(dir, '2026-11-23', '99999999.pdf'), 'a stranger');
      await closeAll();
      expect(await stateOf(reference)).toBe('FAILED');
      expect(await files('2026-11-23')).toEqual(['manifest.csv', 'manifest.jsonl']);
    });

    test('the outbox is told once to each, and everything unfinished again after a loss', async () => {
      const requests = await Promise.all(Array.from({ length: 10 }, enter));
      const outbox = new Outbox(database);
      const claims = await Promise.all([outbox.claim(6, 30), outbox.claim(6, 30), outbox.claim(6, 30)]);
      const claimed = claims.flat().map(({ request }) => request);
      expect(claimed.toSorted()).toEqual(requests.map(({ id }) => id).toSorted());
      await outbox.giveBack(claims[0] ?? []);
      expect((await outbox.claim(100, 30)).length).toBe(claims[0]?.length);
      await outbox.told(claims.flat());
      expect(await outbox.claim(100, 30)).toEqual([]);
      const [first] = requests;
      await fulfil(first?.id ?? '');
      expect(await outbox.again(0)).toBe(9);
      expect(await outbox.claim(100, 30)).toHaveLength(9);
    });
  });
}
