/** What exploring walks have in common: where they begin, when they are wrong, and how a wrong one is shown. */
import { EndlessFlowError } from '../flow/interpreter.ts';
import type { Project } from '../flow/project.ts';
import { recordedScenario } from './record.ts';
import { entranceOf, type SimulatedService, type Texts, withHours } from './service.ts';
import type { Walk } from './walk.ts';

export interface ExploredFailure {
  readonly what: string;
  /** The shortest walk that shows it, as a dialog test. */
  readonly test: string;
}

/** The flows that numbers lead to. */
export function entranceFlows(service: SimulatedService): readonly string[] {
  const flows = service.plan.lines.map((line) => entranceOf(service, line.number).flow);
  return [...new Set([...flows, service.project.settings['unknown-number']])];
}

/** What is wrong with a walk that should be over. */
export function wrongWith(walk: Walk, texts: Texts): string | undefined {
  if (!walk.over) {
    return walk.alive
      ? `the call does not end, however long the caller is silent; it is at ${walk.here}`
      : `silence: nothing plays and nothing is waited for at ${walk.here}`;
  }
  const end = walk.history.findIndex((one) => one.type === 'ended');
  const before = walk.history[end - 1];
  if (before?.type !== 'heard' && before?.type !== 'pressed')
    return `the call ends without a word at ${walk.here}`;
  for (const one of walk.history) {
    if (one.type === 'refused')
      return `${one.what} was refused: it needs ${one.needs}, the call has ${one.has}`;
    if (one.type !== 'heard') continue;
    for (const prompt of one.prompts) {
      try {
        texts.spoken(prompt);
      } catch (error) {
        return `${prompt.prompt} in ${prompt.language} cannot be spoken at ${one.step}: ${reasonOf(error)}`;
      }
    }
  }
  return undefined;
}

export function reasonOf(error: unknown): string {
  if (error instanceof EndlessFlowError) return `the flow goes round in circles: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}

/** A failing walk as a dialog test, to be kept beside the flows. */
export function failingTest(
  walk: Walk | undefined,
  what: string,
  call: Readonly<Record<string, unknown>>,
  hours?: Readonly<Record<string, 'open' | 'closed'>>,
): string {
  if (walk === undefined) return `# ${what}\n`;
  const scenario = `found by exploring: ${what}`;
  return recordedScenario(walk, { scenario, call, mocked: true, ...(hours === undefined ? {} : { hours }) });
}

/** All calendars open, or all closed. */
export function hoursOf(project: Project, open: boolean): Project {
  return withHours(project, {
    open: Object.fromEntries(project.calendars.names.map((name) => [name, open])),
  });
}
