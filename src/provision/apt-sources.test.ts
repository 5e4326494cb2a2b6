import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parsePrintUris } from './apt.ts';
import { debianMirror, mirrorInDeb822, mirrorInOneLine } from './apt-sources.ts';

test('one-line sources: the first Debian archive, not security, not a comment, not another vendor', () => {
  const text = [
    '# deb http://commented.example/debian bookworm main',
    'deb-src http://source.example/debian bookworm main',
    'deb https://packages.example/apt cloud-bookworm main',
    'deb http://security.example/debian-security bookworm-security main',
    'deb [arch=amd64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] https://mirror.example/debian/ bookworm main contrib',
    'deb http://second.example/debian bookworm main',
  ].join('\n');
  expect(mirrorInOneLine(text)).toBe('https://mirror.example/debian');
  expect(mirrorInOneLine('deb http://archive.ubuntu.com/ubuntu noble main')).toBeUndefined();
});

test('deb822 sources: folded and several URIs, disabled paragraphs', () => {
  const text = `Types: deb
Enabled: no
URIs: http://off.example/debian
Suites: bookworm

Types: deb
# URIs: http://commented.example/debian
URIs: http://other.example/apt
 http://mirror.example/debian/
Suites: bookworm
`;
  expect(mirrorInDeb822(text)).toBe('http://mirror.example/debian');
  expect(mirrorInDeb822('Types: deb\nURIs: http://x.example/debian-security\n')).toBeUndefined();
});

test('the machine: sources.list before sources.list.d, else what to set', async () => {
  const etc = await mkdtemp(join(tmpdir(), 'centralino-apt-'));
  await expect(debianMirror(etc, '')).rejects.toThrow('set CENTRALINO_DEBIAN_MIRROR');
  await mkdir(join(etc, 'sources.list.d'));
  await writeFile(join(etc, 'sources.list.d/debian.sources'), 'URIs: http://a.example/debian\n');
  expect(await debianMirror(etc, '')).toBe('http://a.example/debian');
  await writeFile(join(etc, 'sources.list'), 'deb http://b.example/debian bookworm main\n');
  expect(await debianMirror(etc, '')).toBe('http://b.example/debian');
  expect(await debianMirror(etc, 'http://c.example/debian/')).toBe('http://c.example/debian');
  await rm(etc, { recursive: true });
});

test('what apt would fetch', () => {
  const text = [
    'Reading package lists...',
    "'http://m.example/debian/pool/main/r/redis/redis-tools_8.0.6-3_amd64.deb' redis-tools_5%3a8.0.6-3_amd64.deb 1294872 MD5Sum:99ae",
    "'http://m.example/debian/pool/main/libs/libstdc++6_16.2.0-3_amd64.deb' libstdc++6_16.2.0-3_amd64.deb 823236 SHA256:aa",
  ].join('\n');
  expect(parsePrintUris(text)).toEqual([
    { packageName: 'redis-tools', bytes: 1294872 },
    { packageName: 'libstdc++6', bytes: 823236 },
  ]);
});
