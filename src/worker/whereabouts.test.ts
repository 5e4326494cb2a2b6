import { expect, test } from '@jest/globals';
import pino from 'pino';
import { tappe } from '../backoffice/operations/invii.ts';
import { channels } from '../mail/kind.ts';
import { states } from '../mail/states.ts';
import { stageOf } from '../mail/whereabouts.ts';
import { openDatabase } from '../store/open.ts';
import { whereaboutsContract } from './whereabouts.contract.ts';

whereaboutsContract('pglite', () => openDatabase({ logger: pino({ level: 'silent' }) }));

test('every state is told in words of the contract, and all of the words are used', () => {
  const told = channels.flatMap((channel) => states.map((state) => stageOf(state, channel)));
  expect(new Set(told)).toEqual(new Set(tappe));
});
