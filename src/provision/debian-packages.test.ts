import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { isNeeded, LINE_PACKAGES, POSTGRES_PACKAGES } from './debian-packages.ts';

test('the images install the same packages', async () => {
  const dockerfile = await readFile('docker/Dockerfile', 'utf8');
  const installed = [...dockerfile.matchAll(/apt-get install -y ([^&]*) &&/g)].flatMap(([, names = '']) =>
    names.split(' '),
  );
  expect(installed).toEqual(
    expect.arrayContaining([...LINE_PACKAGES.packages, ...POSTGRES_PACKAGES.packages]),
  );
});

test('what only serves an installation is left out, libraries and programs are not', () => {
  for (const name of [
    'adduser',
    'perl-base',
    'libperl5.42',
    'gnupg-l10n',
    'libpam-modules-bin',
    'postgresql-common-dev',
  ]) {
    expect(isNeeded(name)).toBe(false);
  }
  for (const name of [
    'asterisk',
    'asterisk-modules',
    'libc6',
    'libpq5',
    'libssl3t64',
    'redis-tools',
    'postgresql-18',
  ]) {
    expect(isNeeded(name)).toBe(true);
  }
});
