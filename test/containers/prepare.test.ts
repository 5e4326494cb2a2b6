/** `centralino containers` where something is wrong: one line says what, and what to do. Docker is a script that answers. */
import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { prepare } from '../../src/cli/containers-prepare.ts';
import { projectDir, testDir, testPort, toolsDir } from '../support/parts.ts';
import { mayMount, smallDisk } from '../support/small-disk.ts';

const path = process.env['PATH'];
let dir: Awaited<ReturnType<typeof testDir>>;
let dockerDir: string;

beforeEach(async () => {
  dir = await testDir();
  dockerDir = join(dir.path, 'docker');
  await mkdir(dockerDir);
});
afterEach(async () => {
  process.env['PATH'] = path;
  await dir.remove();
});

/** A Docker that is well and has the base image, and keeps its images below `root`. */
async function docker(root: string): Promise<void> {
  const info = JSON.stringify({ IPv4Forwarding: true, DockerRootDir: root });
  const script = `#!/bin/sh\ncase $1 in compose) echo 2.40.3;; info) echo '${info}';; ps) ;; *) echo 1.51;; esac\n`;
  await mkdir(join(dir.path, 'bin'));
  await writeFile(join(dir.path, 'bin/docker'), script, { mode: 0o755 });
  process.env['PATH'] = `${join(dir.path, 'bin')}:/usr/bin:/bin`;
}

/** What it says, or why it refuses. */
async function prepared(profile: 'development' | 'production' = 'development'): Promise<string> {
  const said: string[] = [];
  const say = (line: string) => said.push(line);
  const given = { profile, base: 'anywhere', dockerDir, toolsDir, report: () => undefined, say } as const;
  return await prepare(given).then(
    () => said.join('\n'),
    (error: Error) => {
      expect(error.message).not.toContain('\n');
      return error.message;
    },
  );
}

test('everything is made, and said; a second time nothing is', async () => {
  await docker('/');
  await writeFile(join(dockerDir, '.env'), await freePorts('development'));
  expect(await prepared()).toMatch(
    /^docker\/secrets: made .*\ndocker\/\.env: there already\ndebian:forky-slim: there already\nThen: docker compose/,
  );
  expect(await prepared()).toContain('docker/secrets: all there\n');
});

test('settings for production say what only the institution knows, and stay for production', async () => {
  await docker('/');
  await writeFile(join(dockerDir, '.env'), await freePorts('production'));
  expect(await prepared('production')).toContain('Write into docker/.env: TRUNK_ADDRESSES, BACKOFFICE_URL\n');
  expect(await prepared('development')).toBe(
    'docker/.env is for production: change COMPOSE_PROFILES in it, or move it away to have one made for development',
  );
});

/** Settings with ports that nobody has. */
async function freePorts(profile: string): Promise<string> {
  const rtp = await testPort();
  return [
    `COMPOSE_PROFILES=${profile}`,
    ...(profile === 'production'
      ? []
      : ['TRUNK_ADDRESSES=192.0.2.1', 'BACKOFFICE_URL=http://back-office:8300']),
    `SIP_PORT=${await testPort()}`,
    `DESK_PORT=${await testPort()}`,
    `RTP_START=${rtp}`,
    `RTP_END=${rtp}`,
    '',
  ].join('\n');
}

test('a port that is taken: which, and the setting that chooses another', async () => {
  await docker('/');
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  const settings = await freePorts('development');
  try {
    await writeFile(join(dockerDir, '.env'), settings.replace(/SIP_PORT=\d+/, `SIP_PORT=${port}`));
    expect(await prepared()).toBe(
      `SIP port ${port} (UDP on 127.0.0.1) is taken by another program: choose another with SIP_PORT in docker/.env`,
    );
    await writeFile(join(dockerDir, '.env'), settings.replace(/RTP_END=\d+/, `RTP_END=${port}`));
    expect(await prepared()).toBe(
      `audio (RTP) port ${port} (UDP on 127.0.0.1) is taken by another program: choose another with RTP_START and RTP_END in docker/.env`,
    );
  } finally {
    socket.close();
  }
});

(mayMount ? test : test.skip)('too little room where Docker keeps its images: nothing is made', async () => {
  const disk = await smallDisk(16);
  try {
    await docker(disk.path);
    expect(await prepared()).toMatch(
      /^too little room for images below \S+: 4\.5 GB are needed, 4\.5 GB are missing; free them \(docker system prune\)/,
    );
    expect(await readdir(dockerDir)).toEqual([]);
  } finally {
    await disk.remove();
  }
});

test.each([
  [
    ['prepare'],
    /^centralino containers: Docker cannot be used \(the program docker is missing\): start its daemon, or install it/,
  ],
  // What npm run test:containers begins with.
  [
    ['run', '--', 'true'],
    /^centralino containers: there is no Docker \(the program docker is missing\), and none can be run here \(.+\): start/,
  ],
])('no Docker: centralino containers %s ends with one line', (args, words) => {
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [join(projectDir, 'dist/cli/main.js'), 'containers', ...args],
    { env: { ...process.env, PATH: dir.path }, encoding: 'utf8' },
  );
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr.trim()).toMatch(words);
  expect(stderr.trim()).not.toContain('\n');
});
