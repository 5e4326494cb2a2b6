/** Flows and prompts change under a running engine: who hears what, what is refused, and the way back. */
import { spawn } from 'node:child_process';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { Line } from '../support/line.ts';
import { projectDir } from '../support/parts.ts';
import type { Person } from '../support/person.ts';
import { until } from '../support/until.ts';

const statusSchema = z.object({
  version: z.string(),
  refused: z
    .object({ findings: z.array(z.object({ code: z.string(), file: z.string(), message: z.string() })) })
    .nullable(),
});
type Status = z.infer<typeof statusSchema>;

const oldWords = 'Per i lavoratori domestici,';
const newWords = 'Per chi lavora in casa,';

let line: Line;
let first: Status;

beforeAll(async () => {
  line = await Line.start({ flowChanges: [] });
  first = await status();
}, 600_000);

afterAll(async () => {
  await line?.stop();
});

afterEach(async () => {
  await line.everybodyHangsUp();
  await line.nobodyLeft();
}, 60_000);

const url = (path: string) => `${line.stack.httpUrl}${path}`;
const flowFile = (name: string) => join(line.dataDir, 'flows', name);
const promptFile = (name: string) => join(line.dataDir, 'prompts', name);

async function status(): Promise<Status> {
  const response = await fetch(url('/api/flows'), { signal: AbortSignal.timeout(10_000) });
  return statusSchema.parse(await response.json());
}

async function change(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  expect(text).toContain(from);
  await writeFile(file, text.replace(from, to));
}

/** Waits until new calls get another version than this one. */
function liveAfter(version: string): Promise<Status> {
  return until('another version', async () => {
    const now = await status();
    return now.version === version ? undefined : now;
  });
}

const refused = () => until('a refusal', async () => (await status()).refused ?? undefined);
const nothingRefused = () => until('no refusal', async () => (await status()).refused === null || undefined);

/** What the main menu says, asked for once more. */
async function menuAgain(person: Person): Promise<string> {
  await person.presses('9');
  return (await person.hears('principale.scelta')).text ?? '';
}

async function centralino(...words: string[]): Promise<{ code: number | null; output: string }> {
  const folders = ['--flows', join(line.dataDir, 'flows'), '--prompts', join(line.dataDir, 'prompts')];
  const main = join(projectDir, 'dist/cli/main.js');
  const child = spawn(process.execPath, [main, ...words, ...folders, '--data', line.dataDir]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

test('a changed text is for the next call; the call under way keeps the old one, even on an engine that came anew', async () => {
  const before = await line.callToMenu();
  await change(promptFile('it/principale.yaml'), oldWords, newWords);
  const { version } = await liveAfter(first.version);
  expect(await menuAgain(before)).toContain(oldWords);

  const after = await line.callToMenu();
  expect(await menuAgain(after)).toContain(newWords);
  await after.hangsUp();

  line.engine.kill('SIGKILL');
  await line.engine.exited;
  await line.startEngine();
  expect((await status()).version).toBe(version);
  await before.isCarriedOn();
  const resumed = await before.hears('sistema.riprendiamo');
  expect(resumed.text).toContain(oldWords);
  expect(await menuAgain(before)).toContain(oldWords);
}, 120_000);

test('an invalid change is refused whole, and said; a file that is gone changes nothing either', async () => {
  const { version } = await status();
  await change(flowFile('principale.yaml'), 'then: informazioni', 'then: da-nessuna-parte');
  const { findings } = await refused();
  expect(findings).toContainEqual(
    expect.objectContaining({
      file: flowFile('principale.yaml'),
      message: expect.stringContaining('da-nessuna-parte'),
    }),
  );
  const asked = await fetch(url('/api/reload'), { method: 'POST', signal: AbortSignal.timeout(10_000) });
  expect(asked.status).toBe(422);
  const metrics = await (await fetch(url('/metrics'), { signal: AbortSignal.timeout(10_000) })).text();
  expect(metrics).toContain('centralino_flows_change_refused 1');
  expect(metrics).toContain(`centralino_flows_info{version="${version}"} 1`);

  const person = await line.callToMenu();
  await person.presses('7');
  await person.hears('principale.menu-altro.inizio');
  await person.presses('4');
  await person.hears('principale.informazioni');
  await person.hangsUp();

  await change(flowFile('principale.yaml'), 'then: da-nessuna-parte', 'then: informazioni');
  await nothingRefused();
  expect((await status()).version).toBe(version);

  await rename(promptFile('de'), promptFile('de.away'));
  const gone = await refused();
  expect(gone.findings.map(({ file }) => file)).toContain(promptFile('de.yaml'));
  await rename(promptFile('de.away'), promptFile('de'));
  await nothingRefused();
  const plan = await readFile(flowFile('numbers.yaml'));
  await rm(flowFile('numbers.yaml'));
  expect(JSON.stringify((await refused()).findings)).toContain('numbers.yaml');
  await writeFile(flowFile('numbers.yaml'), plan);
  await nothingRefused();
  expect((await status()).version).toBe(version);
}, 120_000);

test('an engine that is started while the files are not all right takes calls on the version before', async () => {
  const { version } = await status();
  await change(flowFile('saluto.yaml'), 'flow: saluto', 'flow: [saluto');
  await refused();
  await line.engine.stop();
  await line.startEngine();
  const started = await status();
  expect(started.version).toBe(version);
  expect(started.refused).not.toBeNull();
  await (await line.callToMenu()).hangsUp();
  await change(flowFile('saluto.yaml'), 'flow: [saluto', 'flow: saluto');
  await nothingRefused();
}, 120_000);

test('a roll-back brings the old words back, and is a version like any other', async () => {
  const { version } = await status();
  expect((await centralino('diff', first.version)).output).toContain(newWords);
  const unsaved = await readFile(promptFile('it/principale.yaml'), 'utf8');
  await writeFile(promptFile('it/principale.yaml'), `${unsaved}\nmai-vista: { x: "{" }\n`);
  expect(await centralino('rollback', 'previous')).toMatchObject({ code: 2 });
  await writeFile(promptFile('it/principale.yaml'), unsaved);

  const back = await centralino('rollback', 'previous', '--author', 'Anna', '--message', 'as it was');
  expect(back).toEqual({ code: 0, output: expect.stringContaining(first.version) });
  expect((await liveAfter(version)).version).toBe(first.version);
  expect(await readFile(promptFile('it/principale.yaml'), 'utf8')).toContain(oldWords);
  const person = await line.callToMenu();
  expect(await menuAgain(person)).toContain(oldWords);
  await person.hangsUp();

  const list = await centralino('versions', '--json');
  expect(JSON.parse(list.output)).toMatchObject({
    current: first.version,
    versions: [
      { version: first.version, author: 'Anna', message: 'as it was' },
      { version, message: 'changed prompts/it/principale.yaml' },
      { version: first.version },
    ],
  });
}, 120_000);

test('SIGHUP makes the engine look at once', async () => {
  const { version } = await status();
  await change(promptFile('it/principale.yaml'), oldWords, newWords);
  process.kill(line.engine.pid, 'SIGHUP');
  await liveAfter(version);
  expect((await status()).refused).toBeNull();
}, 60_000);
