import type { Figure } from '../wire.ts';

/** Figures of a time in which nothing happened. */
export const noConversations: Figure = {
  offered: 0,
  answered: 0,
  abandoned: 0,
  callBacks: 0,
  calledBack: 0,
  overflowed: 0,
  silent: 0,
  turnedAway: 0,
  answeredInTime: 0,
  meanWaitSeconds: null,
  longestWaitSeconds: 0,
  meanTalkSeconds: null,
  transfers: 0,
  secondLevel: 0,
};
