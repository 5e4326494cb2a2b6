import type { EntryFlow } from './checks/check.ts';
import type { Flow, Project } from './project.ts';
import type { Step } from './step.ts';

/** Where calls can get to, and in which languages. */
export interface Reach {
  /** Whether any number leads to this flow. */
  reaches(flow: string): boolean;
  /** The languages in which a call can stand at a step; every language of the service where none is known. */
  languages(flow: string, step: string): readonly string[];
}

/** A step of a flow. */
interface Place {
  readonly flow: Flow;
  readonly name: string;
  readonly step: Step;
  readonly languages: Set<string>;
  readonly leadsTo: Set<Place>;
}

/**
 * Follows the languages from the numbers through the flows: along exits, into other flows and back out of them, to
 * the operator, and with `*` back to steps passed before, in the language chosen since.
 * @param entries undefined where the numbers are not known: every flow is then reached in every language
 */
export function reachOf(project: Project, entries: readonly EntryFlow[] | undefined): Reach {
  const { languages } = project.settings;
  const places = placesOf(project);
  const starts = (flow: string) => placeAt(places, flow, project.flows.get(flow)?.start ?? '');
  if (entries !== undefined) {
    spread(starts(project.settings['unknown-number']), languages.slice(0, 1));
    for (const { flow, language } of entries)
      spread(starts(flow), [languages.includes(language) ? language : (languages[0] ?? language)]);
    while (spreadBack(places));
  }
  const known = (flow: string, step: string) => placeAt(places, flow, step)?.languages ?? new Set();
  return {
    reaches: (flow) => entries === undefined || (starts(flow)?.languages.size ?? 0) > 0,
    languages: (flow, step) => {
      const reached = languages.filter((language) => known(flow, step).has(language));
      return reached.length === 0 ? languages : reached;
    },
  };
}

type Places = ReadonlyMap<string, ReadonlyMap<string, Place>>;

function placeAt(places: Places, flow: string, step: string): Place | undefined {
  return places.get(flow)?.get(step);
}

function placesOf(project: Project): Places {
  const places = new Map(
    [...project.flows.values()].map((flow) => [
      flow.name,
      new Map(
        [...flow.steps].map(([name, step]) => [
          name,
          { flow, name, step, languages: new Set<string>(), leadsTo: new Set<Place>() },
        ]),
      ),
    ]),
  );
  const start = (flow: string) => placeAt(places, flow, project.flows.get(flow)?.start ?? '');
  for (const place of [...places.values()].flatMap((steps) => [...steps.values()])) {
    const { flow, step, leadsTo } = place;
    const lead = (target: Place | undefined) => {
      if (target !== undefined) leadsTo.add(target);
    };
    const { subFlow } = step;
    if (step.listens || step.returns !== undefined || step.exits.some(({ target }) => target === '.operator'))
      lead(start(flow.operator ?? project.settings.operator));
    lead(subFlow && start(subFlow.flow));
    const { language } = project.settings;
    if (step.kind === 'menu' && language !== undefined && flow.name !== language) {
      lead(start(language));
      for (const inner of places.get(language)?.values() ?? [])
        if (inner.step.returns !== undefined) inner.leadsTo.add(place);
    }
    for (const { name, target } of step.exits) {
      const next = placeAt(places, flow.name, target);
      const returned = subFlow === undefined ? undefined : /^on\.(.*)$/.exec(name)?.[1];
      if (subFlow === undefined || returned === undefined) lead(next);
      else if (next !== undefined) {
        for (const inner of places.get(subFlow.flow)?.values() ?? [])
          if (inner.step.returns === returned) inner.leadsTo.add(next);
      }
    }
  }
  return places;
}

/** Gives a place some languages, and on to all that follows. */
function spread(place: Place | undefined, languages: Iterable<string>): void {
  const open = place === undefined ? [] : [{ place, languages: [...languages] }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { place: here, languages: given } = next;
    const news = given.filter((language) => !here.languages.has(language));
    if (news.length === 0) continue;
    for (const language of news) here.languages.add(language);
    const onwards = here.step.speaks === undefined ? news : [here.step.speaks];
    for (const target of here.leadsTo) open.push({ place: target, languages: onwards });
  }
}

/** `*` leads to any listening step passed before, in the language of now. True when that gave a step a new one. */
function spreadBack(places: Places): boolean {
  const all = [...places.values()].flatMap((steps) => [...steps.values()]);
  const passed = new Map<Place, Place[]>();
  for (const place of all)
    for (const target of place.leadsTo) {
      const before = passed.get(target);
      if (before === undefined) passed.set(target, [place]);
      else before.push(place);
    }
  const behind = new Map(all.map((place) => [place, new Set<string>()]));
  const open = all
    .filter((place) => place.step.listens)
    .map((place) => ({ place, given: [...place.languages] }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const before of passed.get(next.place) ?? []) {
      const known = behind.get(before);
      const news = next.given.filter((language) => known !== undefined && !known.has(language));
      if (before.languages.size === 0 || news.length === 0) continue;
      for (const language of news) known?.add(language);
      open.push({ place: before, given: news });
    }
  }
  let grown = false;
  for (const [place, languages] of behind) {
    if (!place.step.listens) continue;
    const news = [...languages].filter((language) => !place.languages.has(language));
    if (news.length > 0) grown = true;
    spread(place, news);
  }
  return grown;
}
