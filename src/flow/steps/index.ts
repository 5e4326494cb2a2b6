import type { StepKind } from '../step.ts';
import { ask } from './ask.ts';
import { choose } from './choose.ts';
import { go } from './go.ts';
import { hangUp } from './hang-up.ts';
import { language } from './language.ts';
import { lookUp } from './look-up.ts';
import { menu } from './menu.ts';
import { pick } from './pick.ts';
import { returnStep } from './return.ts';
import { say } from './say.ts';
import { set } from './set.ts';

/** Every kind of step, by the key that marks it. Adding a kind is adding a file and a line here. */
export const stepKinds: ReadonlyMap<string, StepKind> = new Map(
  // `menu`, `ask` and `pick` before `say`: they have a `say` too.
  [menu, ask, pick, lookUp, choose, go, returnStep, language, hangUp, set, say].map((kind) => [
    kind.kind,
    kind,
  ]),
);
