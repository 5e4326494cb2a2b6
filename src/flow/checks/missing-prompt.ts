import type { Finding } from '../../source/finding.ts';
import { nearest } from '../../source/nearest.ts';
import type { Check, CheckContext } from './check.ts';
import { stepsOf } from './steps-of.ts';

/** Every prompt that can be spoken must have a text in every language in which a call can come to it. */
export const missingPrompt: Check = (context) => [...ofSteps(context), ...ofSettings(context)];

function ofSteps({ project, prompts, reach }: CheckContext): Finding[] {
  const ofAll = new Set(Object.values(project.settings.prompts));
  return stepsOf(project).flatMap(({ flow, name, step }) =>
    step.prompts
      .filter((use) => !ofAll.has(use.prompt))
      .flatMap((use) => {
        const languages = use.languages ?? reach.languages(flow.name, name);
        const missing = languages.filter((language) => !prompts.has(use.prompt, language));
        return missing.length === 0
          ? []
          : [
              flow.source.findingInValue(
                ['steps', name, ...use.path],
                missingText(use.prompt, missing, prompts),
              ),
            ];
      }),
  );
}

function ofSettings({ project, prompts }: CheckContext): Finding[] {
  return Object.entries(project.settings.prompts).flatMap(([role, prompt]) => {
    if (prompt === undefined) return [];
    const missing = project.settings.languages.filter((language) => !prompts.has(prompt, language));
    return missing.length === 0
      ? []
      : [project.settingsSource.findingInValue(['prompts', role], missingText(prompt, missing, prompts))];
  });
}

/** What is wrong with a text that is not there in some languages. */
export function missingText(prompt: string, languages: readonly string[], prompts: CheckContext['prompts']) {
  const meant = languages
    .map((language) => nearest(prompt, prompts.ids(language)))
    .find((id) => id !== undefined);
  const files = languages.map((language) => `prompts/${language}`).join(', ');
  return {
    code: 'missing-prompt',
    message: `prompt "${prompt}" has no text in ${languages.join(', ')}`,
    mend:
      meant === undefined
        ? `Write it in ${files}`
        : `Did you mean "${meant}"? Otherwise write it in ${files}`,
  };
}
