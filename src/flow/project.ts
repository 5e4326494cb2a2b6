import type { Source } from '../source/source.ts';
import type { Identity } from './identity.ts';
import type { ProjectSettings } from './settings.ts';
import type { Step } from './step.ts';
import type { Fields } from './types.ts';

/** Opening hours as the flows see them; numbers/ gives the real ones. Times are epoch ms. */
export interface FlowCalendars {
  readonly names: readonly string[];
  isOpen(name: string, at: number): boolean;
  /** When it opens the next time, at `at` at the earliest. */
  opening(name: string, at: number): Opening;
  partOfDay(at: number): string;
  readonly campaigns: FlowCampaigns;
}

/** An opening as it is said: `mai` has neither day nor time. */
export type Opening =
  | { readonly quando: 'oggi' | 'domani' | 'giorno'; readonly giorno: string; readonly ora: string }
  | { readonly quando: 'mai' };

/** A queue of operators as the flows see it; queues/ gives the real ones. */
export interface FlowQueue {
  readonly name: string;
  readonly topic: string;
  /** Callers come into those of the first level; operators alone lead to the second. */
  readonly level: 1 | 2;
  /** The calendar in which it is open, by language. */
  readonly calendars: Readonly<Record<string, string>>;
  readonly callBack: boolean;
  /** Conversations are recorded; callers hear so before the operator is there. */
  readonly records: boolean;
  /** Its own text for that, in place of the one in the settings. */
  readonly notice?: string | undefined;
  /** Texts on its topic that callers hear while they wait, by turns. */
  readonly pills: readonly string[];
}

/** Times at which certain documents can be asked for. Times are epoch ms. */
export interface FlowCampaigns {
  /** The documents that have such times. */
  readonly names: readonly string[];
  isOpen(name: string, at: number): boolean;
  /** The year that the document is about which can be asked for then, or could be last. */
  year(name: string, at: number): number;
}

/** One flow file, read. */
export interface Flow {
  readonly name: string;
  readonly title: string;
  readonly start: string;
  /** What whoever enters this flow must hand over; undefined where the flow does not say. */
  readonly parameters: Fields | undefined;
  /** What operators are asked for from here on; false: nothing yet; undefined: what it was before. */
  readonly topic: string | false | undefined;
  /** The flow behind `0`, where it is not the project's. */
  readonly operator: string | undefined;
  /** Whoever hangs up in it is offered to go on; at the steps named in `done` (also `block/step`) it is finished. */
  readonly resumable: { readonly done: readonly string[] } | undefined;
  readonly steps: ReadonlyMap<string, Step>;
  readonly source: Source;
}

/** All flows of one version: what a call runs on from its first event to its last. */
export class Project {
  /** Changes whenever a flow file or the settings change. */
  readonly version: string;
  readonly settings: ProjectSettings;
  readonly settingsSource: Source;
  readonly calendars: FlowCalendars;
  readonly identity: Identity;
  readonly queues: readonly FlowQueue[];
  readonly flows: ReadonlyMap<string, Flow>;

  constructor(given: {
    version: string;
    settings: ProjectSettings;
    settingsSource: Source;
    calendars: FlowCalendars;
    identity: Identity;
    queues: readonly FlowQueue[];
    flows: ReadonlyMap<string, Flow>;
  }) {
    this.version = given.version;
    this.settings = given.settings;
    this.settingsSource = given.settingsSource;
    this.calendars = given.calendars;
    this.identity = given.identity;
    this.queues = given.queues;
    this.flows = given.flows;
  }

  /** The queue that callers with this topic come into. */
  queueFor(topic: string): FlowQueue | undefined {
    return this.queues.find((queue) => queue.level === 1 && queue.topic === topic);
  }

  /** @throws RangeError for a flow that does not exist: the checks refuse such a project. */
  flow(name: string): Flow {
    const flow = this.flows.get(name);
    if (flow === undefined) throw new RangeError(`there is no flow "${name}"`);
    return flow;
  }

  /** @throws RangeError for a step that does not exist: the checks refuse such a project. */
  step(flow: string, name: string): Step {
    const step = this.flow(flow).steps.get(name);
    if (step === undefined) throw new RangeError(`flow "${flow}" has no step "${name}"`);
    return step;
  }
}
