import { readFileSync } from 'node:fs';
import { inspectService } from '../project.ts';
import type { Finding } from '../source/finding.ts';
import { type Command, flowsDir, promptsDir, textOption, UsageError } from './command.ts';
import { sarif } from './findings/sarif.ts';
import { coloured, findingBlock, type LinesOf, plain } from './findings/text.ts';

const formats = ['text', 'json', 'sarif'] as const;
type Format = (typeof formats)[number];

export const check: Command = {
  name: 'check',
  summary: 'check flows/ and prompts/: file, line, column and what to do',
  usage: `
usage: centralino check [--flows DIR] [--prompts DIR] [--format text|json|sarif] [--strict] [--time]

Reads everything that ops staff write and says all that is wrong with it. Errors are what an engine refuses;
warnings are what is most likely not meant.

  --flows DIR     the flows, with numbers.yaml, hours.yaml and settings.yaml
  --prompts DIR   the texts, one file a language
  --format F      text (for people), json, or sarif (SARIF 2.1.0, for code scanning); --json is short for json
  --strict        warnings fail too
  --time          say how long it took

Exits 0 when there is no error (with --strict: nothing at all), 1 when there is, 2 when it was called wrongly.`,
  options: {
    flows: { type: 'string' },
    prompts: { type: 'string' },
    format: { type: 'string' },
    json: { type: 'boolean' },
    strict: { type: 'boolean' },
    time: { type: 'boolean' },
  },
  run: async (values) => {
    const format = formatOf(values);
    const started = performance.now();
    const { service, findings, flows } = await inspectService(
      textOption(values, 'flows', flowsDir),
      textOption(values, 'prompts', promptsDir),
    );
    const milliseconds = Math.round(performance.now() - started);
    const errors = findings.filter((finding) => finding.severity === 'error').length;
    const summary = {
      flows,
      languages: service?.project.settings.languages.length,
      version: service?.project.version,
      errors,
      warnings: findings.length - errors,
      ...(values['time'] === true ? { milliseconds } : {}),
    };
    if (format === 'json') process.stdout.write(`${JSON.stringify({ ...summary, findings })}\n`);
    else if (format === 'sarif')
      process.stdout.write(`${JSON.stringify(sarif(findings, process.cwd(), '1.0.0'), null, 2)}\n`);
    else process.stdout.write(report(findings, summary));
    const failing = values['strict'] === true ? findings.length : errors;
    return failing > 0 ? 1 : 0;
  },
};

interface Summary {
  readonly flows: number;
  readonly languages: number | undefined;
  readonly version: string | undefined;
  readonly errors: number;
  readonly warnings: number;
  readonly milliseconds?: number;
}

function formatOf(values: Readonly<Record<string, unknown>>): Format {
  if (values['json'] === true) return 'json';
  const given = textOption(values, 'format', 'text');
  const format = formats.find((one) => one === given);
  if (format === undefined) throw new UsageError(`--format takes ${formats.join(', ')}, not "${given}"`);
  return format;
}

function report(findings: readonly Finding[], summary: Summary): string {
  const paint = process.stdout.isTTY && process.env['NO_COLOR'] === undefined ? coloured : plain;
  const linesOf = fileLines();
  const blocks = findings.map((finding) => `${findingBlock(finding, linesOf, paint)}\n\n`);
  const took = summary.milliseconds === undefined ? '' : ` (${summary.milliseconds} ms)`;
  return `${blocks.join('')}${lastLine(summary)}${took}\n`;
}

function lastLine({ flows, languages, version, errors, warnings }: Summary): string {
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
  const found = [
    ...(errors > 0 ? [count(errors, 'error')] : []),
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
  ];
  if (errors > 0) return `${found.join(', ')}: an engine would refuse these files and keep what it has`;
  const all = `${count(flows, 'flow')} in ${count(languages ?? 0, 'language')}, version ${version}`;
  return `${found.length === 0 ? 'all right' : found.join(', ')}: ${all}`;
}

/** Reads each file once, and none that cannot be shown. */
function fileLines(): LinesOf {
  const read = new Map<string, readonly string[] | undefined>();
  return (file) => {
    if (!read.has(file)) read.set(file, linesOrNothing(file));
    return read.get(file);
  };
}

function linesOrNothing(file: string): readonly string[] | undefined {
  try {
    return readFileSync(file, 'utf8')
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/);
  } catch {
    return undefined;
  }
}
