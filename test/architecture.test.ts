import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { projectDir } from './support/parts.ts';

/** The rooms of src/, from the top down; a room imports only from rooms of a lower row, or from itself. */
const rows = [
  ['cli'],
  ['bench', 'faults'],
  ['rig'],
  ['engine', 'worker'],
  ['live', 'graph', 'rehearsal'],
  ['console', 'desk', 'wall', 'project', 'prompt-jobs', 'config', 'log'],
  ['takeover'],
  ['operators'],
  ['call', 'admission', 'matching'],
  ['simulation', 'queues'],
  [
    'flow',
    'telephony',
    'speech',
    'numbers',
    'pills',
    'backoffice',
    'mail',
    'surveys',
    'voice-messages',
    'conversations',
    'call-backs',
    'provision',
    'caller',
    'staff',
  ],
  ['store', 'web', 'versions', 'input', 'source'],
  ['domestic-work', 'pagopa', 'document-content'],
  ['codice-fiscale', 'random', 'clock', 'metrics', 'tracing'],
  ['privacy'],
] as const;

const src = join(projectDir, 'src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && statSync(join(src, name)).isFile(),
);
const room = (path: string) => path.split('/')[0]?.replace(/\.ts$/, '') ?? '';
const rowOf = (name: string) => rows.findIndex((row) => row.some((one) => one === name));

describe('the rooms', () => {
  test('are all in the plan', () => {
    expect([...new Set(files.map(room))].filter((name) => rowOf(name) === -1)).toEqual([]);
  });

  test('import downwards only', () => {
    const upwards = files
      .filter((file) => !file.endsWith('.test.ts') && !file.endsWith('.contract.ts'))
      .flatMap((file) => {
        const imports = [...readFileSync(join(src, file), 'utf8').matchAll(/from '(\.[^']+)'/g)];
        return imports
          .map(([, target = '']) => relative(src, normalize(join(src, dirname(file), target))))
          .filter((target) => room(target) !== room(file) && rowOf(room(target)) <= rowOf(room(file)))
          .map((target) => `${file} imports ${target}`);
      });
    expect(upwards).toEqual([]);
  });
});
