import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { portalOpenApiDocument } from './contract.ts';

const written = new URL('./openapi.json', import.meta.url);

test("openapi.json is the contract of the portal's operations (UPDATE_OPENAPI=1 writes it anew)", () => {
  if (process.env['UPDATE_OPENAPI'] === '1') {
    writeFileSync(written, `${JSON.stringify(portalOpenApiDocument(), null, 2)}\n`);
  }
  expect(JSON.parse(readFileSync(written, 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(portalOpenApiDocument())),
  );
});

test('neither a codice fiscale nor a PIN has a way into a URL', () => {
  for (const [path, item] of Object.entries(portalOpenApiDocument().paths)) {
    expect(path).toMatch(/^\/portale\/[a-z/]+$/);
    expect(Object.keys(item)).toEqual(['post']);
    expect(item.post.parameters.map((parameter) => parameter.in)).toEqual(['header']);
  }
});
