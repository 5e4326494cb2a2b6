import type { Advance } from '../flow/interpreter.ts';
import type { Project } from '../flow/project.ts';

/** What a caller did at a menu: `key` is what they chose by (0-9 * #), `silence`, or `wrong` for any other key. */
export interface MenuUse {
  readonly flow: string;
  readonly step: string;
  readonly key: string;
}

/** How often that happened. Nothing in it is about a person. */
export interface MenuCount extends MenuUse {
  readonly count: number;
}

/** Counts what callers choose. It must not hold up a call. */
export interface MenuUsage {
  count(use: MenuUse): void;
}

/** What an event did at menus; exits that callers do not choose (the last attempt failed) are none. */
export function menuUses(project: Project, { taken, missed }: Pick<Advance, 'taken' | 'missed'>): MenuUse[] {
  const chosen = taken.flatMap(({ flow, step, exit }) => {
    const key = exit === 'operator' ? '0' : exit === 'back' ? '*' : /^menu\.(.)$/.exec(exit ?? '')?.[1];
    return key === undefined ? [] : [{ flow, step, key }];
  });
  const others = missed.map(({ flow, step, what }) => ({ flow, step, key: what }));
  return [...chosen, ...others].filter(({ flow, step }) => project.step(flow, step).kind === 'menu');
}
