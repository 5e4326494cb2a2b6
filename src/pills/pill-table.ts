/** flows/pills.yaml: since when each information pill holds, where it comes from and who compared it with its source. */
import { z } from 'zod';
import { Configuration, type Issue } from '../source/configuration.ts';
import type { Finding } from '../source/finding.ts';
import { nearest } from '../source/nearest.ts';
import type { Remark, Source } from '../source/source.ts';

const date = z.iso.date('write a date in quotes, "2026-01-01"');

const topicSchema = z
  .strictObject({
    title: z.string().min(1).describe('What the topic is called in reports'),
    prompts: z.array(z.string()).min(1).describe('The texts that say it: names of prompts/'),
    'valid-from': date.describe('The day since which what the texts say holds'),
    'valid-to': date.optional().describe('The last day on which it holds, where that is known'),
    source: z.string().min(1).describe('Law, circular or official page that it follows'),
    url: z.url().optional().describe('Where the source can be read'),
    verified: z
      .union([date, z.literal(false)])
      .describe('The day on which the texts were last compared with the source; false: written from memory'),
  })
  .refine((topic) => topic['valid-to'] === undefined || topic['valid-from'] <= topic['valid-to'], {
    path: ['valid-to'],
    message: 'write a day that does not come before valid-from',
  });

export const pillsSchema = z.strictObject({
  'review-after': z
    .int()
    .min(1)
    .max(120)
    .default(12)
    .describe('Months after which texts are to be compared with their source again'),
  topics: z.record(
    z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'write a name in small letters, digits and hyphens'),
    topicSchema,
  ),
});

/** Texts about one subject that hold since the same day and come from the same source. Days are `YYYY-MM-DD`. */
export interface PillTopic {
  readonly name: string;
  readonly title: string;
  readonly prompts: readonly string[];
  readonly validFrom: string;
  /** The last day. */
  readonly validTo: string | undefined;
  readonly source: string;
  readonly url: string | undefined;
  /** Undefined for what was written from memory. */
  readonly verifiedOn: string | undefined;
}

export interface PillTable {
  readonly topics: readonly PillTopic[];
  /** Months after which texts are due for a comparison with their source. */
  readonly reviewAfter: number;
}

/** What holds where there is no flows/pills.yaml. */
export const noPills: PillTable = { topics: [], reviewAfter: 12 };

/** The texts of the service, as far as the table needs them. */
export interface PillTexts {
  /** The ids of all texts. */
  readonly ids: readonly string[];
  /** True too for a text that is written but broken: that has its own finding. */
  has(prompt: string): boolean;
  /** A finding where the text stands. */
  finding(prompt: string, remark: Remark): Finding;
}

/** The table of a YAML file. @throws FindingsError with file, line and column of everything that is wrong */
export function readPills(source: Source): PillTable {
  const configuration = new Configuration(source, pillsSchema);
  const { topics, 'review-after': reviewAfter } = configuration.data;
  const owners = new Map<string, string>();
  const issues: Issue[] = [];
  for (const [name, { prompts }] of Object.entries(topics)) {
    for (const [index, prompt] of prompts.entries()) {
      const owner = owners.get(prompt);
      if (owner !== undefined)
        issues.push({
          path: ['topics', name, 'prompts', index],
          message: `"${prompt}" stands in "${owner}" already`,
          mend: 'Keep one of the two',
        });
      owners.set(prompt, name);
    }
  }
  if (issues.length > 0) configuration.refuse('pill', issues);
  return {
    reviewAfter,
    topics: Object.entries(topics).map(([name, topic]) => ({
      name,
      title: topic.title,
      prompts: topic.prompts,
      validFrom: topic['valid-from'],
      validTo: topic['valid-to'],
      source: topic.source,
      url: topic.url,
      verifiedOn: topic.verified === false ? undefined : topic.verified,
    })),
  };
}

/** Whether a text is a pill: all of its kind have a first key that begins so. */
export function isPill(prompt: string): boolean {
  return /^pillola[.-]/.test(prompt);
}

/** Every pill has a row in the table, and every row a text. */
export function pillFindings(
  table: PillTable,
  source: Source | undefined,
  texts: PillTexts,
): readonly Finding[] {
  const listed = new Set(table.topics.flatMap(({ prompts }) => prompts));
  const strange = table.topics.flatMap(({ name, prompts }) =>
    prompts.flatMap((prompt, index): readonly Finding[] => {
      if (source === undefined || texts.has(prompt)) return [];
      const meant = nearest(prompt, texts.ids);
      return [
        source.findingInValue(['topics', name, 'prompts', index], {
          code: 'pill',
          message: `there is no text "${prompt}"`,
          mend: meant === undefined ? 'Write it in prompts/, or take it out' : `Did you mean "${meant}"?`,
        }),
      ];
    }),
  );
  const undated = texts.ids
    .filter((prompt) => isPill(prompt) && !listed.has(prompt))
    .map((prompt) =>
      texts.finding(prompt, {
        code: 'pill',
        message: `"${prompt}" has no topic in flows/pills.yaml`,
        mend: 'Add it there, with the day since which it holds and its source',
      }),
    );
  return [...strange, ...undated];
}
