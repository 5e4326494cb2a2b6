import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { longestFlow } from './limits.ts';
import { readSource } from './read-text.ts';
import { Source } from './source.ts';

/** What is wrong with a text, as `line:column code`. */
function problems(text: string): string[] {
  return new Source('f.yaml', text).problems.map(({ line, column, code }) => `${line}:${column} ${code}`);
}

const letters = 'bcdefghij';
const bomb = `a: &a [x, x]\n${[...letters].map((name, index) => `${name}: &${name} [*${'abcdefghi'[index]}, *${'abcdefghi'[index]}]\n`).join('')}`;

describe('a YAML text', () => {
  test.each([
    ['plain', 'a: 1\nb: { c: [1, 2] }\n'],
    ['with Windows line ends', 'a: 1\r\nb:\r\n  c: 2\r\n'],
    ['with a byte order mark', '\uFEFFa: 1\n'],
    ['with names of the language itself', '__proto__: 1\nconstructor: 2\n'],
  ])('%s has no problems', (_name, text) => {
    expect(problems(text)).toEqual([]);
  });

  test.each([
    ['that is empty', '', '1:1 empty'],
    ['of blanks', ' \n\n', '1:1 empty'],
    ['with a tab as indentation', 'a:\n\tb: 1\n', '2:1 yaml'],
    ['with a key twice', 'a:\n  b: 1\n  c: 2\n  b: 3\n', '4:3 duplicate-key'],
    ['of two documents', 'a: 1\n---\nb: 2\n', '2:1 yaml'],
    ['cut off in a list', 'a: 1\nb: [1,\n', '3:1 yaml'],
    ['cut off in a text', 'a: "some', '1:9 yaml'],
    ['cut off behind a key (found by fuzzing)', '- |\na---\n<<: ', '2:1 yaml'],
    ['cut off behind an alias (found by fuzzing)', '*a>-\na\n<<: ', '2:1 yaml'],
    ['with an alias', 'a: &x 1\nb: *x\n', '2:4 alias'],
    ['that multiplies itself', bomb, '2:8 alias'],
    ['with a map as a key', '? { a: 1 }\n: 2\n', '1:3 yaml'],
    ['with an unknown tag', 'a: !env HOME\n', '1:4 yaml'],
    ['with a zero byte', 'a: 1\n\0', '1:1 not-text'],
    ['of ten megabytes', 'a: b\n'.repeat(2_000_000), '1:1 too-long'],
    ['of brackets only', '['.repeat(100_000), '1:1 too-deep'],
    ['of dashes only', '- '.repeat(100_000), '1:1 too-deep'],
    [
      'of maps in maps',
      Array.from({ length: 60 }, (_, level) => `${' '.repeat(level)}a:\n`).join(''),
      '41:41 too-deep',
    ],
  ])('%s is refused at its place', (_name, text, expected) => {
    const [first] = problems(text);
    expect(first).toBe(expected);
    for (const { message, mend } of new Source('f.yaml', text).problems) {
      expect(message).not.toBe('');
      expect(mend).not.toBe('');
    }
  });

  test('finds its places again', () => {
    const source = new Source('f.yaml', 'a:\n  b: [x, "y z"]\n  c: { d: word }\n');
    expect(source.position(['a', 'b', 1])).toEqual({ line: 2, column: 10 });
    expect(source.position(['a', 'c', 'd'])).toEqual({ line: 3, column: 8 });
    expect(source.position(['a', 'nothing', 'here'])).toEqual({ line: 1, column: 1 });
    const remark = { code: 'x', message: 'm', mend: 'n' };
    expect(source.findingInValue(['a', 'b', 1], remark, 2)).toMatchObject({ line: 2, column: 13 });
    expect(source.findingInValue(['a', 'c', 'd'], remark)).toMatchObject({ line: 3, column: 11 });
  });

  test('never throws, and says where', () => {
    const piece = fc.constantFrom(
      'a',
      ': ',
      '\n',
      '  ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '&a ',
      '*a',
      '!t ',
      '"',
      "'",
      '|\n',
      '>-\n',
      '? ',
      '#',
      '\t',
      '\r',
      '---\n',
      '<<: ',
      '%',
      ',',
      '\uFEFF',
      '\0',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 60 }).map((parts) => parts.join('')),
        ),
        (text) => {
          const source = new Source('f.yaml', text);
          expect(() => source.data).not.toThrow();
          const lines = text.replace(/^\uFEFF/, '').split('\n');
          for (const { line, column } of source.problems) {
            expect(line).toBeGreaterThanOrEqual(1);
            expect(line).toBeLessThanOrEqual(lines.length);
            expect(column).toBeGreaterThanOrEqual(1);
            expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('a file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'centralino-source-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const read = async (name: string) => {
    const { problems, data } = await readSource(join(folder, name));
    return {
      data,
      problems: problems.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`),
    };
  };

  test('is read, also through a link', async () => {
    await writeFile(join(folder, 'good.yaml'), '\uFEFFa: 1\r\n');
    await symlink(join(folder, 'good.yaml'), join(folder, 'link.yaml'));
    expect(await read('good.yaml')).toEqual({ data: { a: 1 }, problems: [] });
    expect(await read('link.yaml')).toEqual({ data: { a: 1 }, problems: [] });
  });

  test('that is not there, a link to nothing, a folder or a device is a problem, not an exception', async () => {
    await symlink(join(folder, 'nothing'), join(folder, 'broken.yaml'));
    await mkdir(join(folder, 'folder.yaml'));
    expect(await read('gone.yaml')).toMatchObject({ problems: ['1:1 unreadable the file is not there'] });
    expect(await read('broken.yaml')).toMatchObject({ problems: ['1:1 unreadable the file is not there'] });
    expect(await read('folder.yaml')).toMatchObject({ problems: ['1:1 unreadable this is not a file'] });
    expect((await readSource('/dev/zero')).problems).toMatchObject([{ code: 'unreadable' }]);
  });

  test('that is not UTF-8 says on which line', async () => {
    await writeFile(join(folder, 'latin.yaml'), Buffer.from('a: 1\nb: perch\xe9\n', 'latin1'));
    await writeFile(join(folder, 'wide.yaml'), Buffer.from('\uFEFFa: 1\n', 'utf16le'));
    expect((await read('latin.yaml')).problems).toEqual([expect.stringContaining('line 2 has other bytes')]);
    expect((await read('wide.yaml')).problems).toEqual([expect.stringContaining('it is UTF-16')]);
  });

  test('that is too long is not read at all', async () => {
    await writeFile(join(folder, 'long.yaml'), 'a'.repeat(longestFlow + 1));
    expect((await read('long.yaml')).problems).toEqual([expect.stringContaining('too-long')]);
  });

  test('that nobody may read', async () => {
    await writeFile(join(folder, 'secret.yaml'), 'a: 1\n');
    await chmod(join(folder, 'secret.yaml'), 0);
    const { data, problems } = await read('secret.yaml');
    // The superuser may read everything.
    if (process.getuid?.() === 0) expect(data).toEqual({ a: 1 });
    else expect(problems).toEqual([expect.stringContaining('cannot be read')]);
  });
});
