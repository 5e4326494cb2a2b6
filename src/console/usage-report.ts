import type { MenuCount } from '../call/menu-usage.ts';
import type { Project } from '../flow/project.ts';
import { builtInTargets } from '../flow/steps/fields.ts';

/** One choice of a menu and how much it is used. */
export interface ChoiceUsage {
  readonly key: string;
  /** The step it leads to, or .repeat, .back, .operator, .hang-up. */
  readonly target: string;
  readonly count: number;
  /** Of everything callers did at this menu, from 0 to 1. */
  readonly share: number;
}

/** How a menu is used. */
export interface MenuReport {
  readonly flow: string;
  readonly step: string;
  /** Times that a caller did something there, or nothing. */
  readonly times: number;
  /** In the order they are offered in. */
  readonly choices: readonly ChoiceUsage[];
  /** The other things callers do there: `0` and `*` in their usual meaning, a wrong key, silence. */
  readonly others: readonly { readonly key: string; readonly count: number; readonly share: number }[];
  /** Today's keys of the choices that lead on, most used first: the order that usage suggests. */
  readonly suggested: readonly string[];
  /** Whether that is another order than today's. */
  readonly reorder: boolean;
}

const usualKeys = ['0', '*', 'wrong', 'silence'];

/** What the counts say about the menus that there are; counts of flows and steps that are gone are left out. */
export function usageReport(project: Project, counts: readonly MenuCount[]): readonly MenuReport[] {
  const byField = new Map(counts.map((one) => [`${one.flow}/${one.step}/${one.key}`, one.count]));
  return [...project.flows.values()].flatMap((flow) =>
    [...flow.steps]
      .filter(([, { kind }]) => kind === 'menu')
      .map(([step, { exits }]): MenuReport => {
        const countOf = (key: string) => byField.get(`${flow.name}/${step}/${key}`) ?? 0;
        const offered = exits
          .filter(({ name }) => name.startsWith('menu.'))
          .map(({ name, target }) => ({ key: name.replace('menu.', ''), target }));
        const rest = usualKeys.filter((key) => offered.every((one) => one.key !== key));
        const times = [...offered.map(({ key }) => key), ...rest].reduce((sum, key) => sum + countOf(key), 0);
        const used = (key: string) => ({
          count: countOf(key),
          share: times === 0 ? 0 : countOf(key) / times,
        });
        const leadsOn = offered
          .filter(({ target }) => !builtInTargets.includes(target))
          .map(({ key }) => key);
        const suggested = leadsOn.toSorted((one, other) => countOf(other) - countOf(one));
        return {
          flow: flow.name,
          step,
          times,
          choices: offered.map((one) => ({ ...one, ...used(one.key) })),
          others: rest.map((key) => ({ key, ...used(key) })).filter(({ count }) => count > 0),
          suggested,
          reorder: suggested.some((key, index) => key !== leadsOn[index]),
        };
      }),
  );
}
