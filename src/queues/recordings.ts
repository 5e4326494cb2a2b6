import type { QueueRules } from './queues.ts';

/** The box in which recordings of conversations of a queue are kept, as voice messages are. */
export function recordingBox(queue: string): string {
  return `registrazioni-${queue}`.slice(0, 60);
}

/** A recording is kept in parts of this length, in seconds: none is ever large, and each is sealed soon. */
export const recordingPartSeconds = 600;

/** The boxes for the recordings of all queues that are recorded, with the retention that each queue says. */
export function recordingBoxes({ queues }: Pick<QueueRules, 'queues'>): ReadonlyMap<
  string,
  {
    readonly name: string;
    readonly title: string;
    readonly retentionDays: number;
    readonly maxSeconds: number;
  }
> {
  return new Map(
    [...queues.values()].flatMap(({ name, title, record }) => {
      if (record === undefined) return [];
      const box = recordingBox(name);
      const { retentionDays } = record;
      return [
        [
          box,
          {
            name: box,
            title: `Registrazioni della coda ${title}`,
            retentionDays,
            maxSeconds: recordingPartSeconds,
          },
        ],
      ];
    }),
  );
}
