/** docker/ as far as it can be judged without a daemon: nothing here is built or started. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { asteriskConfig } from '../../src/config/asterisk.ts';
import { backOfficeConfig } from '../../src/config/back-office.ts';
import { deskConfig } from '../../src/config/desk.ts';
import { engineConfig } from '../../src/config/engine.ts';
import { recordsConfig, workerConfig, workerNodeOptions } from '../../src/config/worker.ts';
import { BASE_IMAGE } from '../../src/provision/base-image.ts';
import { secretNames } from '../../src/provision/container-settings.ts';
import { whyTooOld } from '../../src/telephony/asterisk/least-version.ts';
import { projectDir } from '../support/parts.ts';

const read = (name: string) => readFile(join(projectDir, 'docker', name), 'utf8');

const service = z.looseObject({
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  secrets: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  read_only: z.boolean(),
  cap_drop: z.array(z.string()),
});
const compose = z.looseObject({
  services: z.record(z.string(), service),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
  volumes: z.record(z.string(), z.unknown()),
});

const text = await read('compose.yaml');
const file = compose.parse(parse(text, { merge: true, maxAliasCount: 1_000 }));

test('what the images copy is there, and the base is the one that can be made', async () => {
  const dockerfile = await read('Dockerfile');
  const sources = [...dockerfile.matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, words = '']) =>
    words.split(' ').slice(0, -1),
  );
  expect(sources.length).toBeGreaterThan(8);
  expect(sources.filter((source) => !existsSync(join(projectDir, source)))).toEqual([]);
  expect(dockerfile).toContain(`ARG BASE=${BASE_IMAGE}\n`);
  // What goes into an image may not be left out of what a build sees.
  const seen = (await read('Dockerfile.dockerignore')).match(/^!.*$/gm)?.map((line) => line.slice(1)) ?? [];
  const unseen = sources.filter(
    (source) =>
      !seen.some(
        (name) =>
          source === name ||
          source.startsWith(`${name}/`) ||
          (name === 'docker/*.sh' && source.endsWith('.sh')),
      ),
  );
  expect(unseen).toEqual([]);
});

test('an Asterisk that is too old ends the build in one line; the engine says the same of one that runs', async () => {
  const dockerfile = await read('Dockerfile');
  const [, pattern = ''] = /asterisk -V \| grep -qE '([^']+)'/.exec(dockerfile) ?? [];
  const versions = ['20.19.0', '22.1.0', '22.6.2', '22.7.0', '22.10.1~dfsg+~cs6.17', '23.0.0', '24.2.1'];
  for (const version of versions) {
    const builds = new RegExp(pattern).test(`Asterisk ${version}-1`);
    expect([version, builds]).toEqual([version, whyTooOld(version) === undefined]);
  }
  // An older one lacks modules, and would be told by their absence.
  const check = dockerfile.indexOf('RUN asterisk -V');
  expect(check).toBeGreaterThan(dockerfile.indexOf('apt-get install -y asterisk'));
  expect(check).toBeLessThan(dockerfile.indexOf('/tmp/modules*.conf'));
  expect(dockerfile).toMatch(
    /echo 'this Asterisk is too old: 22\.7 or newer is needed .*; give a newer base image .*' >&2; exit 1/,
  );
});

test('the compose file is of the present specification', () => {
  expect(Object.keys(file)).not.toContain('version');
  expect(Object.keys(file.services).sort()).toEqual(
    ['asterisk', 'asterisk-conf', 'back-office', 'desk', 'engine', 'postgres', 'redis', 'worker'].sort(),
  );
});

test('every secret is a file; none is in an environment, none has a default', () => {
  expect(
    Object.keys(file.secrets)
      .filter((name) => name !== 'ca')
      .sort(),
  ).toEqual([...secretNames].sort());
  for (const [name, { file: path }] of Object.entries(file.secrets)) {
    if (name !== 'ca')
      expect(path).toMatch(/^\$\{CENTRALINO_SECRETS:\?there are no secrets yet - run .*\}\//);
  }
  for (const [name, { environment, secrets }] of Object.entries(file.services)) {
    const secret = Object.keys(environment).filter((key) => /PASSWORD|TOKEN|KEY|PEPPER|_URL_FILE/.test(key));
    for (const key of secret) {
      expect(`${name} ${key}`).toMatch(/_FILE$/);
      expect(secrets).toContain(environment[key]?.replace('/run/secrets/', ''));
    }
  }
});

test('each part is told what it knows, and nothing else', () => {
  const known = {
    'asterisk-conf': [asteriskConfig],
    engine: [engineConfig],
    worker: [workerConfig, recordsConfig],
    desk: [deskConfig],
    'back-office': [backOfficeConfig],
  };
  for (const [name, schemas] of Object.entries(known)) {
    const names = new Set(schemas.flatMap((schema) => Object.keys(schema.shape)));
    const told = Object.keys(file.services[name]?.environment ?? {}).filter((key) => key !== 'NODE_OPTIONS');
    expect(told.filter((key) => !names.has(key) && !names.has(key.replace(/_FILE$/, '')))).toEqual([]);
  }
  expect(file.services['worker']?.environment['NODE_OPTIONS']).toBe(workerNodeOptions.join(' '));
});

test('nobody may write beside the volumes, and everything that stays is in a volume that is declared', () => {
  for (const { read_only: readOnly, cap_drop: drop, volumes } of Object.values(file.services)) {
    expect(readOnly).toBe(true);
    expect(drop).toEqual(['ALL']);
    for (const volume of volumes) expect(Object.keys(file.volumes)).toContain(volume.split(':')[0]);
  }
});

test('what is open to the outside is on the loopback unless somebody says otherwise', () => {
  for (const { ports } of Object.values(file.services)) {
    for (const port of ports) expect(port).toMatch(/^(127\.0\.0\.1|\$\{SIP_ADDRESS:-127\.0\.0\.1\}):/);
  }
});
