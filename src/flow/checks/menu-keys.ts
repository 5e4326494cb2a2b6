import type { Finding } from '../../source/finding.ts';
import type { Flow, Project } from '../project.ts';
import { type Exit, exitPath } from '../step.ts';
import type { Check } from './check.ts';
import { stepsOf } from './steps-of.ts';

/** More choices than this nobody remembers. */
const mostChoices = 8;

/** What a key means everywhere else, the key of the step that says otherwise, and the target that is no other meaning. */
const usual: ReadonlyMap<string, { field: string; meaning: string; target: string }> = new Map([
  ['0', { field: 'operator', meaning: 'the operator', target: '.operator' }],
  ['*', { field: 'back', meaning: 'the way back', target: '.back' }],
]);

/** Choices that lead nowhere new: every menu may have them. */
const always: ReadonlySet<string> = new Set(['.repeat', '.back', '.operator']);

/** Keys of a menu that mean something else everywhere, and menus that offer too much. */
export const menuKeys: Check = ({ project, prompts, reach }) =>
  stepsOf(project).flatMap(({ flow, name, step }): Finding[] => {
    const choices = step.exits.filter((exit) => exit.name.startsWith('menu.'));
    const finding = (path: readonly string[], severity: Finding['severity'], message: string, mend: string) =>
      flow.source.finding(['steps', name, ...path], { code: 'menu-keys', severity, message, mend });
    const found = choices.flatMap((exit) => {
      const key = keyOf(exit);
      const other = usual.get(key);
      if (other === undefined) return [];
      if (step.exits.some((one) => one.name === other.field))
        return [
          finding(
            placeOf(exit),
            'error',
            `key ${key} has two targets: here and in \`${other.field}:\``,
            'Keep one of the two',
          ),
        ];
      return exit.target === other.target || (key === '0' && goesToOperator(project, flow, exit.target))
        ? []
        : [
            finding(
              placeOf(exit),
              'warning',
              `key ${key} is ${other.meaning} everywhere else`,
              `Write \`${other.field}: ...\` if that is meant, or take another key`,
            ),
          ];
    });
    for (const use of step.prompts.filter(({ path }) => path[0] === 'menu')) {
      const silent = (use.languages ?? reach.languages(flow.name, name)).filter(
        (language) =>
          prompts.has(use.prompt, language) &&
          !prompts.needs(use.prompt, language).some(({ variable }) => variable === 'tasto'),
      );
      if (silent.length > 0)
        found.push(
          finding(
            use.path,
            'warning',
            `"${use.prompt}" (${silent.join(', ')}) does not say its key`,
            'Write {tasto, number} into the text',
          ),
        );
    }
    const hash = choices.find((exit) => keyOf(exit) === '#');
    if (hash !== undefined) {
      found.push(
        finding(
          placeOf(hash),
          'warning',
          'key # may be lost: it is taken for the end of the entry before',
          'Take another key',
        ),
      );
    }
    const offered = choices.filter(({ target }) => !always.has(target)).length;
    if (offered > mostChoices) {
      found.push(
        finding(
          ['menu'],
          'warning',
          `the menu has ${offered} choices`,
          `Keep to ${mostChoices}: split it in two menus`,
        ),
      );
    }
    return found;
  });

function keyOf({ name }: Exit): string {
  return name.replace('menu.', '');
}

/** A step that goes into the flow behind 0, with what is known of the caller's wish, is the operator as well. */
function goesToOperator({ settings }: Project, flow: Flow, target: string): boolean {
  const operator = flow.operator ?? settings.operator;
  // In the operators' own flow every step is on the way to one.
  return flow.name === operator || flow.steps.get(target)?.subFlow?.flow === operator;
}

/** The line of the choice: its key in a map, its entry in a list. */
function placeOf(exit: Exit): readonly string[] {
  return exitPath(exit).slice(0, 2);
}
