import type { Snapshot } from '../matching/events.ts';
import { judgeLess, judgeMore, thresholds, worst } from './standing.ts';
import type { LiveLine, LiveOperator, LiveTotals, WallEvent } from './wire.ts';

/** What the page shows of a moment: nothing that is sealed, no id of a call, no session of a desk. */
export function liveOf({ at, lines, operators }: Snapshot): Extract<WallEvent, { type: 'live' }> {
  return {
    type: 'live',
    totals: totalsOf(lines),
    lines: lines.map(lineOf),
    operators: operators.map((operator) => operatorOf(operator, at)),
  };
}

function lineOf(line: Snapshot['lines'][number]): LiveLine {
  const { queue, language, waiting, callBacks, staff, today } = line;
  const longestWait = judgeMore(
    waiting === 0 ? null : Math.round(line.longestWaitSeconds),
    thresholds.longestWaitSeconds,
  );
  const estimatedWait = judgeMore(line.estimatedSeconds, thresholds.meanWaitSeconds);
  const inTime = judgeLess(percent(today.inTime, today.answered), thresholds.inTimePercent);
  const meanWait = judgeMore(
    today.answered === 0 ? null : Math.round(today.meanWaitSeconds),
    thresholds.meanWaitSeconds,
  );
  const staffed = { value: staff, standing: staff > 0 ? 'good' : waiting > 0 ? 'bad' : 'quiet' } as const;
  return {
    queue,
    language,
    waiting,
    callBacks,
    longestWait,
    estimatedWait,
    staff: staffed,
    answered: today.answered,
    abandoned: today.abandoned,
    inTime,
    meanWait,
    // What is over for today is no reason to do something now, as long as nobody waits.
    standing: waiting > 0 ? worst([longestWait, estimatedWait, staffed]) : staff > 0 ? 'good' : 'quiet',
  };
}

function totalsOf(lines: Snapshot['lines']): LiveTotals {
  const sum = (of: (line: Snapshot['lines'][number]) => number) =>
    lines.reduce((total, line) => total + of(line), 0);
  const answered = sum(({ today }) => today.answered);
  const waiting = sum((line) => line.waiting);
  const longest = Math.max(0, ...lines.map((line) => (line.waiting > 0 ? line.longestWaitSeconds : 0)));
  const wait = sum(({ today }) => today.meanWaitSeconds * today.answered);
  return {
    waiting,
    longestWait: judgeMore(waiting === 0 ? null : Math.round(longest), thresholds.longestWaitSeconds),
    answered,
    abandoned: sum(({ today }) => today.abandoned),
    silent: sum(({ today }) => today.silent),
    inTime: judgeLess(
      percent(
        sum(({ today }) => today.inTime),
        answered,
      ),
      thresholds.inTimePercent,
    ),
    meanWait: judgeMore(answered === 0 ? null : Math.round(wait / answered), thresholds.meanWaitSeconds),
  };
}

function operatorOf(view: Snapshot['operators'][number], at: number): LiveOperator {
  const { operator, name, state, since, reason, conversation } = view;
  const seconds = (from: number) => Math.max(0, Math.round((at - from) / 1_000));
  return {
    name: operator,
    title: name,
    state,
    seconds: seconds(since),
    reason: reason ?? null,
    conversation:
      conversation === undefined
        ? null
        : {
            id: conversation.id,
            queue: conversation.queue,
            language: conversation.language,
            state: conversation.state,
            seconds: seconds(conversation.since),
            isCallBack: conversation.kind === 'call-back',
          },
  };
}

function percent(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 100);
}
