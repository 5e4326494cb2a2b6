import type { Level, Proficiency } from './queue.ts';
import type { QueueRules } from './queues.ts';

/** For so long a caller waits for operators who have this topic (`*`: any) at this level, at least so good at it. */
export interface Phase {
  readonly queue: string;
  readonly topic: string;
  readonly level: Level;
  readonly atLeast: Proficiency;
  /** Undefined: until the longest wait. */
  readonly seconds?: number;
}

/**
 * The steps of a queue, one after the other, those of the queues that it overflows into behind them. Whoever enters takes
 * this along and keeps it: a change of the file concerns those who come after.
 * @returns at least one phase, the last one without an end; undefined for a queue that is not in the file
 */
export function routeOf({ queues }: QueueRules, name: string): readonly [Phase, ...Phase[]] | undefined {
  const phases: Phase[] = [];
  const seen = new Set<string>();
  for (let next: string | undefined = name; next !== undefined && !seen.has(next); ) {
    seen.add(next);
    const queue = queues.get(next);
    if (queue === undefined) break;
    next = undefined;
    for (const step of queue.routing) {
      if ('overflow' in step) next = step.overflow;
      else
        phases.push({
          queue: queue.name,
          topic: step.anyTopic ? '*' : queue.topic,
          level: queue.level,
          atLeast: step.atLeast,
          seconds: step.forSeconds,
        });
    }
  }
  const last = phases.pop();
  if (last === undefined) return undefined;
  const { seconds: _, ...endless } = last;
  const [first, ...others] = [...phases, endless];
  return first && [first, ...others];
}
