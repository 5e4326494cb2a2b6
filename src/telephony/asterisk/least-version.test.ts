import { expect, test } from '@jest/globals';
import { whyTooOld } from './least-version.ts';

test.each(['22.7.0', '22.10.1~dfsg+~cs6.17.60671434-1', '23.0.0', '100.1', 'GIT-master-abcdef', ''])(
  '%s will do',
  (version) => expect(whyTooOld(version)).toBeUndefined(),
);

test.each([
  ['22.6.3', '22.6'],
  ['20.6.0~dfsg+~cs6.13.40431414-2build5', '20.6'],
  ['certified/20.7-cert2', '20.7'],
  ['18.10.0', '18.10'],
])('%s is too old, in one line that says what to do', (version, said) => {
  const why = whyTooOld(version);
  expect(why).toContain(`Asterisk ${said} is too old: install 22.7 or newer`);
  expect(why).not.toContain('\n');
});
