/** flows/queues.yaml: the queues, their rules and their hours. */
import { existsSync } from 'node:fs';
import type { Calendars } from '../numbers/calendar.ts';
import { Configuration, type Issue } from '../source/configuration.ts';
import { readSource } from '../source/read-text.ts';
import type { Source } from '../source/source.ts';
import { type Language, languages } from '../speech/language.ts';
import type { CallBackRules, Queue, RecordingRule, RoutingStep } from './queue.ts';
import { type QueueRows, queuesSchema } from './schema.ts';

export interface QueueRules {
  readonly queues: ReadonlyMap<string, Queue>;
  /** Seconds of waiting that one step of priority is worth: whoever waits so much longer goes first all the same. */
  readonly headStartSeconds: number;
  readonly callBacks: CallBackRules;
}

/** What holds where there is no flows/queues.yaml. */
export const noQueues: QueueRules = {
  queues: new Map(),
  headStartSeconds: 0,
  callBacks: { retrySeconds: [], ringSeconds: 30 },
};

/**
 * The queues of a file. @param calendars the names in hours.yaml; undefined where they could not be read
 * @throws FindingsError with file, line and column of everything that is wrong
 */
export function readQueues(source: Source, calendars: readonly string[] | undefined): QueueRules {
  const configuration = new Configuration(source, queuesSchema);
  const rows = configuration.data;
  const queues = new Map(Object.entries(rows.queues).map(([name, row]) => [name, queueOf(name, row, rows)]));
  const issues = [
    ...[...queues.values()].flatMap((queue) => routingIssues(queue, queues, rows)),
    ...calendarIssues(rows, calendars),
  ];
  if (issues.length > 0) configuration.refuse('queues', issues);
  return {
    queues,
    headStartSeconds: rows['head-start'],
    callBacks: { retrySeconds: rows['call-backs'].retry, ringSeconds: rows['call-backs'].ring },
  };
}

/** The queues of a file; none when there is no such file. @throws FindingsError */
export async function loadQueues(
  file: string,
  calendars: readonly string[] | undefined,
): Promise<QueueRules> {
  return existsSync(file) ? readQueues(await readSource(file), calendars) : noQueues;
}

/** Whether a queue takes callers of this language at this moment. @throws RangeError for an unknown calendar */
export function isOpen(
  queue: Queue,
  language: Language,
  calendars: Pick<Calendars, 'isOpen'>,
  at: number,
): boolean {
  return calendars.isOpen(queue.calendars[language], at);
}

/**
 * When the next attempt to call back may be made: after the interval of the rules, within the hours of the queue.
 * @param attempts made so far, at least 1
 * @returns epoch ms, or undefined: it is given up
 */
export function nextAttempt(
  queue: Queue,
  language: Language,
  { retrySeconds }: CallBackRules,
  calendars: Pick<Calendars, 'nextOpening'>,
  attempts: number,
  now: number,
): number | undefined {
  const pause = retrySeconds[attempts - 1];
  return pause === undefined
    ? undefined
    : calendars.nextOpening(queue.calendars[language], now + pause * 1_000);
}

function queueOf(name: string, row: QueueRows['queues'][string], { defaults }: QueueRows): Queue {
  const hours = row.hours ?? defaults.hours;
  return {
    name,
    title: row.title,
    topic: row.topic ?? name,
    level: row.level,
    priority: row.priority ?? defaults.priority,
    calendars: byLanguage((language) => hours[language] ?? hours.others),
    routing: (row.routing ?? defaults.routing).map(stepOf),
    maxWaitSeconds: row['max-wait'] ?? defaults['max-wait'],
    maxLength: row['max-length'] ?? defaults['max-length'],
    ringSeconds: row.ring ?? defaults.ring,
    wrapUpSeconds: row['wrap-up'] ?? defaults['wrap-up'],
    silentSeconds: row['silent-after'] ?? defaults['silent-after'],
    announceSeconds: row.announce ?? defaults.announce,
    callBack: row['call-back'] ?? defaults['call-back'],
    pills: row.pills,
    ...(row.record && { record: recordingOf(row.record) }),
  };
}

function recordingOf(row: NonNullable<QueueRows['queues'][string]['record']>): RecordingRule {
  const { 'retention-days': retentionDays, notice } = row;
  return notice === undefined ? { retentionDays } : { retentionDays, notice };
}

function stepOf(step: QueueRows['defaults']['routing'][number]): RoutingStep {
  return 'overflow' in step
    ? { overflow: step.overflow }
    : { atLeast: step['at-least'], anyTopic: step['any-topic'] ?? false, forSeconds: step.for };
}

function byLanguage<T>(of: (language: Language) => T): Record<Language, T> {
  return {
    it: of('it'),
    de: of('de'),
    en: of('en'),
    fr: of('fr'),
    ar: of('ar'),
    pl: of('pl'),
    es: of('es'),
    ru: of('ru'),
  };
}

/** Steps that ask for more than an earlier one would take operators away; overflow must end somewhere. */
function routingIssues(queue: Queue, queues: ReadonlyMap<string, Queue>, rows: QueueRows): Issue[] {
  const own = rows.queues[queue.name]?.routing !== undefined;
  const base = own ? ['queues', queue.name, 'routing'] : ['defaults', 'routing'];
  const issues: Issue[] = [];
  for (const [index, step] of queue.routing.entries()) {
    const path = [...base, index];
    if ('overflow' in step) {
      if (index < queue.routing.length - 1)
        issues.push({ path, message: 'nothing comes after an overflow', mend: 'Make it the last step' });
      const message = overflowProblem(queue.name, step.overflow, queues);
      if (message !== undefined)
        issues.push({
          path: own ? path : ['queues', queue.name],
          message,
          mend: `Write a routing of its own for ${queue.name}, or another queue to overflow into`,
        });
      if (queue.record === undefined && queues.get(step.overflow)?.record !== undefined)
        issues.push({
          path: own ? path : ['queues', queue.name],
          message: `${step.overflow} records, and callers of ${queue.name} are not told so`,
          mend: `Give ${queue.name} a \`record\` too, or let it overflow into a queue that does not record`,
        });
      continue;
    }
    const before = queue.routing[index - 1];
    if (before === undefined || 'overflow' in before) continue;
    if (step.atLeast > before.atLeast || (before.anyTopic && !step.anyTopic))
      issues.push({
        path,
        message: 'it asks for more than the step before, so operators who could have answered no longer may',
        mend: 'Let each step widen: a lower at-least, then any-topic',
      });
  }
  return issues;
}

function overflowProblem(from: string, into: string, queues: ReadonlyMap<string, Queue>): string | undefined {
  const seen = [from];
  for (let next: string | undefined = into; next !== undefined; ) {
    if (seen.includes(next)) return `it overflows in a circle: ${[...seen, next].join(', ')}`;
    const queue = queues.get(next);
    if (queue === undefined) return `there is no queue ${next} to overflow into`;
    seen.push(next);
    const last = queue.routing.at(-1);
    next = last !== undefined && 'overflow' in last ? last.overflow : undefined;
  }
  return undefined;
}

function calendarIssues(rows: QueueRows, calendars: readonly string[] | undefined): Issue[] {
  const given = [
    { path: ['defaults', 'hours'], hours: rows.defaults.hours },
    ...Object.entries(rows.queues).map(([name, { hours }]) => ({ path: ['queues', name, 'hours'], hours })),
  ];
  return given.flatMap(({ path, hours = { others: '' } }) =>
    Object.entries(hours).flatMap(([key, calendar]) => {
      if (key !== 'others' && !languages.some((language) => language === key))
        return [
          {
            path: [...path, key],
            message: 'this is no language of the service',
            mend: `Write others or one of ${languages.join(', ')}`,
          },
        ];
      if (calendar === '' || calendars === undefined || calendars.includes(calendar)) return [];
      return [
        {
          path: [...path, key],
          message: `there is no calendar ${calendar}`,
          mend: `Write one of hours.yaml: ${calendars.join(', ')}`,
        },
      ];
    }),
  );
}
