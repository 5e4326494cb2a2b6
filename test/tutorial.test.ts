/** docs/flussi.md does what it promises: its tutorial is followed word by word, on a copy. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadService } from '../src/project.ts';
import { FindingsError } from '../src/source/finding.ts';
import { languages } from '../src/speech/language.ts';
import { projectDir } from './support/parts.ts';
import { Walk } from './support/walk.ts';

let dir: string;

/** The code block of the page that is marked with a file name. */
async function block(file: string): Promise<string> {
  const page = await readFile(join(projectDir, 'docs/flussi.md'), 'utf8');
  const [, text] = page.split(`\`\`\`yaml ${file}\n`);
  if (text === undefined) throw new Error(`the page has no block for ${file}`);
  return text.slice(0, text.indexOf('```'));
}

async function change(file: string, from: string | RegExp, to: string): Promise<void> {
  const text = await readFile(join(dir, file), 'utf8');
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`${file} has nothing like ${String(from)}`);
  await writeFile(join(dir, file), changed);
}

const load = () => loadService(join(dir, 'flows'), join(dir, 'prompts'));

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'centralino-tutorial-'));
  for (const name of ['flows', 'prompts'])
    await cp(join(projectDir, name), join(dir, name), {
      recursive: true,
      filter: (path) => !path.endsWith('.test.yaml'),
    });
  await writeFile(join(dir, 'flows/scadenze.yaml'), await block('flows/scadenze.yaml'));
  const words = await block('prompts/it/scadenze.yaml');
  for (const language of languages) await writeFile(join(dir, `prompts/${language}/scadenze.yaml`), words);
  await change(
    'flows/principale.yaml',
    '  altro:\n    menu:\n',
    '  altro:\n    menu:\n      - { say: scadenze.scelta, then: scadenze }\n',
  );
  await change('flows/principale.yaml', /$/, '\n  scadenze: { go: scadenze }\n');
});

afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

describe('the tutorial', () => {
  test('gives a service that can be walked through', async () => {
    const { project, messages } = await load();
    const walk = new Walk(project, { flow: 'principale' }).press('7104');
    expect(walk.at).toBe('scadenze/contributi');
    const said = () => {
      const [spoken] = walk.spoken.slice(-1);
      return spoken === undefined ? '' : messages.format(spoken.prompt, spoken.language, spoken.values).text;
    };
    expect(said()).toContain('versamento dei contributi');
    walk.listenAll().press('105');
    expect(said()).toBe('In questo mese non ci sono scadenze.');
    walk.listenAll().press('113');
    expect(walk.lastPrompts[0]).toBe('input.month.inesistente');
    expect(walk.press('*').at).toBe('scadenze/altro');
    expect(walk.press('10#').at).toMatch(/^operatore\//);
    const silent = new Walk(project, { flow: 'scadenze' });
    for (let time = 0; time < 3; time++) silent.listenAll().silence();
    expect(silent.at).toMatch(/^operatore\//);
  });

  test('shows the finding that a mistake gives', async () => {
    const file = join(dir, 'flows/scadenze.yaml');
    const good = await readFile(file, 'utf8');
    await writeFile(file, good.replace('otherwise: nessuna', 'otherwise: nesuna'));
    const error: unknown = await load().catch((reason: unknown) => reason);
    await writeFile(file, good);
    expect(error).toBeInstanceOf(FindingsError);
    const page = await readFile(join(projectDir, 'docs/flussi.md'), 'utf8');
    const shown = /^prova\/(flows\/scadenze\.yaml:.*)$/m.exec(page)?.[1] ?? 'not shown';
    expect(String(error)).toContain(shown);
  });
});
