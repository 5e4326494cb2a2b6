import type { Finding } from '../../source/finding.ts';
import type { Check } from './check.ts';
import { stepsOf } from './steps-of.ts';

/** Only in the languages of settings.yaml is every text sure to be there. */
export const unknownLanguage: Check = ({ project, entryFlows }) => {
  const { languages } = project.settings;
  const remark = (language: string) => ({
    severity: 'warning' as const,
    code: 'unknown-language',
    message: `callers are not served in "${language}"`,
    mend: `settings.yaml has: ${languages.join(', ')}`,
  });
  const ofSteps = stepsOf(project).flatMap(({ flow, name, step }): Finding[] => [
    ...(step.speaks === undefined || languages.includes(step.speaks)
      ? []
      : [flow.source.findingInValue(['steps', name, 'language'], remark(step.speaks))]),
    ...step.prompts.flatMap((use) =>
      (use.languages ?? [])
        .filter((language) => !languages.includes(language))
        .map((language) =>
          flow.source.findingInValue(['steps', name, ...use.path, 'language'], remark(language)),
        ),
    ),
  ]);
  const ofNumbers = (entryFlows ?? []).filter((entry) => !languages.includes(entry.language));
  return [...ofSteps, ...ofNumbers.map((entry) => entry.finding(remark(entry.language), 'language'))];
};
