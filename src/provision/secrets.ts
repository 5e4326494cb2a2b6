import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { withLock } from './lock.ts';
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
  /** What engines show to the records. */
  recordsToken: secret,
  /** Key of what is about people in the records. */
  recordsKey: secret,
  /** What people of operations show to the records. */
  opsToken: secret,
  /** What the institution's portal shows to issue PINs. */
  portalToken: secret,
  /** What offices show to hear voice messages. */
  officeToken: secret,
  /** What the operators' desk shows to the records. */
  deskToken: secret,
});

/** The secrets of one installation: each 32 random bytes, in hexadecimal. */
export type Secrets = z.infer<typeof Secrets>;

/** Those that the first release did not have: an installation that is older gets them. */
const later = ['recordsToken', 'recordsKey', 'opsToken', 'portalToken', 'officeToken', 'deskToken'] as const;
const First = Secrets.omit({
  recordsToken: true,
  recordsKey: true,
  opsToken: true,
  portalToken: true,
  officeToken: true,
  deskToken: true,
});
const lockTimeoutMs = 10_000;

/**
 * The secrets in `dataDir`/secrets.json (mode 0600), made at the first call. Two processes that ask at once get the same.
 * @throws ProvisionError when the file is there but is not what it should be; what is in it is never changed
 */
export async function loadOrCreateSecrets(dataDir: string): Promise<Secrets> {
  const path = join(dataDir, 'secrets.json');
  await mkdir(dataDir, { recursive: true });
  const found = (await readIfThere(path)) ?? (await create(path));
  const text = lacksLater(parseJson(found)) ? await addLater(path) : found;
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

function lacksLater(data: unknown): boolean {
  return First.loose().safeParse(data).success && later.some((name) => !Object.hasOwn(Object(data), name));
}

function addLater(path: string): Promise<string> {
  return withLock(
    `${path}.lock`,
    lockTimeoutMs,
    () => undefined,
    async () => {
      const held = First.loose().parse(parseJson(await readFile(path, 'utf8')));
      await rename(await writeBeside(path, { ...generate(later), ...held }), path);
      return readFile(path, 'utf8');
    },
  );
}

function generate(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, randomBytes(32).toString('hex')]));
}

/** @returns the path of a file of its own in the same folder */
async function writeBeside(path: string, secrets: unknown): Promise<string> {
  const beside = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  await writeFile(beside, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flush: true });
  return beside;
}

async function create(path: string): Promise<string> {
  const beside = await writeBeside(path, generate(Object.keys(Secrets.shape)));
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
