import { expect, test } from '@jest/globals';
import { staleFiles } from '../src/cli/schema-files.ts';
import { projectDir } from './support/parts.ts';

test('what is made from the schemas is up to date (npx centralino schema --write)', async () => {
  expect(await staleFiles(projectDir)).toEqual([]);
});
