import { exitsOf, type Step, type StepEvent } from '../step.ts';
import type { Asked } from '../turn/request.ts';
import type { Turn } from '../turn/turn.ts';
import { follow } from './fields.ts';

/**
 * What queue and transfer share: somebody outside has the caller until a result comes. Nobody waits without a bound
 * while not connected, and a conversation is left alone.
 */
export function handingOver(given: {
  asked: (turn: Turn) => Asked;
  targets: Readonly<Record<string, string | undefined>>;
  unavailable: string;
  /** Milliseconds without somebody answering. */
  longest: number;
  tooLong: string;
  enter?: (turn: Turn) => void;
  /** What else happens while the caller waits. */
  waiting?: (turn: Turn, event: StepEvent) => void;
}): Pick<Step, 'exits' | 'enter' | 'on' | 'resume'> {
  const leads = new Map(Object.entries(given.targets));
  const enter = (turn: Turn) => {
    turn.request.ask(given.asked(turn));
    turn.timer.start(given.longest);
    given.enter?.(turn);
  };
  return {
    exits: exitsOf({ ...given.targets, unavailable: given.unavailable }),
    enter,
    // A conversation goes on without a word: whoever has the caller says whether it still does.
    resume: (turn) => {
      if (turn.request.connected) turn.request.ask(given.asked(turn));
      else enter(turn);
    },
    on: (turn, event) => {
      if (event.type === 'result') {
        turn.keys.drop();
        const target = leads.get(event.outcome);
        if (target === undefined) follow(turn, given.unavailable, 'unavailable');
        else follow(turn, target, event.outcome);
      } else if (event.type === 'timer') {
        turn.request.tell('leave');
        follow(turn, given.tooLong);
      } else if (event.type === 'news' && event.connected) {
        turn.quiet();
      } else {
        // The conversation broke off: the caller waits again, and again not for ever.
        if (event.type === 'news' && turn.session.timer === null) turn.timer.start(given.longest);
        given.waiting?.(turn, event);
      }
    },
  };
}
