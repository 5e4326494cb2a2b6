import { join } from 'node:path';
import { operations } from './backoffice/operations/index.ts';
import { signatureOf } from './backoffice/signature.ts';
import { type Finding, FindingsError } from './flow/finding.ts';
import { loadProject } from './flow/load.ts';
import { Project } from './flow/project.ts';
import { type Calendars, loadCalendars } from './numbers/calendar.ts';
import { ConfigurationError } from './numbers/configuration.ts';
import { loadNumberPlan, type NumberPlan } from './numbers/plan.ts';
import { languages } from './speech/language.ts';
import { loadMessages } from './speech/load-messages.ts';
import type { Messages } from './speech/messages.ts';
import { readContent } from './versions/content.ts';

/** Everything that ops staff write, read and checked together: valid as a whole, or not at all. */
export interface Service {
  readonly project: Project;
  readonly messages: Messages;
  readonly calendars: Calendars;
  readonly plan: NumberPlan;
}

/**
 * Reads flows/ and prompts/. The project's version covers all of it: flows, numbers, hours, settings and prompts.
 * @throws FindingsError with everything that is wrong: file, line, column, what to do; ContentError for what no reader took
 */
export async function loadService(flowsDir: string, promptsDir: string): Promise<Service> {
  const [plan, calendars, loaded] = await Promise.all([
    findingsOf(() => loadNumberPlan(join(flowsDir, 'numbers.yaml'))),
    findingsOf(() => loadCalendars(join(flowsDir, 'hours.yaml'))),
    loadMessages(promptsDir, languages),
  ]);
  const { messages, problems } = loaded;
  if (problems.length > 0)
    throw new FindingsError(problems.map((problem) => ({ severity: 'error', code: 'prompt', ...problem })));
  const project = await loadProject(flowsDir, {
    calendars,
    prompts: messages,
    operations: operations.map(signatureOf),
    entryFlows: plan.lines.map((line) => ({
      flow: line.flow,
      finding: (given): Finding => ({
        severity: 'error',
        file: join(flowsDir, 'numbers.yaml'),
        line: 1,
        column: 1,
        ...given,
      }),
    })),
  });
  // Last, since the readers before it say more exactly what is wrong with a file.
  const { version } = await readContent(flowsDir, promptsDir);
  return { project: new Project({ ...project, version }), messages, calendars, plan };
}

async function findingsOf<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new FindingsError(error.findings);
  }
}
