import { describe, expect, test } from '@jest/globals';
import { project } from '../../test/support/small-project.ts';
import { Walk } from '../../test/support/walk.ts';
import { silenceId, soundsOf } from './sounds.ts';

const flow = `
flow: prova
title: Prova
start: numero
steps:
  numero: { ask: digits, between: [4, 4], say: p.numero, save: numero, then: scelta, failed: fine }
  scelta: { menu: { "1": fine }, say: p.scelta, failed: fine }
  fine: { hang-up: normal }
`;

const playbacks = ({ session }: Walk) => soundsOf(session.callId, session).playbacks;

describe('what may play on the channel of a call that is taken over', () => {
  test('is first of all what was last begun, and what was begun behind the checkpoint', () => {
    const walk = new Walk(project({ prova: flow }), { flow: 'prova' });
    const { callId, counter, playing } = walk.session;
    expect(playbacks(walk)[0]).toBe(playing?.id);
    expect(playbacks(walk)).toEqual(
      expect.arrayContaining([`${playing?.id}-apology`, `${callId}-${counter + 1}`, silenceId(callId)]),
    );
  });

  test('is a prompt that keys have stopped, however many, since the order may not have come to Asterisk', () => {
    const walk = new Walk(project({ prova: flow }), { flow: 'prova' });
    const stopped = walk.session.playing?.id;
    walk.press('1').press('2').press('3');
    expect(walk.session.playing).toBeNull();
    expect(playbacks(walk)[0]).toBe(stopped);
    // The next one waits behind it.
    walk.press('4');
    expect(playbacks(walk).slice(0, 3)).toEqual([
      walk.session.playing?.id,
      `${walk.session.playing?.id}-apology`,
      stopped,
    ]);
  });

  test('without a checkpoint is what a call begins with', () => {
    expect(soundsOf('c1', undefined)).toEqual({
      playbacks: ['c1-1', 'c1-2', 'c1-3', 'c1-silence'],
      recordings: [],
    });
  });
});
