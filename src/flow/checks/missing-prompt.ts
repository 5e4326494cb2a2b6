import type { Finding } from '../../source/finding.ts';
import { nearest } from '../../source/nearest.ts';
import type { Check, CheckContext } from './check.ts';

/** Every prompt that can be spoken must have a text in every language that callers are served in. */
export const missingPrompt: Check = (context) => [...ofSteps(context), ...ofSettings(context)];

function ofSteps({ project, prompts }: CheckContext): Finding[] {
  return [...project.flows.values()].flatMap((flow) =>
    [...flow.steps].flatMap(([name, step]) =>
      step.prompts.flatMap((use) => {
        const missing = (use.languages ?? project.settings.languages).filter(
          (language) => !prompts.has(use.prompt, language),
        );
        return missing.length === 0
          ? []
          : [flow.source.finding(['steps', name, ...use.path], missingText(use.prompt, missing, prompts))];
      }),
    ),
  );
}

function ofSettings({ project, prompts }: CheckContext): Finding[] {
  return Object.entries(project.settings.prompts).flatMap(([role, prompt]) => {
    const missing = project.settings.languages.filter((language) => !prompts.has(prompt, language));
    return missing.length === 0
      ? []
      : [project.settingsSource.finding(['prompts', role], missingText(prompt, missing, prompts))];
  });
}

function missingText(prompt: string, languages: readonly string[], prompts: CheckContext['prompts']) {
  const meant = languages
    .map((language) => nearest(prompt, prompts.ids(language)))
    .find((id) => id !== undefined);
  const files = languages.map((language) => `prompts/${language}.yaml`).join(', ');
  return {
    code: 'missing-prompt',
    message: `prompt "${prompt}" has no text in ${languages.join(', ')}`,
    mend:
      meant === undefined
        ? `Write it in ${files}`
        : `Did you mean "${meant}"? Otherwise write it in ${files}`,
  };
}
