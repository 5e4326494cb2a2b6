import { expect, test } from '@jest/globals';
import { FindingsError } from '../source/finding.ts';
import { Source } from '../source/source.ts';
import { readBoxes } from './boxes.ts';

const read = (text: string) => readBoxes(new Source('flows/boxes.yaml', text));

test('a box has a title, a time after which its messages go, and a longest message', () => {
  const boxes = read('boxes:\n  note: { title: Notes, retention-days: 30, max-seconds: 60 }\n');
  expect([...boxes.values()]).toEqual([{ name: 'note', title: 'Notes', retentionDays: 30, maxSeconds: 60 }]);
});

test.each([
  ['without a time', 'boxes:\n  note: { title: Notes, max-seconds: 60 }\n', 2],
  ['kept for ever', 'boxes:\n  note: { title: Notes, retention-days: 9999, max-seconds: 60 }\n', 2],
  [
    'of a name that no step can write',
    'boxes:\n  La Nota: { title: N, retention-days: 3, max-seconds: 60 }\n',
    2,
  ],
  [
    'with longer messages than there can be',
    'boxes:\n  n: { title: N, retention-days: 3, max-seconds: 601 }\n',
    2,
  ],
])('a box %s is refused at its place', (_what, text, line) => {
  let error: unknown;
  try {
    read(text);
  } catch (thrown) {
    error = thrown;
  }
  const findings = error instanceof FindingsError ? error.findings : [];
  expect(findings.map((one) => [one.file, one.line])).toEqual([['flows/boxes.yaml', line]]);
});
