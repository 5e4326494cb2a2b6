import type { Source } from '../source/source.ts';
import type { Identity } from './identity.ts';
import type { ProjectSettings } from './settings.ts';
import type { Step } from './step.ts';
import type { Fields } from './types.ts';

/** Opening hours as the flows see them; numbers/ gives the real ones. Times are epoch ms. */
export interface FlowCalendars {
  readonly names: readonly string[];
  isOpen(name: string, at: number): boolean;
  partOfDay(at: number): string;
  readonly campaigns: FlowCampaigns;
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
  readonly flows: ReadonlyMap<string, Flow>;

  constructor(given: {
    version: string;
    settings: ProjectSettings;
    settingsSource: Source;
    calendars: FlowCalendars;
    identity: Identity;
    flows: ReadonlyMap<string, Flow>;
  }) {
    this.version = given.version;
    this.settings = given.settings;
    this.settingsSource = given.settingsSource;
    this.calendars = given.calendars;
    this.identity = given.identity;
    this.flows = given.flows;
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
