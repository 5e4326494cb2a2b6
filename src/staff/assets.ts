import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

/** One file as it is served. */
export interface Asset {
  readonly type: string;
  readonly body: Buffer;
  readonly etag: string;
}

/** A folder whose files are served below a path. */
export interface AssetFolder {
  /** `/sip.js/`. */
  readonly at: `/${string}/` | '/';
  readonly folder: string;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Reads the files of the folders into memory, once: no path of a request ever reaches the file system. `index.html`
 * is served under its folder's own path.
 */
export async function readAssets(folders: readonly AssetFolder[]): Promise<ReadonlyMap<string, Asset>> {
  const assets = new Map<string, Asset>();
  for (const { at, folder } of folders) {
    for (const name of await readdir(folder, { recursive: true })) {
      const type = types[extname(name)];
      if (type === undefined) continue;
      const body = await readFile(join(folder, name));
      const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
      const path = at + name.split(sep).join('/');
      assets.set(path.replace(/(^|\/)index\.html$/, '$1'), { type, body, etag });
    }
  }
  return assets;
}
