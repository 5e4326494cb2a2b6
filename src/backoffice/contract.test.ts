import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { openApiDocument } from './contract.ts';
import { operations } from './operations/index.ts';

const written = new URL('./openapi.json', import.meta.url);

test('openapi.json is the contract of the operations (UPDATE_OPENAPI=1 writes it anew)', () => {
  if (process.env['UPDATE_OPENAPI'] === '1') {
    writeFileSync(written, `${JSON.stringify(openApiDocument(), null, 2)}\n`);
  }
  expect(JSON.parse(readFileSync(written, 'utf8'))).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
});

test('personal data have no way into a URL', () => {
  const document = openApiDocument();
  expect(Object.keys(document.paths).sort()).toEqual(operations.map(({ path }) => path).sort());
  for (const [path, item] of Object.entries(document.paths)) {
    expect(Object.keys(item)).toEqual(['post']);
    expect(path).not.toMatch(/[{?]/);
    expect(item.post.parameters.map((parameter) => parameter.in)).toEqual(['header']);
  }
});

test('personal fields are marked in the contract', () => {
  const cerca = openApiDocument().paths['/persone/cerca'];
  expect(cerca?.post.requestBody.content['application/json'].schema).toMatchObject({
    additionalProperties: false,
    required: ['chiavi'],
    properties: { chiavi: { type: 'string', 'x-sensitive': 'codice-fiscale' } },
  });
});
