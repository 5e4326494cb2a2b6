import type { Finding } from '../../source/finding.ts';
import type { Check } from './check.ts';
import { stepsOf } from './steps-of.ts';

/** More choices than this nobody remembers. */
const mostKeys = 9;

/** What a key means everywhere else, and the key of the step that says otherwise. */
const usual: ReadonlyMap<string, { field: string; meaning: string }> = new Map([
  ['0', { field: 'operator', meaning: 'the operator' }],
  ['*', { field: 'back', meaning: 'the way back' }],
]);

/** Keys of a menu that mean something else everywhere, and menus that offer too much. */
export const menuKeys: Check = ({ project }) =>
  stepsOf(project).flatMap(({ flow, name, step }): Finding[] => {
    const keys = step.exits.flatMap((exit) => /^menu\.(.)$/.exec(exit.name)?.[1] ?? []);
    const finding = (key: readonly string[], severity: Finding['severity'], message: string, mend: string) =>
      flow.source.finding(['steps', name, 'menu', ...key], { code: 'menu-keys', severity, message, mend });
    const found = keys.flatMap((key) => {
      const other = usual.get(key);
      if (other === undefined) return [];
      return step.exits.some((exit) => exit.name === other.field)
        ? [
            finding(
              [key],
              'error',
              `key ${key} has two targets: here and in \`${other.field}:\``,
              'Keep one of the two',
            ),
          ]
        : [
            finding(
              [key],
              'warning',
              `key ${key} is ${other.meaning} everywhere else`,
              `Write \`${other.field}: ...\` if that is meant, or take another key`,
            ),
          ];
    });
    if (keys.includes('#')) {
      found.push(
        finding(
          ['#'],
          'warning',
          'key # may be lost: it is taken for the end of the entry before',
          'Take another key',
        ),
      );
    }
    if (keys.length > mostKeys) {
      found.push(
        finding(
          [],
          'warning',
          `the menu has ${keys.length} keys`,
          `Keep to ${mostKeys}: split it in two menus`,
        ),
      );
    }
    return found;
  });
