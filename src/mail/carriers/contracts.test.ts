import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { postalProviderDocument } from './postal-provider/contract.ts';
import { smsProviderDocument } from './sms-provider/contract.ts';

test.each([
  ['postal-provider', postalProviderDocument],
  ['sms-provider', smsProviderDocument],
])('%s/openapi.json is the contract (UPDATE_OPENAPI=1 writes it anew)', (folder, make) => {
  const written = new URL(`./${folder}/openapi.json`, import.meta.url);
  const document = JSON.parse(JSON.stringify(make()));
  if (process.env['UPDATE_OPENAPI'] === '1') writeFileSync(written, `${JSON.stringify(document, null, 2)}\n`);
  expect(JSON.parse(readFileSync(written, 'utf8'))).toEqual(document);
});

test('nothing personal has a way into a URL: paths hold the id that the provider gave', () => {
  for (const document of [postalProviderDocument(), smsProviderDocument()]) {
    const paths = Object.keys(JSON.parse(JSON.stringify(document)).paths);
    expect(paths).toHaveLength(2);
    for (const path of paths) expect(path).toMatch(/^\/(letters|messages)(\/\{id\})?$/);
  }
});
