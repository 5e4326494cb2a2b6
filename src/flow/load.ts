import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Finding, FindingsError } from '../source/finding.ts';
import { issueFindings } from '../source/issues.ts';
import { atOnce } from '../source/pieces.ts';
import { readSource } from '../source/read-text.ts';
import { Source } from '../source/source.ts';
import type { CheckContext } from './checks/check.ts';
import { checks } from './checks/index.ts';
import type { Identity } from './identity.ts';
import { inferTypes } from './infer.ts';
import { type Flow, type FlowCalendars, type FlowQueue, Project } from './project.ts';
import { reachOf } from './reach.ts';
import { readFlow } from './read-flow.ts';
import { type ProjectSettings, settingsSchema } from './settings.ts';

/** Files of flows/ that are not flows. */
const otherFiles: ReadonlySet<string> = new Set([
  'settings.yaml',
  'numbers.yaml',
  'hours.yaml',
  'boxes.yaml',
  'identity.yaml',
  'mailing.yaml',
  'pills.yaml',
  'queues.yaml',
  'destinations.yaml',
  'coverage.yaml',
  'desk.yaml',
]);

/** What the flows are checked against, besides themselves. */
export type Surroundings = Omit<CheckContext, 'project' | 'unread' | 'types' | 'reach'> & {
  readonly calendars: FlowCalendars;
  readonly identity: Identity;
  readonly queues: readonly FlowQueue[];
};

/** What came of reading a folder of flows. */
export interface Inspected {
  /** Whole and usable; undefined when any finding is an error. */
  readonly project?: Project;
  readonly findings: readonly Finding[];
}

/**
 * Reads and checks flows from texts by file name: all of it is valid and usable, or none.
 * @throws FindingsError with everything that is wrong, each with file, line, column and what to do.
 */
export function readProject(
  dir: string,
  texts: ReadonlyMap<string, string>,
  surroundings: Surroundings,
): Project {
  const files = new Map([...texts].map(([name, text]) => [name, new Source(join(dir, name), text)]));
  return usable(inspectFlows(dir, files, surroundings));
}

function usable({ project, findings }: Inspected): Project {
  if (project === undefined) throw new FindingsError(findings);
  return project;
}

/** The files of a folder that flows are made of, by name. What cannot be read is there with its problem. */
export async function readFlowFiles(flowsDir: string): Promise<ReadonlyMap<string, Source>> {
  const names = await readdir(flowsDir).catch(() => []);
  const own = names.filter((name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml')).sort();
  return new Map(
    await Promise.all(own.map(async (name) => [name, await readSource(join(flowsDir, name))] as const)),
  );
}

/** Reads and checks flows; whatever the files hold, the answer is findings, never an exception. */
export function inspectFlows(
  dir: string,
  files: ReadonlyMap<string, Source>,
  surroundings: Surroundings,
): Inspected {
  return atOnce(inspectingFlows(dir, files, surroundings));
}

/** The same, a piece at a time: an engine reads changed flows while calls go on. */
export function* inspectingFlows(
  dir: string,
  files: ReadonlyMap<string, Source>,
  surroundings: Surroundings,
): Generator<void, Inspected> {
  const settingsSource =
    files.get('settings.yaml') ??
    new Source(join(dir, 'settings.yaml'), '', {
      unread: {
        code: 'unreadable',
        message: 'the file is not there',
        mend: 'Write it: languages, operator, unknown-number, defaults, prompts',
      },
    });
  const settings = readSettings(settingsSource);
  const findings = [...settings.findings];
  const flows = new Map<string, Flow>();
  const unread = new Set<string>();
  const hash = createHash('sha256').update(settingsSource.text);
  for (const [name, source] of files) {
    if (otherFiles.has(name)) continue;
    hash.update(`\n${name}\n${source.text}`);
    const flowName = name.replace(/\.yaml$/, '');
    const read = readFlow(source, flowName, settings.value ?? standIn);
    findings.push(...read.findings);
    if (read.flow === undefined) unread.add(flowName);
    else flows.set(read.flow.name, read.flow);
    yield;
  }
  // What follows from settings that cannot be read would only repeat that they cannot.
  if (settings.value === undefined) return { findings };
  const { calendars, identity, queues } = surroundings;
  const project = new Project({
    version: hash.digest('hex').slice(0, 12),
    settings: settings.value,
    settingsSource,
    calendars,
    identity,
    queues,
    flows,
  });
  const types = inferTypes(project, surroundings.operations);
  yield;
  const reach = reachOf(project, surroundings.entryFlows);
  const context: CheckContext = { ...surroundings, project, unread, types, reach };
  for (const check of checks) {
    yield;
    findings.push(...check(context));
  }
  const refused = findings.some((finding) => finding.severity === 'error');
  return refused ? { findings } : { project, findings };
}

function readSettings(source: Source): { value?: ProjectSettings; findings: readonly Finding[] } {
  if (source.problems.length > 0) return { findings: source.problems };
  const read = settingsSchema.safeParse(source.data);
  return read.success
    ? { value: read.data, findings: [] }
    : { findings: issueFindings(source, [], read.error, settingsSchema) };
}

/** Lets flows be read for their own mistakes where the settings cannot. */
const standIn: ProjectSettings = {
  languages: ['it'],
  operator: '',
  'unknown-number': '',
  'menu-seconds': 25,
  'menu-depth': 3,
  defaults: { tries: 3, silence: 7000, 'between-keys': 5000, 'look-up': 12_000, 'please-wait': 1500 },
  prompts: {
    'wrong-key': '',
    silence: '',
    'please-wait': '',
    cleared: '',
    resume: '',
    recorded: '',
    apology: '',
  },
};
