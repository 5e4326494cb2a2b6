import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import fastify from 'fastify';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectDir } from '../../test/support/parts.ts';
import { inputKinds } from '../input/kinds.ts';
import { flowJsonSchema, settingsJsonSchema } from './schema.ts';
import { stepKinds } from './steps/index.ts';

/** The validator that fastify comes with judges, as an editor would. */
const judge = fastify({
  ajv: { customOptions: { strict: false, allErrors: true, coerceTypes: false, removeAdditional: false } },
});

beforeAll(() => {
  judge.post('/flow', { schema: { body: flowJsonSchema() } }, async () => 'fits');
  judge.post('/settings', { schema: { body: settingsJsonSchema() } }, async () => 'fits');
});

async function verdict(kind: 'flow' | 'settings', data: unknown): Promise<string> {
  const response = await judge.inject({
    method: 'POST',
    url: `/${kind}`,
    payload: JSON.stringify(data),
    headers: { 'content-type': 'application/json' },
  });
  return response.body;
}

const flow = (step: unknown) => ({ flow: 'prova', title: 'Prova', start: 'a', steps: { a: step } });
const examples = [...stepKinds.values(), ...inputKinds.values()].map(
  ({ example }) => Object.values(z.record(z.string(), z.unknown()).parse(parse(example)))[0],
);

describe('the schema that editors use', () => {
  const files = readdirSync(join(projectDir, 'flows')).filter(
    (name) =>
      name.endsWith('.yaml') &&
      !/\.test\.yaml$|^(numbers|hours|queues|destinations|desk|coverage|settings|identity|mailing|pills|boxes)\.yaml$/.test(
        name,
      ),
  );
  test.each(files)('accepts %s', async (name) => {
    expect(await verdict('flow', parse(readFileSync(join(projectDir, 'flows', name), 'utf8')))).toBe('fits');
  });

  test('accepts the settings', async () => {
    const text = readFileSync(join(projectDir, 'flows/settings.yaml'), 'utf8');
    expect(await verdict('settings', parse(text))).toBe('fits');
  });

  test.each(examples.map((step) => [JSON.stringify(step), step]))('accepts %s', async (_text, step) => {
    expect(await verdict('flow', flow(step))).toBe('fits');
  });

  test.each([
    ['a step of no kind', { sya: 'p.x', then: 'a' }],
    ['a key that the kind does not have', { say: 'p.x', then: 'a', interupt: false }],
    ['a key that is missing', { menu: { '1': 'a' }, say: 'p.x' }],
    ['an input kind that is not there', { ask: 'digit', say: 'p.x', save: 'x', then: 'a', failed: 'a' }],
    [
      'an option of another input kind',
      { ask: 'pin', between: [1, 2], say: 'p.x', save: 'x', then: 'a', failed: 'a' },
    ],
    ['an option that is missing', { ask: 'digits', say: 'p.x', save: 'x', then: 'a', failed: 'a' }],
    ['a menu key of two digits', { menu: { '12': 'a' }, say: 'p.x', failed: 'a' }],
  ])('refuses %s', async (_name, step) => {
    expect(await verdict('flow', flow(step))).not.toBe('fits');
  });

  test('explains every key', () => {
    const unexplained: string[] = [];
    for (const kind of stepKinds.values()) {
      const { properties } = z
        .looseObject({ properties: z.record(z.string(), z.looseObject({})) })
        .parse(z.toJSONSchema(kind.schema, { io: 'input', unrepresentable: 'any' }));
      for (const [name, one] of Object.entries(properties))
        if (!one['description']) unexplained.push(`${kind.kind}.${name}`);
    }
    expect(unexplained).toEqual([]);
  });
});
