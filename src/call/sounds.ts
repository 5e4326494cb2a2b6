import { z } from 'zod';

/** What the session says of the sounds of its call; it may be of any version. */
const schema = z.object({
  counter: z.int(),
  playing: z.object({ id: z.string() }).nullable(),
  hushed: z.string().nullable().default(null),
  recording: z.string().nullable(),
});

/** What is played to a caller who has heard nothing for too long. */
export function silenceId(callId: string): string {
  return `${callId}-silence`;
}

/** What was begun last, and what was to stop before it: both may still be heard. */
export function lastSaid({ playing, hushed }: Pick<z.output<typeof schema>, 'playing' | 'hushed'>): string[] {
  return [playing?.id, hushed].filter((id) => typeof id === 'string');
}

/** A checkpoint may be so many ids behind: it is written some milliseconds after the commands have left. */
const ahead = 3;

/**
 * What may play on the channel of a call that is taken over, the likeliest first, and be recorded: nobody can list it, so
 * that all ids follow from the session.
 * @param session as it was saved; undefined when nothing was saved so far
 */
export function soundsOf(callId: string, session: unknown): { playbacks: string[]; recordings: string[] } {
  const known = schema.safeParse(session).data;
  const counter = known?.counter ?? 0;
  const next = Array.from({ length: ahead }, (_, at) => `${callId}-${counter + 1 + at}`);
  const said = known === undefined ? [] : lastSaid(known);
  return {
    playbacks: [...said.flatMap((id) => [id, `${id}-apology`]), ...next, silenceId(callId)],
    recordings: known?.recording ? [known.recording] : [],
  };
}
