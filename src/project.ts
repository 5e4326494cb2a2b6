import { join } from 'node:path';
import { operations } from './backoffice/operations/index.ts';
import { signatureOf } from './backoffice/signature.ts';
import { loadProject } from './flow/load.ts';
import type { Project } from './flow/project.ts';
import { type Calendars, loadCalendars } from './numbers/calendar.ts';
import { loadNumberPlan, type NumberPlan } from './numbers/plan.ts';
import { type Finding, FindingsError } from './source/finding.ts';
import { languages } from './speech/language.ts';
import { loadMessages } from './speech/load-messages.ts';
import type { Messages } from './speech/messages.ts';

/** Everything that ops staff write, read and checked together: valid as a whole, or not at all. */
export interface Service {
  readonly project: Project;
  readonly messages: Messages;
  readonly calendars: Calendars;
  readonly plan: NumberPlan;
}

/**
 * Reads flows/ and prompts/.
 * @throws FindingsError with everything that is wrong: file, line, column, what to do
 */
export async function loadService(flowsDir: string, promptsDir: string): Promise<Service> {
  const [plan, calendars, loaded] = await Promise.all([
    loadNumberPlan(join(flowsDir, 'numbers.yaml')),
    loadCalendars(join(flowsDir, 'hours.yaml')),
    loadMessages(promptsDir, languages),
  ]);
  const { messages, problems } = loaded;
  if (problems.length > 0) throw new FindingsError(problems);
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
  return { project, messages, calendars, plan };
}
