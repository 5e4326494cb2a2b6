import { expect, test } from '@jest/globals';
import { UsageError } from './command.ts';
import { faults } from './faults.ts';

test('without a kind calls are hurt: their options are read', async () => {
  expect(faults.usage).toContain('without KIND: calls');
  await expect(faults.run({ calls: 'many' }, [])).rejects.toThrow('--calls');
  await expect(faults.run({ requests: '10' }, [])).rejects.toThrow('faults calls takes no --requests');
});

test('a kind that is none, and more than one, are told apart from none', async () => {
  await expect(faults.run({}, ['call'])).rejects.toThrow(UsageError);
  await expect(faults.run({}, ['calls', 'soak'])).rejects.toThrow('write which faults: calls, operators');
});
