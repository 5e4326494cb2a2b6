import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import pino from 'pino';
import { openDatabase } from '../../store/open.ts';
import { fillContract } from './fill.contract.ts';
import { deriveKeys } from './keys.ts';

fillContract('pglite', () => openDatabase({ logger: pino({ level: 'silent' }) }));

test('a pepper that is too short is refused', () => {
  expect(() => deriveKeys(randomBytes(31))).toThrow('needs 32');
});
