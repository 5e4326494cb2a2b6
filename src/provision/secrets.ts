import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ProvisionError } from './provision-error.ts';

const secret = z.string().regex(/^[0-9a-f]{64}$/, 'must be 32 bytes in hexadecimal');

const Secrets = z.strictObject({
  /** Password of the ARI user. */
  ariPassword: secret,
  /** Key that seals sensitive values in checkpoints and journals. */
  sealKey: secret,
  /** Mixed into the hash of a PIN. */
  pinPepper: secret,
  /** Key of the pseudonyms that stand for callers. */
  pseudonymKey: secret,
  /** What the engine shows to the back office. */
  backofficeToken: secret,
  redisPassword: secret,
});

/** The secrets of one installation: each 32 random bytes, in hexadecimal. */
export type Secrets = z.infer<typeof Secrets>;

/**
 * The secrets in `dataDir`/secrets.json (mode 0600), made at the first call. Two processes that ask at once get the same.
 * @throws ProvisionError when the file is there but is not what it should be; it is never overwritten
 */
export async function loadOrCreateSecrets(dataDir: string): Promise<Secrets> {
  const path = join(dataDir, 'secrets.json');
  await mkdir(dataDir, { recursive: true });
  const text = (await readIfThere(path)) ?? (await create(path));
  const parsed = Secrets.safeParse(parseJson(text));
  if (!parsed.success) {
    const fields = [
      ...new Set(parsed.error.issues.map((issue) => issue.path.join('.') || issue.message)),
    ].join(', ');
    throw new ProvisionError(`${path} is damaged (${fields}); restore it, or delete it to make new secrets`);
  }
  await chmod(path, 0o600);
  return parsed.data;
}

async function create(path: string): Promise<string> {
  const made = Object.fromEntries(
    Object.keys(Secrets.shape).map((name) => [name, randomBytes(32).toString('hex')]),
  );
  const beside = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  await writeFile(beside, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flush: true });
  // A hard link fails when the name is taken: whoever comes first decides, and nobody reads half a file.
  await link(beside, path).catch((error: unknown) => {
    if (!isCode(error, 'EEXIST')) throw error;
  });
  await unlink(beside);
  return readFile(path, 'utf8');
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
