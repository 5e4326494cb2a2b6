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
  /** Where a block goes on when it ends here: in each flow that enters it, and only in calls that did. */
  readonly returnsTo: { readonly caller: Place; readonly next: Place }[];
  /** Where the block that this step enters ends, and where the call goes on then. */
  readonly comesBack: { readonly inner: Place; readonly next: Place }[];
}

/** Where a call at this place can go on. A block returns only to steps that a call has been at. */
function onwardsFrom({ leadsTo, returnsTo }: Place): readonly Place[] {
  return [...leadsTo, ...returnsTo.filter(({ caller }) => caller.languages.size > 0).map(({ next }) => next)];
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
    // Whoever is called back has a language already.
    spread(starts(project.settings['call-back'] ?? ''), languages);
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
  const places = new Map<string, Map<string, Place>>(
    [...project.flows.values()].map((flow) => [
      flow.name,
      new Map(
        [...flow.steps].map(([name, step]) => [
          name,
          {
            flow,
            name,
            step,
            languages: new Set<string>(),
            leadsTo: new Set<Place>(),
            returnsTo: [],
            comesBack: [],
          },
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
    const comeBack = (inner: Place, next: Place) => {
      inner.returnsTo.push({ caller: place, next });
      place.comesBack.push({ inner, next });
    };
    const { subFlow } = step;
    if (step.listens || step.returns !== undefined || step.exits.some(({ target }) => target === '.operator'))
      lead(start(flow.operator ?? project.settings.operator));
    lead(subFlow && start(subFlow.flow));
    const { language } = project.settings;
    if (step.kind === 'menu' && language !== undefined && flow.name !== language) {
      lead(start(language));
      for (const inner of places.get(language)?.values() ?? [])
        if (inner.step.returns !== undefined) comeBack(inner, place);
    }
    for (const { name, target } of step.exits) {
      const next = placeAt(places, flow.name, target);
      const returned = subFlow === undefined ? undefined : /^on\.(.*)$/.exec(name)?.[1];
      if (subFlow === undefined || returned === undefined) lead(next);
      else if (next !== undefined) {
        for (const inner of places.get(subFlow.flow)?.values() ?? [])
          if (inner.step.returns === returned) comeBack(inner, next);
      }
    }
  }
  return places;
}

/** Gives a place some languages, and on to all that follows. */
function spread(place: Place | undefined, languages: Iterable<string>): void {
  const open = place === undefined ? [] : [{ place, languages: [...languages] }];
  for (let now = open.pop(); now !== undefined; now = open.pop()) {
    const { place: here, languages: given } = now;
    const news = given.filter((language) => !here.languages.has(language));
    if (news.length === 0) continue;
    const isFirst = here.languages.size === 0;
    for (const language of news) here.languages.add(language);
    for (const target of onwardsFrom(here)) open.push({ place: target, languages: spokenAfter(here, news) });
    // What others brought out of the block before comes here too, now that a call can enter it from here.
    if (!isFirst) continue;
    for (const { inner, next } of here.comesBack)
      if (inner.languages.size > 0)
        open.push({ place: next, languages: spokenAfter(inner, [...inner.languages]) });
  }
}

/** The languages in which a call goes on from a place where it stands in the given ones. */
function spokenAfter({ step }: Place, languages: string[]): string[] {
  return step.speaks === undefined ? languages : [step.speaks];
}

/** `*` leads to any listening step passed before, in the language of now. True when that gave a step a new one. */
function spreadBack(places: Places): boolean {
  const all = [...places.values()].flatMap((steps) => [...steps.values()]);
  const passed = new Map<Place, Place[]>();
  for (const place of all)
    for (const target of onwardsFrom(place)) {
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
