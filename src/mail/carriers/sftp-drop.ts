import { createHash, timingSafeEqual } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import SftpClient from 'ssh2-sftp-client';
import { z } from 'zod';
import { within } from './deadline.ts';
import { CarrierFailure, type FailureKind } from './failure.ts';

export interface SftpOptions {
  readonly name?: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** One of the two. */
  readonly login: { readonly privateKey: string } | { readonly password: string };
  /** SHA-256 of the host's key in base64, as `ssh-keygen -lf` shows it after `SHA256:`; another host gets nothing. */
  readonly hostKeySha256: string;
  /** Folder there, in which each batch gets one of its own. */
  readonly directory: string;
  /** Milliseconds for one batch. */
  readonly timeoutMs?: number | undefined;
}

export interface Brought {
  /** Files that went over now; the others were there. */
  readonly uploaded: number;
}

const together = 8;
const sftpError = z.object({
  code: z.union([z.string(), z.number()]).optional(),
  message: z.string().default(''),
});

/**
 * Brings a batch of the postal spool to where the post takes it from. A file appears there under its name only when it is
 * whole (`.part`, then a rename), and the manifest last: who sees a manifest sees all that it lists. May be asked again for
 * the same batch: what is there is not sent twice.
 */
export class SftpDrop {
  readonly name: string;
  readonly #options: SftpOptions;

  constructor(options: SftpOptions) {
    this.name = options.name ?? 'sftp';
    this.#options = options;
  }

  /**
   * @param batch its folder here, complete, and its name there
   * @throws CarrierFailure for what may work later, and nothing else
   */
  async bring(
    batch: { readonly name: string; readonly folder: string },
    signal: AbortSignal,
  ): Promise<Brought> {
    const client = new SftpClient(this.name, {
      // What befalls the connection fails the step under way; nobody else needs to hear of it.
      error: () => undefined,
      end: () => undefined,
      close: () => undefined,
    });
    try {
      return await within(this.name, signal, this.#options.timeoutMs ?? 10 * 60_000, (overall) =>
        this.#bring(client, batch, overall),
      );
    } catch (error) {
      throw this.#judge(error);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async #bring(
    client: SftpClient,
    { name, folder }: { readonly name: string; readonly folder: string },
    signal: AbortSignal,
  ): Promise<Brought> {
    await this.#connect(client, signal);
    const target = `${this.#options.directory.replace(/\/+$/, '')}/${name}`;
    await client.mkdir(target, true);
    const there = new Map((await client.list(target)).map(({ name: file, size }) => [file, size]));
    const files = (await readdir(folder)).filter((file) => !file.startsWith('.')).sort();
    const letters = files.filter((file) => !isManifest(file));
    let uploaded = 0;
    const bringOne = async (file: string) => {
      const { size } = await stat(join(folder, file));
      // A letter under a name is always the same one; a manifest is written anew when it has to be.
      if (there.get(file) === size && !isManifest(file)) return;
      const part = `${target}/.${file}.part`;
      await client.fastPut(join(folder, file), part);
      const { size: arrived } = await client.stat(part);
      if (arrived !== size) throw new CarrierFailure(this.name, 'connection-lost', 'incomplete');
      await client.posixRename(part, `${target}/${file}`);
      uploaded += 1;
    };
    const queue = letters.values();
    const worker = async () => {
      for (const file of queue) {
        signal.throwIfAborted();
        await bringOne(file);
      }
    };
    await Promise.all(Array.from({ length: together }, worker));
    for (const file of files.filter(isManifest)) {
      signal.throwIfAborted();
      await bringOne(file);
    }
    return { uploaded };
  }

  async #connect(client: SftpClient, signal: AbortSignal): Promise<void> {
    const { host, port, user, login, hostKeySha256, timeoutMs = 20_000 } = this.#options;
    const expected = Buffer.from(hostKeySha256.replace(/^SHA256:/, ''), 'base64');
    let known = true;
    signal.addEventListener('abort', () => void client.end().catch(() => undefined), { once: true });
    try {
      await client.connect({
        host,
        port,
        username: user,
        ...('privateKey' in login ? { privateKey: login.privateKey } : { password: login.password }),
        readyTimeout: Math.min(timeoutMs, 20_000),
        keepaliveInterval: 10_000,
        keepaliveCountMax: 3,
        hostVerifier: (key: Buffer) => {
          const digest = createHash('sha256').update(key).digest();
          known = digest.length === expected.length && timingSafeEqual(digest, expected);
          return known;
        },
      });
    } catch (error) {
      if (!known) throw new CarrierFailure(this.name, 'insecure', 'host key');
      throw error;
    }
  }

  /** Messages of the library name paths: only codes are kept. */
  #judge(error: unknown): CarrierFailure {
    if (error instanceof CarrierFailure) return error;
    const { code, message = '' } = sftpError.safeParse(error).data ?? {};
    // The library gives these two no code of their own.
    if (/authentication methods failed/.test(message)) return new CarrierFailure(this.name, 'not-authorised');
    if (/Timed out while waiting for handshake/.test(message))
      return new CarrierFailure(this.name, 'timeout');
    const detail = code === undefined ? undefined : String(code);
    return new CarrierFailure(this.name, kinds[detail ?? ''] ?? 'connection-lost', detail);
  }
}

function isManifest(file: string): boolean {
  return file.startsWith('manifest.');
}

/** Codes of sockets, of the library, and of SFTP (draft-ietf-secsh-filexfer-02 section 7). */
const kinds: Readonly<Record<string, FailureKind>> = {
  ECONNREFUSED: 'unreachable',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ERR_NOT_CONNECTED: 'connection-lost',
  // Permission denied: the account is not allowed to write there.
  '3': 'not-authorised',
  // Failure: most often a full disk.
  '4': 'busy',
  EACCES: 'internal',
  ENOENT: 'internal',
};
