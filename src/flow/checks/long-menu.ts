import type { Finding } from '../../source/finding.ts';
import { menusBehind } from '../menu-depth.ts';
import type { Step } from '../step.ts';
import type { Check, PromptCatalog } from './check.ts';
import { longestPrompt } from './long-prompt.ts';

/**
 * A menu that takes too long to say as a whole: its text and all of its choices. The first menus of a line, which every
 * caller hears, must keep to `menu-seconds`; of any other what is said of long prompts holds. Times are estimated from
 * the texts; `centralino render` measures them.
 */
export const longMenu: Check = ({ project, prompts, reach, entryFlows }) =>
  menusBehind(project, entryFlows).flatMap(({ flow, name, step, main }): Finding[] => {
    const limit = main ? project.settings['menu-seconds'] : longestPrompt(project.settings);
    const listed = step.prompts.some(({ path }) => path[0] === 'menu');
    if (!main && !listed) return [];
    const long = reach
      .languages(flow.name, name)
      .map((language) => ({ language, seconds: Math.round(menuSeconds(step, language, prompts)) }))
      .filter(({ seconds }) => seconds > limit);
    if (long.length === 0) return [];
    const each = long.map(({ language, seconds }) => `${seconds} s in ${language}`).join(', ');
    return [
      flow.source.finding(['steps', name], {
        code: 'long-menu',
        severity: main ? 'error' : 'warning',
        message: `the menu takes about ${each}, more than ${limit} s`,
        mend: 'Shorten the texts of its choices, or move some to a menu of their own',
      }),
    ];
  });

/** About how long a menu takes to say in a call of this language, at most: a choice may be in a language of its own. */
export function menuSeconds(step: Step, language: string, prompts: Pick<PromptCatalog, 'seconds'>): number {
  const of = (part: string) =>
    step.prompts
      .filter(({ path }) => path[0] === part)
      .reduce((sum, use) => sum + prompts.seconds(use.prompt, use.languages?.[0] ?? language), 0);
  return of('say') + of('menu');
}
