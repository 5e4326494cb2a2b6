/** Reads the Debian mirror out of the machine's own apt sources, so that we use the one its owner chose. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProvisionError } from './provision-error.ts';

/**
 * The mirror to fetch Debian packages from: CENTRALINO_DEBIAN_MIRROR, else the first Debian archive in the apt
 * sources of this machine.
 * @throws ProvisionError when there is none
 */
export async function debianMirror(
  aptDir = '/etc/apt',
  chosen = process.env['CENTRALINO_DEBIAN_MIRROR'] ?? '',
): Promise<string> {
  if (chosen !== '') return chosen.replace(/\/+$/, '');
  for (const file of await sourceFiles(aptDir)) {
    const text = await readFile(file, 'utf8').catch(() => '');
    const mirror = file.endsWith('.sources') ? mirrorInDeb822(text) : mirrorInOneLine(text);
    if (mirror !== undefined) return mirror;
  }
  throw new ProvisionError(
    `no Debian archive in the apt sources (${aptDir}): set CENTRALINO_DEBIAN_MIRROR to the address of a mirror`,
  );
}

/** The first Debian archive in the one-line form: `deb [options] URI suite component...`. */
export function mirrorInOneLine(text: string): string | undefined {
  for (const line of text.split('\n')) {
    const match = /^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+\S+/.exec(line);
    if (match?.[1] !== undefined && isDebianArchive(match[1])) return withoutSlash(match[1]);
  }
  return undefined;
}

/** The first Debian archive in the deb822 form: paragraphs of `Field: value`. */
export function mirrorInDeb822(text: string): string | undefined {
  for (const paragraph of text.split(/\n\s*\n/)) {
    const lines = paragraph.split('\n').filter((line) => !line.startsWith('#'));
    const unfolded = lines.join('\n').replace(/\n[ \t]+/g, ' ');
    if (/^enabled:\s*(no|false)\s*$/im.test(unfolded)) continue;
    const uris = /^uris:\s*(.*)$/im.exec(unfolded)?.[1]?.trim().split(/\s+/) ?? [];
    const mirror = uris.find(isDebianArchive);
    if (mirror !== undefined) return withoutSlash(mirror);
  }
  return undefined;
}

/** By convention the main archive's path ends in /debian (security, backports of others and Ubuntu's do not). */
function isDebianArchive(uri: string): boolean {
  return /^https?:\/\/\S+\/debian\/*$/.test(uri);
}

function withoutSlash(uri: string): string {
  return uri.replace(/\/+$/, '');
}

async function sourceFiles(aptDir: string): Promise<string[]> {
  const parts = join(aptDir, 'sources.list.d');
  const names = await readdir(parts).catch(() => []);
  const files = names.filter((name) => name.endsWith('.list') || name.endsWith('.sources')).sort();
  return [join(aptDir, 'sources.list'), ...files.map((name) => join(parts, name))];
}
