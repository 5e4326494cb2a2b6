import type { Finding } from '../../source/finding.ts';
import { nearest } from '../../source/nearest.ts';
import { valuesOf } from '../infer.ts';
import type { Check } from './check.ts';
import { stepsOf } from './steps-of.ts';

/**
 * Where all codes of a value are known, a text must name no other, and must name those that its translations name:
 * a code added in one language is heard as "other" in the rest. A code that no language names is meant to be `other`.
 */
export const selectBranches: Check = ({ project, prompts, reach, types }) => {
  const codes = new Map<
    string,
    { prompt: string; variable: string; codes: Set<string>; languages: Set<string> }
  >();
  const open = new Set<string>();
  for (const { flow, name, step } of stepsOf(project)) {
    for (const use of step.prompts) {
      const values = valuesOf(use, types.scope(flow.name));
      const languages = use.languages ?? reach.languages(flow.name, name);
      for (const variable of choicesOf(use.prompt, languages)) {
        const key = `${use.prompt} ${variable}`;
        const type = values?.[variable];
        if (type?.type !== 'string' || type.oneOf === undefined) {
          open.add(key);
          continue;
        }
        const known = codes.get(key) ?? {
          prompt: use.prompt,
          variable,
          codes: new Set(),
          languages: new Set(),
        };
        for (const code of type.oneOf) known.codes.add(code.replaceAll('-', '_'));
        for (const language of languages) known.languages.add(language);
        codes.set(key, known);
      }
    }
  }
  return [...codes].flatMap(([key, known]) => (open.has(key) ? [] : inEachLanguage(known)));

  function choicesOf(prompt: string, languages: readonly string[]): ReadonlySet<string> {
    const needs = languages.flatMap((language) => prompts.needs(prompt, language));
    return new Set(needs.flatMap((need) => (need.branches === undefined ? [] : [need.variable])));
  }

  function branchesOf(prompt: string, variable: string, language: string): readonly string[] | undefined {
    return prompts.needs(prompt, language).find((need) => need.variable === variable && need.branches)
      ?.branches;
  }

  function inEachLanguage(known: {
    prompt: string;
    variable: string;
    codes: ReadonlySet<string>;
    languages: ReadonlySet<string>;
  }): Finding[] {
    const { prompt, variable } = known;
    const named = new Set(
      [...known.languages].flatMap((language) => branchesOf(prompt, variable, language) ?? []),
    );
    return [...known.languages].flatMap((language) => {
      const branches = branchesOf(prompt, variable, language);
      if (branches === undefined) return [];
      const impossible = branches.filter((branch) => !known.codes.has(branch));
      const missing = [...named].filter((code) => known.codes.has(code) && !branches.includes(code));
      return [
        ...impossible.map((branch) => {
          const meant = nearest(branch, known.codes);
          return prompts.finding(prompt, language, {
            severity: 'warning',
            code: 'select-branches',
            message: `"${prompt}": {${variable}} is never "${branch}"`,
            mend:
              meant === undefined ? `It can be: ${[...known.codes].join(', ')}` : `Did you mean "${meant}"?`,
          });
        }),
        ...(missing.length === 0
          ? []
          : [
              prompts.finding(prompt, language, {
                severity: 'warning',
                code: 'select-branches',
                message: `"${prompt}": {${variable}} has no branch for ${missing.join(', ')}, which other languages have`,
                mend: 'Translate it; without a branch callers hear `other`',
              }),
            ]),
      ];
    });
  }
};
