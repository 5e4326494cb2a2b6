/** flows/boxes.yaml: the boxes that voice messages go into. */
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { Configuration } from '../source/configuration.ts';
import { readSource } from '../source/read-text.ts';
import type { Source } from '../source/source.ts';

/** Longest message of any box, in seconds: what its audio may take is bounded by it. */
export const longestMessage = 600;

export const boxName = z
  .string()
  .regex(/^[a-z0-9-]{1,60}$/, 'write a name in small letters, digits and hyphens');

const boxSchema = z.strictObject({
  title: z.string().min(1).describe('What the box is called for those who listen to it'),
  'retention-days': z
    .int()
    .min(1)
    .max(3_650)
    .describe('Days after which a message is deleted, whether anybody heard it or not'),
  'max-seconds': z.int().min(1).max(longestMessage).describe('How long a message may be, in seconds'),
});

/** What flows/boxes.yaml may say. */
export const boxesSchema = z.strictObject({
  boxes: z.record(boxName, boxSchema).describe('The boxes, by the name that `record` in a flow uses'),
});

export interface Box {
  readonly name: string;
  readonly title: string;
  readonly retentionDays: number;
  readonly maxSeconds: number;
}

/** The boxes by their names. */
export type Boxes = ReadonlyMap<string, Box>;

/** What holds where there is no flows/boxes.yaml. */
export const noBoxes: Boxes = new Map();

/** @throws FindingsError with file, line and column of everything that is wrong */
export function readBoxes(source: Source): Boxes {
  const { boxes } = new Configuration(source, boxesSchema).data;
  return new Map(
    Object.entries(boxes).map(([name, box]) => [
      name,
      { name, title: box.title, retentionDays: box['retention-days'], maxSeconds: box['max-seconds'] },
    ]),
  );
}

/** The boxes of a file; none when there is no such file. @throws FindingsError */
export async function loadBoxes(file: string): Promise<Boxes> {
  return existsSync(file) ? readBoxes(await readSource(file)) : noBoxes;
}
