import { stepsOf } from './checks/steps-of.ts';
import type { Project } from './project.ts';
import { referencePath, type Variables, type With } from './values.ts';

/** A prompt whose values stand in the flow file: known before any call, like a text without values. */
export interface ConstantPrompt {
  readonly prompt: string;
  readonly values: Variables;
  /** Only these languages; undefined for all of them. */
  readonly languages: readonly string[] | undefined;
}

/** The prompts that flows speak with values of their own, such as the choices of a menu with their keys; each once. */
export function constantPrompts(project: Project): readonly ConstantPrompt[] {
  const found = new Map<string, ConstantPrompt>();
  for (const { step } of stepsOf(project)) {
    for (const { prompt, values, languages, written, supplies } of step.prompts) {
      if (written || supplies !== undefined || !isConstant(values)) continue;
      found.set(JSON.stringify([prompt, values, languages]), { prompt, values, languages });
    }
  }
  return [...found.values()];
}

function isConstant(given: With | undefined): given is Readonly<Record<string, string | number | boolean>> {
  if (given === undefined || typeof given === 'string') return false;
  const values = Object.values(given);
  return values.length > 0 && values.every((value) => referencePath(value) === undefined);
}
