import { z } from 'zod';
import { outOfDate, type PillState, pillAge, pillState } from '../pills/pill-state.ts';
import type { PillTopic } from '../pills/pill-table.ts';
import { loadService, type Service } from '../project.ts';
import { type Command, flowsDir, promptsDir, textOption, UsageError } from './command.ts';

/** A topic as it stands on a day. */
interface Row {
  readonly topic: PillTopic;
  readonly state: PillState;
  /** Whole months since the texts were compared with their source, or since they hold. */
  readonly months: number;
  /** How long the longest of its texts takes, by language. */
  readonly seconds: Readonly<Record<string, number>>;
}

export const pills: Command = {
  name: 'pills',
  summary: 'the information pills: since when they hold, from which source, which are out of date',
  usage: `
usage: centralino pills [--json] [--on DATE] [--flows DIR] [--prompts DIR]

One line a topic of flows/pills.yaml: since when it holds, how many months ago it was compared with its source, how many
seconds the longest of its texts takes in each language (estimated; \`centralino render\` measures), and its source.

  current      compared with its source less than review-after months ago
  due          to be compared again
  unverified   written from memory: nobody has compared it yet
  expired      it held until valid-to
  future       it holds from a later day on

  --on DATE   as if it were another day, YYYY-MM-DD
  --json      for scripts

Exits 1 when anything is due, expired or future, so that a daily job can tell.`,
  options: {
    json: { type: 'boolean' },
    on: { type: 'string' },
    flows: { type: 'string' },
    prompts: { type: 'string' },
  },
  run: async (values) => {
    const service = await loadService(
      textOption(values, 'flows', flowsDir),
      textOption(values, 'prompts', promptsDir),
    );
    const day = textOption(values, 'on', service.calendars.localParts(Date.now()).date);
    if (!z.iso.date().safeParse(day).success)
      throw new UsageError(`--on takes a day as 2026-11-22, not "${day}"`);
    const rows = service.pills.topics.map((topic) => rowOf(topic, day, service));
    process.stdout.write(
      values['json'] === true
        ? `${JSON.stringify({
            day,
            topics: rows.map(({ topic, ...row }) => ({ ...topic, ...row })),
          })}\n`
        : tableOf(rows, service.project.settings.languages),
    );
    return rows.some(({ state }) => outOfDate.has(state)) ? 1 : 0;
  },
};

function rowOf(topic: PillTopic, day: string, { pills: table, messages, project }: Service): Row {
  const longest = (language: string) =>
    Math.max(...topic.prompts.map((prompt) => Math.round(messages.seconds(prompt, language))));
  return {
    topic,
    state: pillState(topic, day, table),
    months: pillAge(topic, day),
    seconds: Object.fromEntries(project.settings.languages.map((language) => [language, longest(language)])),
  };
}

function tableOf(rows: readonly Row[], languages: readonly string[]): string {
  const lines = [
    ['topic', 'state', 'valid from', 'valid to', 'months', ...languages, 'source'],
    ...rows.map(({ topic, state, months, seconds }) => [
      topic.name,
      state,
      topic.validFrom,
      topic.validTo ?? '',
      String(months),
      ...languages.map((language) => String(seconds[language])),
      topic.source,
    ]),
  ];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map(
      (line) =>
        `${line
          .map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
