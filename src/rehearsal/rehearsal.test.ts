import { expect, test } from '@jest/globals';
import { project } from '../../test/support/small-project.ts';
import { Project } from '../flow/project.ts';
import { rehearse } from './rehearsal.ts';

const flow = `
flow: prova
title: Prova
start: scelta
steps:
  scelta: { menu: { "1": numero, "2": fine }, say: p.scelta, failed: fine }
  numero: { ask: digits, between: [3, 5], say: p.numero, save: numero, then: scelta, failed: fine }
  fine: { hang-up: normal }
`;

const release = {
  project: new Project({ ...project({ prova: flow }), version: 'one' }),
  resolve: () => undefined,
  voice: { ready: () => [], render: async () => [], fallback: () => [] },
  texts: { masked: () => '' },
};
const lines = [{ id: 'l', flow: 'prova', language: 'it' }];

test('a rehearsal goes through calls, touches no voice, and ends', async () => {
  let spoken = 0;
  const ready = () => {
    spoken += 1;
    return [];
  };
  const calls = await rehearse({
    release: { ...release, voice: { ...release.voice, ready } },
    lines,
    boundMs: 50,
  });
  expect(calls).toBeGreaterThan(0);
  expect(calls % 20).toBe(0);
  expect(spoken).toBe(0);
});

test('without time there is none', async () => {
  expect(await rehearse({ release, lines, boundMs: 0 })).toBe(0);
});
