import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Redis } from 'ioredis';
import { listCalls, readJournal } from './journals.ts';

/** A value about a person that came out somewhere. The value itself is not in here: this is for a test's message. */
export interface Leak {
  readonly where: string;
  readonly what: string;
}

/** Values about people, each with what it is; whatever a system writes can be searched for them. */
export class PersonalValues {
  readonly #patterns = new Map<string, { what: string; pattern: RegExp }>();

  /** @param value letters and digits; of fewer than six characters it is too common to be searched for */
  add(what: string, value: string): void {
    if (value.length < 6) return;
    // A short number may be part of a longer one by chance; a long one may not.
    const pattern =
      /^\d+$/.test(value) && value.length < 9
        ? new RegExp(`(?<!\\d)${value}(?!\\d)`)
        : new RegExp(value.replace(/[^\w]/g, '\\$&'), 'i');
    this.#patterns.set(value, { what, pattern });
  }

  get size(): number {
    return this.#patterns.size;
  }

  /** What of them is in a text. */
  in(where: string, text: string): Leak[] {
    return [...this.#patterns.values()]
      .filter(({ pattern }) => pattern.test(text))
      .map(({ what }) => ({ where, what }));
  }
}

/** Where the back office keeps its citizens (to hold them is its purpose), and audio, which is searched by name only. */
const notRead = /^(back-office|audio)(\/|$)/;

/** Searches all files of a data folder, and their names. */
export async function leaksInFiles(directory: string, values: PersonalValues): Promise<Leak[]> {
  const leaks: Leak[] = [];
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(directory, path);
    leaks.push(...values.in('the name of a file', name));
    if (entry.isFile() && !notRead.test(name)) {
      // A file may go between the list and the look.
      leaks.push(...values.in(name, await readFile(path, 'latin1').catch(() => '')));
    }
  }
  return leaks;
}

/** Searches all keys and values of a Redis. */
export async function leaksInRedis(url: string, values: PersonalValues): Promise<Leak[]> {
  const redis = new Redis(url);
  try {
    const leaks: Leak[] = [];
    for (const key of await redis.keys('*')) {
      leaks.push(...values.in(`Redis ${key}`, `${key} ${await contentsOf(redis, key)}`));
    }
    return leaks;
  } finally {
    redis.disconnect();
  }
}

async function contentsOf(redis: Redis, key: string): Promise<string> {
  const type = await redis.type(key);
  switch (type) {
    case 'string':
      return (await redis.get(key)) ?? '';
    case 'hash':
      return JSON.stringify(await redis.hgetall(key));
    case 'list':
      return JSON.stringify(await redis.lrange(key, 0, -1));
    case 'set':
      return JSON.stringify(await redis.smembers(key));
    case 'zset':
      return JSON.stringify(await redis.zrange(key, '0', '-1'));
    case 'stream':
      return JSON.stringify(await redis.xrange(key, '-', '+'));
    case 'none':
      return '';
    default:
      throw new Error(`a value of type ${type} in Redis cannot be searched: add it here`);
  }
}

/** Searches the journals of all calls. */
export async function leaksInJournals(httpUrl: string, values: PersonalValues): Promise<Leak[]> {
  const leaks: Leak[] = [];
  const calls = await listCalls(httpUrl);
  leaks.push(...values.in('the list of calls', JSON.stringify(calls)));
  for (const { id } of calls) {
    leaks.push(...values.in(`the journal of ${id}`, JSON.stringify(await readJournal(httpUrl, id))));
  }
  return leaks;
}

/** The files below a folder that hold these bytes. @throws Error when there are hardly any files: then nothing was looked at */
export async function filesWith(folder: string, bytes: Buffer): Promise<readonly string[]> {
  const found: string[] = [];
  let looked = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    looked += 1;
    // A file may go between the list and the look.
    const contents = await readFile(path).catch(() => Buffer.alloc(0));
    if (contents.includes(bytes)) found.push(path.slice(folder.length));
  }
  if (looked <= 20) throw new Error(`${folder} holds only ${looked} files`);
  return found;
}
