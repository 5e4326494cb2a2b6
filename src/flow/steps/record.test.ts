import { describe, expect, test } from '@jest/globals';
import { project } from '../../../test/support/small-project.ts';
import { Walk } from '../../../test/support/walk.ts';

const flow = `
flow: prova
title: Prova
start: scelta
steps:
  scelta: { menu: { "1": messaggio }, say: p.scelta, failed: fine }
  messaggio:
    record: certificati
    say: p.lasci
    about: { anno: 2026 }
    max: 60
    silence: 3
    save: nota
    done: grazie
    silent: messaggio
    failed: guasto
  grazie: { menu: { "#": fine }, say: p.grazie, failed: fine }
  guasto: { say: p.guasto, then: fine }
  fine: { hang-up: normal }
`;
const start = () => new Walk(project({ prova: flow }), { flow: 'prova' }).press('1');
const ended = (walk: Walk, outcome: 'done' | 'silent' | 'failed') =>
  walk.send({ type: 'recording-ended', id: walk.session.recording ?? '', outcome, seconds: 7, at: 0 });

describe('a voice message', () => {
  test('is taken after the prompt, into its box, with its limits', () => {
    const walk = start().listen();
    expect(walk.actions).toContainEqual({
      type: 'record',
      id: walk.session.recording,
      box: 'certificati',
      values: { anno: 2026 },
      maxSeconds: 60,
      maxSilenceSeconds: 3,
    });
    const name = walk.session.recording;
    expect(ended(walk, 'done').at).toBe('prova/grazie');
    expect(walk.session.frames.at(-1)?.variables['nota']).toEqual({ registrazione: name, secondi: 7 });
  });

  test('begins at once when a key cuts the prompt short; 0 and * keep their meaning', () => {
    expect(start().press('5').session.recording).not.toBeNull();
    expect(start().press('0').at).toBe('operatore/saluto');
    expect(start().press('*').at).toBe('prova/scelta');
  });

  test('keys pressed into it are no answers to what follows, whenever the # is told', () => {
    const before = ended(start().listen().press('12#'), 'done');
    expect(before.session.pending.reveal()).toBe('');
    const after = ended(start().listen(), 'done').press('#');
    expect([before.at, after.at]).toEqual(['prova/grazie', 'prova/grazie']);
    expect(after.press('#').at).toBe('prova/fine');
  });

  test('with nothing said, or that fails, or never ends, leads on', () => {
    const silent = ended(start().listen(), 'silent');
    expect(silent.at).toBe('prova/messaggio');
    expect(silent.lastPrompts).toEqual(['p.lasci']);
    expect(ended(start().listen(), 'failed').at).toBe('prova/guasto');
    const lost = start().listen();
    const name = lost.session.recording;
    expect(lost.silence().at).toBe('prova/guasto');
    expect(lost.actions).toContainEqual({ type: 'stop-recording', id: name });
  });

  test('that another engine began is begun anew', () => {
    const walk = start().listen();
    const name = walk.session.recording;
    walk.send({ type: 'resume', at: 0 });
    expect(walk.actions).toContainEqual({ type: 'stop-recording', id: name });
    expect(walk.lastPrompts).toEqual(['p.lasci']);
    walk.send({ type: 'recording-ended', id: name ?? '', outcome: 'done', seconds: 1, at: 0 });
    expect(walk.at).toBe('prova/messaggio');
  });
});
