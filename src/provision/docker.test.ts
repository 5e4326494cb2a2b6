import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { assertDocker, assertRoom, whyNoDocker } from './docker.ts';

let dir: string;
const path = process.env['PATH'];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'centralino-docker-'));
});
afterEach(async () => {
  process.env['PATH'] = path;
  await rm(dir, { recursive: true });
});

/** A `docker` that answers as a real one does in a given state. */
async function dockerSays(script: string): Promise<void> {
  await writeFile(join(dir, 'docker'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  process.env['PATH'] = `${dir}:/usr/bin:/bin`;
}

async function refusal(): Promise<string> {
  const message = await assertDocker(1).then(
    () => 'accepted',
    (error: Error) => error.message,
  );
  expect(message).not.toContain('\n');
  return message;
}

test('no Docker at all, and a daemon that does not answer', async () => {
  process.env['PATH'] = dir;
  expect(await whyNoDocker()).toBe('the program docker is missing');
  expect(await refusal()).toContain(
    'Docker cannot be used (the program docker is missing): start its daemon',
  );
  await dockerSays('echo "Cannot connect to the Docker daemon at unix:///nowhere." >&2; exit 1');
  expect(await refusal()).toContain(
    '(Cannot connect to the Docker daemon at unix:///nowhere.): start its daemon',
  );
});

test('a daemon that is too old', async () => {
  await dockerSays('case $1 in version) echo 1.43;; *) exit 1;; esac');
  expect(await refusal()).toBe('the Docker daemon is too old (API 1.43): install Docker 25 or newer');
});

test('a Compose that is missing or too old, and no buildx', async () => {
  await dockerSays('case $1 in version) echo 1.51;; *) exit 1;; esac');
  expect(await refusal()).toBe(
    'Docker Compose is missing: install 2.24 or newer (Debian: docker-compose of forky)',
  );
  await dockerSays('case $1 in version) echo 1.51;; compose) echo 2.17.3;; *) exit 1;; esac');
  expect(await refusal()).toContain('Docker Compose 2.17.3 is too old: install 2.24 or newer');
  await dockerSays('case $1 in version) echo 1.51;; compose) echo v2.40.3;; *) exit 1;; esac');
  expect(await refusal()).toContain('install buildx');
});

test('too little room says how much is missing and what to do', async () => {
  await expect(assertRoom(dir, 1)).resolves.toBeUndefined();
  await expect(assertRoom(dir, 1e18)).rejects.toThrow(
    /^too little room for images below \S+: 1000000000\.0 GB are needed, [\d.]+ GB are missing; free them/,
  );
});
