import type { Flow, Project } from './project.ts';
import type { Step } from './step.ts';

/** A menu that callers can come to. */
export interface ReachedMenu {
  readonly flow: Flow;
  readonly name: string;
  readonly step: Step;
  /** The menus gone through before it, as flow/step. */
  readonly through: readonly string[];
  /** Whether it is the first thing that a line asks of its callers, the choice of a language apart. */
  readonly main: boolean;
}

/** Where a call stands, and the menus it has gone through. */
interface Place {
  readonly flow: Flow;
  readonly name: string;
  readonly step: Step;
  readonly through: readonly string[];
}

/**
 * The menus behind the numbers, each with the menus before it on the way with the fewest of them. What counts are
 * steps of the kind `menu`, those of information and of languages too; what is keyed in or picked from somebody's own
 * list is none. A block (`go` with `on`) is passed like a single step: the menus inside it are counted for themselves,
 * not for what comes after it. Whoever has keyed something in has arrived at a service: behind an `ask`, or a block
 * that asks, the count begins anew.
 * @param entries undefined where the numbers are not known: then no way to a menu is
 */
export function menusBehind(
  project: Project,
  entries: readonly { readonly flow: string }[] | undefined,
): readonly ReachedMenu[] {
  if (entries === undefined) return [];
  const reached = new Map<Step, Place>();
  // By the number of menus before: those with fewer are looked at first.
  const levels: Place[][] = [
    [...entries.flatMap(({ flow }) => startOf(project, flow, [])), ...servicesOf(project)],
  ];
  for (const level of levels) {
    for (const place of level) {
      if (reached.has(place.step)) continue;
      reached.set(place.step, place);
      const isMenu = place.step.kind === 'menu';
      const through = isMenu ? [...place.through, `${place.flow.name}/${place.name}`] : place.through;
      const next = placesAfter(project, place, through);
      if (!isMenu) level.push(...next);
      else if (next.length > 0) {
        levels[through.length] ??= [];
        levels[through.length]?.push(...next);
      }
    }
  }
  const main = mainMenus(project, entries);
  return [...reached.values()]
    .filter(({ step }) => step.kind === 'menu')
    .map((place) => ({ ...place, main: main.has(place.step) }));
}

/** The menus that callers of a line come to before they have pressed anything; a block with a menu of its own is passed. */
function mainMenus(project: Project, entries: readonly { readonly flow: string }[]): ReadonlySet<Step> {
  const seen = new Set<Step>();
  const open = entries.flatMap(({ flow }) => startOf(project, flow, []));
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { flow, step } = place;
    if (seen.has(step)) continue;
    seen.add(step);
    if (step.listens === true) continue;
    const block = step.subFlow && project.flows.get(step.subFlow.flow);
    open.push(...(block === undefined ? [] : placeOf(block, block.start, [])));
    if (!asks(project, block)) open.push(...step.exits.flatMap(({ target }) => placeOf(flow, target, [])));
  }
  return new Set([...seen].filter(({ kind }) => kind === 'menu'));
}

/** Whether something is keyed in in a flow, or in a block that it enters. */
function asks(project: Project, flow: Flow | undefined): boolean {
  const flows = new Set(flow === undefined ? [] : [flow]);
  for (const one of flows)
    for (const { kind, subFlow, exits } of one.steps.values()) {
      if (kind === 'ask') return true;
      const block = subFlow === undefined || exits.length === 0 ? undefined : project.flows.get(subFlow.flow);
      if (block !== undefined) flows.add(block);
    }
  return false;
}

/** Where callers stand once they have keyed something in. */
function servicesOf(project: Project): readonly Place[] {
  return [...project.flows.values()].flatMap((flow) =>
    [...flow.steps.values()]
      .filter(
        ({ kind, subFlow, exits }) =>
          kind === 'ask' ||
          (subFlow !== undefined && exits.length > 0 && asks(project, project.flows.get(subFlow.flow))),
      )
      .flatMap(({ exits }) => exits.flatMap(({ target }) => placeOf(flow, target, []))),
  );
}

function placesAfter(project: Project, { flow, step }: Place, through: readonly string[]): readonly Place[] {
  const operator = flow.operator ?? project.settings.operator;
  const toOperator = step.listens === true || step.exits.some(({ target }) => target === '.operator');
  return [
    ...step.exits.flatMap(({ target }) => placeOf(flow, target, through)),
    ...(step.subFlow === undefined ? [] : startOf(project, step.subFlow.flow, through)),
    ...(toOperator ? startOf(project, operator, through) : []),
  ];
}

function startOf(project: Project, name: string, through: readonly string[]): readonly Place[] {
  const flow = project.flows.get(name);
  return flow === undefined ? [] : placeOf(flow, flow.start, through);
}

function placeOf(flow: Flow, name: string, through: readonly string[]): readonly Place[] {
  const step = flow.steps.get(name);
  return step === undefined ? [] : [{ flow, name, step, through }];
}
