/** Softphones that desks give out and engines let register: on a real Redis. */
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { type ConnectedRedis, connectedRedis } from '../../test/support/connected-redis.ts';
import { until } from '../../test/support/until.ts';
import { Sealer } from '../privacy/seal.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import { openRedis } from '../store/redis.ts';
import { type BookedSoftphone, SoftphoneBook, SoftphoneEnrolment } from './softphone-book.ts';

const logger = pino({ level: 'silent' });
const hour = 3_600_000;
const key = randomBytes(32);

let connected: ConnectedRedis;
let redis: Redis;
let book: SoftphoneBook;
let open: { close(): void }[] = [];

beforeAll(async () => {
  connected = await connectedRedis();
  redis = connected.redis;
}, 600_000);
beforeEach(async () => {
  await redis.flushall();
  book = new SoftphoneBook(redis, new Sealer(key));
});
afterEach(() => {
  for (const one of open) one.close();
  open = [];
});
afterAll(async () => {
  await connected?.close();
});

function softphone(name: string, password = `password-of-${name}-1`): Omit<BookedSoftphone, 'until'> {
  return { name, kind: 'sip', password: new Sensitive('pin', password) };
}

const namesOf = (booked: readonly BookedSoftphone[]) => booked.map(({ name }) => name).sort();

describe('the book', () => {
  test('gives a softphone back as it was booked, until its time is over or it is cancelled', async () => {
    const now = Date.now();
    await book.book({ ...softphone('anna'), kind: 'webrtc' }, hour, now);
    await book.book(softphone('boris'), 2 * hour, now);
    const found = await book.find('anna', now);
    expect([found?.kind, found?.password.reveal(), found?.until]).toEqual([
      'webrtc',
      'password-of-anna-1',
      now + hour,
    ]);
    expect(namesOf(await book.all(now))).toEqual(['anna', 'boris']);
    expect(await book.find('anna', now + hour)).toBeUndefined();
    expect(namesOf(await book.all(now + hour))).toEqual(['boris']);
    await book.cancel('boris');
    expect(await book.all(now)).toHaveLength(1);
    expect(await book.find('nessuno')).toBeUndefined();
  });

  test('books on: the later time holds, and another password replaces the one before', async () => {
    const now = Date.now();
    await book.book(softphone('anna'), hour, now);
    await book.book(softphone('anna', 'another-password-1'), hour, now + hour / 2);
    const found = await book.find('anna', now + hour);
    expect(found?.password.reveal()).toBe('another-password-1');
    expect(await book.all(now)).toHaveLength(1);
  });

  test('forgets those whose time is over, and what nobody can read, and says which', async () => {
    const now = Date.now();
    await book.book(softphone('anna'), hour, now);
    await book.book(softphone('boris'), 2 * hour, now);
    await redis.hset('centralino:softphones', 'rotto', 'not sealed by anybody');
    expect([...(await book.sweep(now + hour))].sort()).toEqual(['anna', 'rotto']);
    expect(await book.sweep(now + hour)).toEqual([]);
    expect(await redis.hkeys('centralino:softphones')).toEqual(['boris']);
  });

  test('holds no password in plain, and nothing for who has another key', async () => {
    await book.book(softphone('anna'), hour);
    expect(await redis.hget('centralino:softphones', 'anna')).not.toContain('password-of-anna');
    const other = new SoftphoneBook(redis, new Sealer(randomBytes(32)));
    expect(await other.all()).toEqual([]);
    expect(await other.find('anna')).toBeUndefined();
  });

  test('tells who watches of every change, until that is closed', async () => {
    const changed: string[] = [];
    const watching = book.watch((name) => changed.push(name));
    open.push(watching);
    // From when the subscription is there: booked on until it is heard of.
    await until('a change', async () => {
      await book.book(softphone('anna'), hour);
      return changed.includes('anna');
    });
    await book.cancel('boris');
    await until('the other change', () => changed.includes('boris'));
  });

  test('is refused while Redis is away', async () => {
    const away = openRedis('redis://127.0.0.1:1', logger);
    await expect(new SoftphoneBook(away, new Sealer(key)).book(softphone('anna'), hour)).rejects.toThrow();
    away.disconnect();
  });
});

/** A network that lets softphones register, and says what it was told. */
class Network {
  readonly told: string[] = [];
  failing = false;

  async enrol({ name, kind, password }: { name: string; kind: string; password: string }): Promise<void> {
    if (this.failing) throw new Error('the network is away');
    this.told.push(`enrol ${name} ${kind} ${password}`);
  }

  async dismiss(name: string): Promise<void> {
    if (this.failing) throw new Error('the network is away');
    this.told.push(`dismiss ${name}`);
  }

  async says(line: string): Promise<void> {
    await until(line, () => this.told.includes(line));
  }
}

describe('the enrolment', () => {
  async function start(network: Network, everyMs: number): Promise<void> {
    const enrolment = new SoftphoneEnrolment(book, network, logger);
    open.push(enrolment);
    await enrolment.start(everyMs);
  }

  test('lets those register that are booked already, and those to come; nobody twice with the same password', async () => {
    const network = new Network();
    await book.book(softphone('anna'), hour);
    await start(network, 50);
    expect(network.told).toEqual(['enrol anna sip password-of-anna-1']);
    await book.book(softphone('boris'), hour);
    await network.says('enrol boris sip password-of-boris-1');
    await book.book(softphone('anna'), hour);
    await book.book(softphone('boris', 'another-password-1'), hour);
    await network.says('enrol boris sip another-password-1');
    expect(network.told.filter((line) => line.startsWith('enrol anna'))).toHaveLength(1);
  });

  test('dismisses who is cancelled, and whose time is over though nobody said a word', async () => {
    const network = new Network();
    await book.book(softphone('anna'), hour);
    await book.book(softphone('boris'), hour);
    await start(network, 50);
    await writeSilently('boris', Date.now() - 1);
    await network.says('dismiss boris');
    await book.cancel('anna');
    await network.says('dismiss anna');
    expect(await redis.hkeys('centralino:softphones')).toEqual([]);
  });

  test('a network that is away is asked again; what was changed meanwhile holds', async () => {
    const network = new Network();
    network.failing = true;
    await book.book(softphone('anna'), hour);
    await start(network, 50);
    await book.book(softphone('anna', 'another-password-1'), hour);
    expect(network.told).toEqual([]);
    network.failing = false;
    await network.says('enrol anna sip another-password-1');
    expect(network.told).not.toContain('enrol anna sip password-of-anna-1');
  });

  test('sees by itself what no message said', async () => {
    const network = new Network();
    await start(network, 50);
    await writeSilently('carla', Date.now() + hour);
    await network.says('enrol carla sip password-of-carla-1');
  });

  /** An entry of which no message tells: it was lost, or time alone changed it. */
  async function writeSilently(name: string, until: number): Promise<void> {
    const sealed = new Sealer(key).seal({ ...softphone(name), until });
    await redis.hset('centralino:softphones', name, sealed);
  }
});
