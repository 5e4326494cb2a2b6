import { expect, test } from '@jest/globals';
import { SpeechDetection } from './speech-detection.ts';

const started = { type: 'talking-started' } as const;
const ended = (durationMs: number) => ({ type: 'talking-ended', durationMs }) as const;

test('the burst with which Asterisk begins is none, when silence ends it', () => {
  const detection = new SpeechDetection();
  expect([started, ended(200), ended(220)].map((event) => detection.take(event))).toEqual([
    false,
    false,
    false,
  ]);
});

test('a burst after that silence is speech', () => {
  const detection = new SpeechDetection();
  expect([started, ended(200), started].map((event) => detection.take(event))).toEqual([false, false, true]);
});

test('who speaks from the first packet on is heard at the first pause', () => {
  const detection = new SpeechDetection();
  expect([started, ended(900)].map((event) => detection.take(event))).toEqual([false, true]);
});
