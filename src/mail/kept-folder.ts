import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { deriveKey } from '../privacy/derive-key.ts';
import { mac } from '../privacy/mac.ts';
import { Sealer } from '../privacy/seal.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import { fromWire, toWire } from '../privacy/wire.ts';
import { services } from './routes.ts';

const keptSchema = z.object({
  /** Epoch ms. */
  at: z.number(),
  service: z.enum(services),
  operation: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  language: z.string(),
  idempotencyKey: z.string(),
  /** Id of the call. */
  call: z.string().optional(),
});
/** A request as it is kept: what the records need, and nothing that says whose it is outside the seal. */
export type KeptRequest = Readonly<z.output<typeof keptSchema>>;

const named = /^(\d{13})-[0-9a-f]{32}\.sealed$/;
const unfinished = '.part';

/** The folder is as full as it may be. */
export class FolderFull extends Error {
  constructor(most: number) {
    super(`${most} requests are kept already: the records have been away for too long`);
    this.name = 'FolderFull';
  }
}

/**
 * Sealed requests in a folder, a file each: whole or not there at all, also after a power cut. The name has the time
 * and a keyed digest of what is asked, so that the same request is there once. Engines may share it.
 */
export class KeptFolder {
  readonly #path: string;
  readonly #sealer: Sealer;
  readonly #nameKey: Buffer;
  readonly #most: number;
  /** By digest, oldest first. */
  readonly #files = new Map<string, { readonly name: string; readonly at: number }>();

  private constructor(path: string, key: Buffer, most: number) {
    this.#path = path;
    this.#sealer = new Sealer(deriveKey(key, 'centralino kept requests: seal'));
    this.#nameKey = deriveKey(key, 'centralino kept requests: name');
    this.#most = most;
  }

  /** @param most files that it may hold @throws an error of Node for a folder that cannot be used */
  static async open(given: { path: string; key: Buffer; most: number }): Promise<KeptFolder> {
    await mkdir(given.path, { recursive: true, mode: 0o700 });
    const folder = new KeptFolder(given.path, given.key, given.most);
    for (const name of (await readdir(given.path)).sort()) {
      if (name.endsWith(unfinished)) await rm(join(given.path, name), { force: true });
      const at = named.exec(name)?.[1];
      if (at !== undefined) folder.#files.set(digestOf(name), { name, at: Number(at) });
    }
    return folder;
  }

  get size(): number {
    return this.#files.size;
  }

  /** The oldest first. */
  get names(): readonly { readonly name: string; readonly at: number }[] {
    return [...this.#files.values()];
  }

  /** Writes a request, through to the disk. @throws FolderFull, an error of Node (ENOSPC): it is not kept then */
  async put(request: KeptRequest): Promise<void> {
    const what = toWire([request.service, request.operation, request.arguments]);
    const digest = mac(this.#nameKey, what).toString('hex').slice(0, 32);
    if (this.#files.has(digest)) return;
    if (this.#files.size >= this.#most) throw new FolderFull(this.#most);
    const name = `${String(request.at).padStart(13, '0')}-${digest}.sealed`;
    this.#files.set(digest, { name, at: request.at });
    const part = join(this.#path, `${name}${unfinished}`);
    try {
      await writeThrough(part, this.#sealer.seal(new Sensitive('persona', toWire(request))));
      await rename(part, join(this.#path, name));
      await syncFolder(this.#path);
    } catch (error) {
      this.#files.delete(digest);
      await rm(part, { force: true }).catch(() => {});
      throw error;
    }
  }

  /** @throws SealError, ZodError, an error of Node: it cannot be read */
  async read(name: string): Promise<KeptRequest> {
    const sealed = this.#sealer.open(await readFile(join(this.#path, name), 'utf8'));
    const text = sealed instanceof Sensitive ? sealed.reveal() : undefined;
    return keptSchema.parse(fromWire(JSON.parse(z.string().parse(text))));
  }

  /** Leaves a file that cannot be read where it is, under a name that nobody reads: with the right key it still can. */
  async setAside(name: string): Promise<void> {
    this.#files.delete(digestOf(name));
    await rename(join(this.#path, name), join(this.#path, `${name}.unreadable`));
  }

  async remove(name: string): Promise<void> {
    this.#files.delete(digestOf(name));
    await rm(join(this.#path, name), { force: true });
  }
}

function digestOf(name: string): string {
  return name.slice(14, 46);
}

async function writeThrough(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
