import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Finding, FindingsError } from '../source/finding.ts';
import { issueFindings } from '../source/issues.ts';
import { Source } from '../source/source.ts';
import type { CheckContext } from './checks/check.ts';
import { checks } from './checks/index.ts';
import { type Flow, type FlowCalendars, Project } from './project.ts';
import { readFlow } from './read-flow.ts';
import { settingsSchema } from './settings.ts';

/** Files of flows/ that are not flows. */
const otherFiles: ReadonlySet<string> = new Set([
  'settings.yaml',
  'numbers.yaml',
  'hours.yaml',
  'queues.yaml',
]);

/** What the flows are checked against, besides themselves. */
export type Surroundings = Omit<CheckContext, 'project'> & { readonly calendars: FlowCalendars };

/**
 * Reads and checks every flow of a folder: all of it is valid and usable, or none.
 * @throws FindingsError with everything that is wrong, each with file, line, column and what to do.
 */
export async function loadProject(flowsDir: string, surroundings: Surroundings): Promise<Project> {
  const names = (await readdir(flowsDir))
    .filter((name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml'))
    .sort();
  const texts = new Map<string, string>();
  for (const name of names) texts.set(name, await readFile(join(flowsDir, name), 'utf8'));
  return readProject(flowsDir, texts, surroundings);
}

/** The same from texts by file name, for tests and for what is not on a disk. @throws FindingsError */
export function readProject(
  dir: string,
  texts: ReadonlyMap<string, string>,
  surroundings: Surroundings,
): Project {
  const settingsSource = new Source(join(dir, 'settings.yaml'), texts.get('settings.yaml') ?? '');
  const settings = settingsSchema.safeParse(settingsSource.data);
  if (!settings.success || settingsSource.problems.length > 0) {
    const issues = settings.success ? [] : issueFindings(settingsSource, [], settings.error, settingsSchema);
    throw new FindingsError([...settingsSource.problems, ...issues]);
  }
  const findings: Finding[] = [];
  const flows = new Map<string, Flow>();
  const hash = createHash('sha256').update(texts.get('settings.yaml') ?? '');
  for (const [name, text] of texts) {
    if (otherFiles.has(name)) continue;
    hash.update(`\n${name}\n${text}`);
    const read = readFlow(new Source(join(dir, name), text), name.replace(/\.yaml$/, ''), settings.data);
    findings.push(...read.findings);
    if (read.flow !== undefined) flows.set(read.flow.name, read.flow);
  }
  // Checks look across flows: with one unreadable they would only repeat that.
  if (findings.length > 0) throw new FindingsError(findings);
  const project = new Project({
    version: hash.digest('hex').slice(0, 12),
    settings: settings.data,
    settingsSource,
    calendars: surroundings.calendars,
    flows,
  });
  const errors = checks.flatMap((check) => check({ ...surroundings, project }));
  if (errors.some((finding) => finding.severity === 'error')) throw new FindingsError(errors);
  return project;
}
