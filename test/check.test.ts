import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sarif } from '../src/cli/findings/sarif.ts';
import { coloured, findingBlock, plain } from '../src/cli/findings/text.ts';
import { inspectService, loadService } from '../src/project.ts';
import { FindingsError } from '../src/source/finding.ts';
import { projectDir } from './support/parts.ts';

let folder: string;
let flows: string;
let prompts: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'centralino-check-'));
  flows = join(folder, 'flows');
  prompts = join(folder, 'prompts');
});
beforeEach(async () => {
  await rm(flows, { recursive: true, force: true });
  await rm(prompts, { recursive: true, force: true });
  await cp(join(projectDir, 'flows'), flows, { recursive: true });
  await cp(join(projectDir, 'prompts'), prompts, { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const edit = async (file: string, change: (text: string) => string) =>
  writeFile(file, change(await readFile(file, 'utf8')));
const short = async () => {
  const { findings } = await inspectService(flows, prompts);
  return findings.map(({ file, line, code }) => `${basename(file)}:${line} ${code}`);
};

describe('the flows and prompts of the project', () => {
  test('have nothing wrong and nothing doubtful', async () => {
    const { findings, service } = await inspectService(flows, prompts);
    expect(findings).toEqual([]);
    expect(service?.project.flows.size).toBeGreaterThan(5);
  });

  test('mistakes in several files are found at once', async () => {
    await edit(join(flows, 'principale.yaml'), (text) =>
      text.replace('failed: operatore', 'failed: operatori'),
    );
    await writeFile(join(prompts, 'fr/sistema.yaml'), 'sistema: {');
    await edit(join(prompts, 'de/stato-domanda.yaml'), (text) =>
      text.replace('{presentata, date, long}', '{presentata, number}'),
    );
    await edit(join(flows, 'hours.yaml'), (text) => text.replace('zone: Europe/Rome', 'zone: Europe/Roma'));
    await edit(join(flows, 'numbers.yaml'), (text) => text.replace('country: BE', 'country: BB'));
    const found = await short();
    expect(found).toEqual(expect.arrayContaining(['hours.yaml:4 syntax']));
    expect(found.filter((one) => /^stato-domanda.yaml:\d+ prompt-values$/.test(one))).not.toEqual([]);
    // Where the numbers cannot be read, calls begin in the flows that no other one enters.
    expect(found.filter((one) => one.includes('identity-level'))).toEqual([]);
    expect(found.filter((one) => /^principale.yaml:\d+ missing-target$/.test(one))).not.toEqual([]);
    expect(found.filter((one) => /^sistema.yaml:\d+ yaml$/.test(one))).not.toEqual([]);
    expect(found.filter((one) => /^numbers.yaml:\d+ number-plan$/.test(one))).not.toEqual([]);
    // What a broken file may hold is not called missing.
    expect(found.filter((one) => one.includes('missing-prompt'))).toEqual([]);
    await expect(loadService(flows, prompts)).rejects.toBeInstanceOf(FindingsError);
  });

  test('a file that went away is named', async () => {
    await rm(join(flows, 'saluto.yaml'));
    await rm(join(flows, 'numbers.yaml'));
    await rm(join(prompts, 'pl'), { recursive: true });
    const found = await short();
    expect(found).toEqual(expect.arrayContaining(['numbers.yaml:1 unreadable', 'pl.yaml:1 unreadable']));
    expect(found).toEqual(expect.arrayContaining([expect.stringMatching(/unknown-flow$/)]));
  });

  test('folders that are not there are findings too', async () => {
    const { findings, service } = await inspectService(join(folder, 'no'), join(folder, 'nothing'));
    expect(service).toBeUndefined();
    expect(findings.map((finding) => basename(finding.file))).toEqual(
      expect.arrayContaining(['settings.yaml', 'numbers.yaml', 'hours.yaml', 'it.yaml']),
    );
  });

  test('whatever is done to a file, the answer is findings at places that are there', async () => {
    const names = [
      ...(await readdir(flows)).filter((name) => name.endsWith('.yaml')).map((name) => join('flows', name)),
      join('prompts', 'it', 'principale.yaml'),
    ];
    const snippet = fc.constantFrom(
      '\t',
      '\r\n',
      '\n',
      ': ',
      '- ',
      '[',
      '}',
      '&a ',
      '*a',
      '"',
      "'",
      '!x ',
      '$x',
      '{n, plural, ',
      '\0',
      '\uFEFF',
      '__proto__',
      'a: 1\n',
      '---\n',
      '0',
      ' ',
      '|\n',
      '\u2028',
      'constructor',
    );
    const change = fc.oneof(
      fc.record({ cut: fc.nat() }),
      fc.record({ at: fc.nat(), put: fc.oneof(snippet, fc.string({ maxLength: 5 })) }),
      fc.record({ at: fc.nat(), drop: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ line: fc.nat(), twice: fc.constant(true) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        async (name, changes) => {
          const file = join(folder, name);
          const before = await readFile(file, 'utf8');
          let text = before;
          for (const one of changes) {
            if ('cut' in one) text = text.slice(0, one.cut % (text.length + 1));
            else if ('put' in one) text = splice(text, one.at, 0, one.put);
            else if ('drop' in one) text = splice(text, one.at, one.drop, '');
            else text = repeatLine(text, one.line);
          }
          await writeFile(file, text);
          try {
            const { findings } = await inspectService(flows, prompts);
            for (const finding of findings) {
              expect(finding.mend).not.toBe('');
              const lines = (await readFile(finding.file, 'utf8')).replace(/^\uFEFF/, '').split('\n');
              expect(finding.line).toBeLessThanOrEqual(lines.length);
              expect(finding.column).toBeLessThanOrEqual((lines[finding.line - 1]?.length ?? 0) + 1);
            }
          } finally {
            await writeFile(file, before);
          }
        },
      ),
      { numRuns: 25 },
    );
  }, 600_000);
});

function splice(text: string, at: number, drop: number, put: string): string {
  const start = at % (text.length + 1);
  return text.slice(0, start) + put + text.slice(start + drop);
}

function repeatLine(text: string, line: number): string {
  const lines = text.split('\n');
  const index = line % lines.length;
  return lines.toSpliced(index, 0, lines[index] ?? '').join('\n');
}

describe('a finding', () => {
  const finding = {
    severity: 'error',
    code: 'missing-target',
    file: '/project/flows/a b.yaml',
    line: 2,
    column: 7,
    message: 'there is no step "fien"',
    mend: 'Did you mean "fine"?',
  } as const;
  const lines = ['x:', 'then: fien # here'];

  test('is shown with its line and a mark', () => {
    expect(findingBlock(finding, () => lines, plain).split('\n')).toEqual([
      '/project/flows/a b.yaml:2:7: error [missing-target] there is no step "fien"',
      '     |',
      '   2 | then: fien # here',
      '     |       ^^^^',
      '     = mend: Did you mean "fine"?',
    ]);
    expect(findingBlock(finding, () => undefined, plain).split('\n')).toHaveLength(2);
    expect(findingBlock(finding, () => lines, coloured)).toContain('\u001B[31merror\u001B[0m');
  });

  test('a long line is cut around the mark', () => {
    const far = { ...finding, line: 1, column: 5001 };
    const [, , shown = '', mark = ''] = findingBlock(far, () => [`${'x'.repeat(5000)} y`], plain).split('\n');
    expect(shown.length).toBeLessThan(140);
    expect(mark.length).toBeLessThan(140);
  });

  test('is a result in SARIF, with a relative address', () => {
    const [run] = sarif(
      [finding, { ...finding, severity: 'warning', code: 'a-rule' }],
      '/project',
      '1.0.0',
    ).runs;
    expect(run?.tool.driver.rules.map((rule) => rule.id)).toEqual(['a-rule', 'missing-target']);
    expect(run?.results[0]).toEqual({
      ruleId: 'missing-target',
      ruleIndex: 1,
      level: 'error',
      message: { text: 'there is no step "fien". Did you mean "fine"?' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'flows/a%20b.yaml' },
            region: { startLine: 2, startColumn: 7 },
          },
        },
      ],
    });
    expect(run?.results[1]).toMatchObject({ level: 'warning', ruleIndex: 0 });
  });
});
