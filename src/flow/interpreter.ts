import type { Action } from './actions.ts';
import type { FlowEvent } from './events.ts';
import type { Project } from './project.ts';
import { newSession, type Session } from './session.ts';
import type { Step } from './step.ts';
import type { Refused } from './turn/identification.ts';
import type { MissedAttempt, TakenExit } from './turn/path.ts';
import { Turn } from './turn/turn.ts';

/** More steps than this without waiting for anything is a loop that the checks should have refused. */
const stepsWithoutWaiting = 100;

export interface Advance {
  readonly session: Session;
  readonly actions: readonly Action[];
  /** Steps entered by this event, in order, for the journal. */
  readonly visited: readonly { readonly flow: string; readonly step: string }[];
  /** Exits followed on the way, for the coverage of tests. */
  readonly taken: readonly TakenExit[];
  /** Failed attempts at steps that listen: silence, or keys that do not fit. */
  readonly missed: readonly MissedAttempt[];
  /** Requests that were not made, since the call does not know enough of who calls. */
  readonly refused: readonly Refused[];
}

/** The flow went round in circles; the call cannot be carried on by it. */
export class EndlessFlowError extends Error {}

/**
 * Begins a call: the first event of every session.
 * Pure: no I/O, no clock, no randomness; the same project and offer give the same answer.
 */
export function begin(project: Project, event: FlowEvent & { type: 'offered' }): Advance {
  const { callId, line, flow, language, caller, left = null, topic = null } = event.offer;
  const { start, topic: own } = project.flow(flow);
  const session = newSession({
    callId,
    version: project.version,
    line,
    language,
    caller,
    left,
    topic: own === undefined ? topic : own || null,
    at: event.at,
    flow,
    step: start,
  });
  const turn = new Turn(project, session, event.at);
  turn.speech.answer();
  turn.path.goTo(start);
  return finish(turn);
}

/**
 * Folds one event into a session: the new session and what shall be done.
 * Pure, like `begin`. A stale event (an id that is no longer waited for, a key after the end) changes nothing.
 * @throws EndlessFlowError or RangeError only for a project that the checks refuse.
 */
export function advance(project: Project, session: Session, event: FlowEvent): Advance {
  const turn = new Turn(project, session, event.at);
  if (session.phase === 'ended') return finish(turn);
  if (event.type === 'hang-up') {
    turn.callEnded();
    return finish(turn);
  }
  if (session.phase === 'running') fold(turn, event);
  return finish(turn);
}

function fold(turn: Turn, event: Exclude<FlowEvent, { type: 'hang-up' }>): void {
  switch (event.type) {
    case 'key':
      // What is keyed into a conversation is not for us.
      if (turn.request.connected || !turn.keys.pressed(event.digit)) return;
      // A prompt that must be heard keeps the keys waiting behind it.
      if (turn.session.playing?.interruptible !== false) turn.path.step.on(turn, { type: 'keys' });
      return;
    case 'playback-ended': {
      const whole = turn.session.playing?.interruptible === false;
      if (turn.speech.ended(event.id)) turn.path.step.on(turn, { type: 'playback-ended', whole });
      return;
    }
    case 'timer':
      if (turn.timer.ended(event.id)) turn.path.step.on(turn, { type: 'timer' });
      return;
    case 'result': {
      const asked = turn.session.request?.lookUp;
      if (!turn.request.answered(event.id, !/^(unavailable|noted)$/.test(event.outcome))) return;
      if (asked) turn.identification.answered(asked, event.outcome, event.value);
      turn.path.step.on(turn, { type: 'result', outcome: event.outcome, value: event.value });
      return;
    }
    case 'news':
      if (turn.request.news(event.id, event.connected))
        turn.path.step.on(turn, { type: 'news', connected: event.connected, value: event.value });
      return;
    case 'recording-ended':
      if (turn.recorder.ended(event.id))
        turn.path.step.on(turn, {
          type: 'recording-ended',
          name: event.id,
          outcome: event.outcome,
          seconds: event.seconds,
        });
      return;
    case 'resume':
      resume(turn);
      return;
    case 'offered':
  }
}

/** Whatever was under way is void: playbacks stopped, timers gone, the step speaks again; its keys and attempts stay. */
function resume(turn: Turn): void {
  turn.quiet();
  const { step } = turn.path;
  if (step.resume) step.resume(turn);
  else enter(turn, step);
}

/** Enters a step; what it must not ask for is answered at once, as by nobody. */
function enter(turn: Turn, step: Step): void {
  step.enter(turn);
  if (turn.request.takeRefusal()) step.on(turn, { type: 'result', outcome: 'unavailable', value: null });
}

function finish(turn: Turn): Advance {
  for (let steps = 0; turn.path.takeNext(); steps++) {
    if (steps === stepsWithoutWaiting) {
      throw new EndlessFlowError(
        `${steps} steps in a row waited for nothing; the last are ${JSON.stringify(turn.path.visited.slice(-5))}`,
      );
    }
    turn.path.entering();
    enter(turn, turn.path.step);
  }
  const { visited, taken, missed } = turn.path;
  const { session, actions, refused } = turn;
  return { session, actions, visited, taken, missed, refused };
}
