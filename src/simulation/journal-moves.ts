/** A masked journal as what was done to the call, and what the call did. */
import { z } from 'zod';

const entrySchema = z.discriminatedUnion('type', [
  z.object({ ms: z.number(), type: z.literal('step'), flow: z.string(), step: z.string() }),
  z.object({
    ms: z.number(),
    type: z.literal('heard'),
    prompts: z.array(z.object({ prompt: z.string(), language: z.string() })),
    text: z.string().optional(),
    outcome: z.string().optional(),
  }),
  z.object({ ms: z.number(), type: z.literal('pressed'), keys: z.string() }),
  z.object({ ms: z.number(), type: z.literal('answer'), operation: z.string(), outcome: z.string() }),
  z.object({ ms: z.number(), type: z.literal('silence') }),
  z.object({ ms: z.number(), type: z.literal('resumed') }),
  z.object({ ms: z.number(), type: z.literal('came-back'), flow: z.string(), language: z.string() }),
  z.object({ ms: z.number(), type: z.literal('ended'), by: z.enum(['caller', 'flow']), cause: z.string() }),
]);

/** What `GET /api/calls/ID` answers, as far as a replay needs it; entries of other types are passed over. */
export const journalSchema = z.object({
  id: z.string(),
  line: z.string(),
  startedAt: z.iso.datetime(),
  language: z.string(),
  entries: z.array(z.unknown()).transform((entries) =>
    entries.flatMap((entry) => {
      const read = entrySchema.safeParse(entry);
      return read.success ? [read.data] : [];
    }),
  ),
});
export type RecordedJournal = z.output<typeof journalSchema>;

/** Something that the call did: it entered a step, or spoke. */
export type Observation =
  | { readonly type: 'step'; readonly step: string }
  | {
      readonly type: 'heard';
      readonly prompts: readonly string[];
      readonly text: string | undefined;
    };

/** Something that was done to the call. Which keys were masked is not known, only how many. */
export type Move =
  | { readonly type: 'offered' }
  | { readonly type: 'pressed'; readonly keys: string }
  | { readonly type: 'answer'; readonly operation: string; readonly outcome: string }
  | { readonly type: 'silence' }
  | { readonly type: 'heard-out' }
  | { readonly type: 'hang-up' };

export interface Stretch {
  readonly ms: number;
  readonly move: Move;
  /** What the call did then, in order. */
  readonly observed: readonly Observation[];
}

/** Cuts a journal into moves and what followed each. */
export function stretchesOf(journal: RecordedJournal): readonly Stretch[] {
  const stretches: { ms: number; move: Move; observed: Observation[] }[] = [
    { ms: 0, move: { type: 'offered' }, observed: [] },
  ];
  const begin = (ms: number, move: Move) => stretches.push({ ms, move, observed: [] });
  for (const entry of journal.entries) {
    const last = stretches.at(-1);
    switch (entry.type) {
      case 'step':
        last?.observed.push({ type: 'step', step: `${entry.flow}/${entry.step}` });
        break;
      case 'heard':
        last?.observed.push({
          type: 'heard',
          prompts: entry.prompts.map(({ prompt }) => prompt),
          text: entry.text,
        });
        if (entry.outcome === 'finished') begin(entry.ms, { type: 'heard-out' });
        break;
      case 'pressed':
        if (last?.move.type === 'pressed' && last.observed.length === 0) {
          last.move = { type: 'pressed', keys: last.move.keys + entry.keys };
          // What followed came of the last key.
          last.ms = entry.ms;
        } else begin(entry.ms, { type: 'pressed', keys: entry.keys });
        break;
      case 'answer':
        begin(entry.ms, { type: 'answer', operation: entry.operation, outcome: entry.outcome });
        break;
      case 'silence':
        begin(entry.ms, { type: 'silence' });
        break;
      case 'ended':
        if (entry.by === 'caller') begin(entry.ms, { type: 'hang-up' });
        break;
      case 'resumed':
      case 'came-back':
    }
  }
  return stretches;
}
