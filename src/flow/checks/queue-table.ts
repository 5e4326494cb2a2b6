import type { Finding } from '../../source/finding.ts';
import { nearest } from '../../source/nearest.ts';
import type { Flow, FlowQueue } from '../project.ts';
import type { Check } from './check.ts';
import { missingText } from './missing-prompt.ts';
import { stepsOf } from './steps-of.ts';
import { namesOf } from './unknown-destination.ts';

/** The texts that callers of a queue hear, apart from those of the flow. */
export function textsOf({ notice, pills }: FlowQueue): readonly string[] {
  return [...(notice === undefined ? [] : [notice]), ...pills];
}

/** A topic that a flow gives its callers leads into a queue. */
export const unknownTopic: Check = ({ project, destinations }) => {
  if (destinations.queue === undefined) return [];
  const topics = project.queues.filter(({ level }) => level === 1).map(({ topic }) => topic);
  const check = (flow: Flow, path: readonly string[], topic: string | false | undefined): Finding[] => {
    if (!topic || topics.includes(topic)) return [];
    const meant = nearest(topic, topics);
    return [
      flow.source.findingInValue([...path], {
        code: 'unknown-topic',
        message: `there is no topic "${topic}" of a first-level queue`,
        mend: meant === undefined ? `There are: ${topics.join(', ') || 'none'}` : `Did you mean "${meant}"?`,
      }),
    ];
  };
  return [
    ...[...project.flows.values()].flatMap((flow) => check(flow, ['topic'], flow.topic)),
    ...stepsOf(project).flatMap(({ flow, name, step }) => check(flow, ['steps', name, 'topic'], step.topic)),
  ];
};

/** Callers come into every queue of the first level, and into none of the second, to which only operators lead. */
export const unusedQueue: Check = ({ project, types, queuesSource, unread, destinations }) => {
  if (queuesSource === undefined || destinations.queue === undefined || unread.size > 0) return [];
  const uses = stepsOf(project).flatMap(({ flow, name, step: { reaches } }) =>
    reaches?.type === 'queue'
      ? (namesOf(reaches.name, types.scope(flow.name).variables) ?? []).map((queue) => ({
          queue,
          finding: (remark: Parameters<typeof flow.source.finding>[1]) =>
            flow.source.findingInValue(['steps', name, reaches.key ?? 'queue'], remark),
        }))
      : [],
  );
  return project.queues.flatMap(({ name, level }): Finding[] => {
    const led = uses.filter(({ queue }) => queue === name);
    if (level === 2)
      return led.map(({ finding }) =>
        finding({
          code: 'second-level-queue',
          message: `"${name}" is a queue of the second level, to which only operators lead`,
          mend: 'Lead into a queue of the first level',
        }),
      );
    if (led.length > 0) return [];
    return [
      queuesSource.finding(['queues', name], {
        severity: 'warning',
        code: 'unused-queue',
        message: `no flow leads into the queue "${name}"`,
        mend: 'Give a flow its topic (`topic:`), lead into it with a `queue` step, or remove it',
      }),
    ];
  });
};

/** What a queue says of itself has a text in every language that is served. */
export const queueTexts: Check = ({ project, prompts, queuesSource }) => {
  if (queuesSource === undefined) return [];
  return project.queues.flatMap((queue) =>
    textsOf(queue).flatMap((prompt) => {
      const missing = project.settings.languages.filter((language) => !prompts.has(prompt, language));
      const index = queue.pills.indexOf(prompt);
      const place = index < 0 ? ['record', 'notice'] : ['pills', String(index)];
      return missing.length === 0
        ? []
        : [
            queuesSource.findingInValue(
              ['queues', queue.name, ...place],
              missingText(prompt, missing, prompts),
            ),
          ];
    }),
  );
};
