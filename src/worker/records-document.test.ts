import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { recordsDocument } from './records-document.ts';

const written = new URL('./openapi.json', import.meta.url);

test('openapi.json is the contract of the records (UPDATE_OPENAPI=1 writes it anew)', () => {
  const document = JSON.parse(JSON.stringify(recordsDocument()));
  if (process.env['UPDATE_OPENAPI'] === '1') writeFileSync(written, `${JSON.stringify(document, null, 2)}\n`);
  expect(JSON.parse(readFileSync(written, 'utf8'))).toEqual(document);
});
