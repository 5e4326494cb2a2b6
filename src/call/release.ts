import type { Project } from '../flow/project.ts';
import type { Texts, Voice } from './ports.ts';

/** A line of the number plan, as far as a call needs it. */
export interface DialledLine {
  readonly id: string;
  readonly flow: string;
  readonly language: string;
}

/** One version of all that ops staff write: a call holds the one it began with to its end. */
export interface Release {
  readonly project: Project;
  /** The line behind what was dialled, or undefined for a number that is not ours. */
  readonly resolve: (dialled: readonly string[]) => DialledLine | undefined;
  readonly voice: Voice;
  readonly texts: Texts;
}

/** The version that new calls get, and the earlier ones that calls may have begun with. */
export interface Releases {
  readonly current: Release;
  /** A version by its name, from memory or from the store; undefined when it is no longer kept. */
  find(version: string): Promise<Release | undefined>;
}
