import type { ProjectSettings } from '../settings.ts';
import type { Check } from './check.ts';
import { stepsOf } from './steps-of.ts';

/** Nobody keeps a longer text in mind, and whoever missed a word hears all of it again. */
const longest = 45;

/** Seconds that a prompt may last. */
export function longestPrompt(settings: ProjectSettings): number {
  return settings['longest-prompt'] ?? longest;
}

/** A prompt that takes too long to listen to. The time is estimated from the text; of a choice, its longest branch. */
export const longPrompt: Check = ({ project, prompts, reach }) => {
  const limit = longestPrompt(project.settings);
  const spoken = new Map<string, Set<string>>();
  for (const { flow, name, step } of stepsOf(project)) {
    for (const use of step.prompts) {
      if (use.written) continue;
      const languages = spoken.get(use.prompt) ?? new Set();
      for (const language of use.languages ?? reach.languages(flow.name, name)) languages.add(language);
      spoken.set(use.prompt, languages);
    }
  }
  return [...spoken].flatMap(([prompt, languages]) =>
    [...languages].flatMap((language) => {
      const seconds = Math.round(prompts.seconds(prompt, language));
      return seconds <= limit
        ? []
        : [
            prompts.finding(prompt, language, {
              severity: 'warning',
              code: 'long-prompt',
              message: `"${prompt}" takes about ${seconds} seconds, more than ${limit}`,
              mend: 'Shorten it, or split it into two steps',
            }),
          ];
    }),
  );
};
