import type { PromptCall } from '../flow/actions.ts';
import { type FlowCalendars, Project } from '../flow/project.ts';
import type { DatedMailing } from '../numbers/mailing.ts';
import type { Messages } from '../speech/messages.ts';

/** What is simulated: flows, prompts and numbers, read and checked. */
export interface SimulatedService {
  readonly project: Project;
  readonly messages: Messages;
  readonly mailing: DatedMailing;
  readonly plan: {
    readonly lines: readonly SimulatedLine[];
    resolve(dialled: readonly string[]): SimulatedLine | undefined;
  };
}

interface SimulatedLine {
  readonly id: string;
  readonly number: string;
  readonly flow: string;
  readonly language: string;
}

/** Where a call begins. */
export interface Entrance {
  readonly line: string;
  readonly flow: string;
  readonly language: string;
}

/** The line behind a dialled number, as the engine takes it: an unknown number has its own flow. */
export function entranceOf({ project, plan }: SimulatedService, dialled: string): Entrance {
  const [defaultLanguage = 'it'] = project.settings.languages;
  const line = plan.resolve([dialled]) ?? {
    id: 'unknown',
    flow: project.settings['unknown-number'],
    language: defaultLanguage,
  };
  const language = project.settings.languages.includes(line.language) ? line.language : defaultLanguage;
  return { line: line.id, flow: line.flow, language };
}

/** The same flows under other opening hours. */
export function withHours(
  project: Project,
  given: {
    readonly open?: Readonly<Record<string, boolean>>;
    readonly partOfDay?: string | undefined;
  },
): Project {
  const { calendars, version, settings, settingsSource, flows, identity, queues } = project;
  const mocked: FlowCalendars = {
    names: calendars.names,
    isOpen: (name, at) => given.open?.[name] ?? calendars.isOpen(name, at),
    opening: (name, at) => calendars.opening(name, at),
    partOfDay: (at) => given.partOfDay ?? calendars.partOfDay(at),
    campaigns: calendars.campaigns,
  };
  return new Project({ version, settings, settingsSource, flows, identity, queues, calendars: mocked });
}

/** Milliseconds before a word, and for each character: about how fast the synthesis speaks. */
const breathMs = 300;
const characterMs = 65;

/** Texts of prompts, and about how long they take to speak. */
export class Texts {
  readonly #messages: Messages;

  constructor(messages: Messages) {
    this.#messages = messages;
  }

  /** What the caller hears. @throws MessageError for values that the text cannot take */
  spoken({ prompt, language, values }: PromptCall): string {
    return this.#messages.format(prompt, language, values).text;
  }

  /** The same for a reader: a text that cannot be made says so. */
  shown(call: PromptCall): string {
    try {
      return this.spoken(call);
    } catch {
      return '(cannot be spoken)';
    }
  }

  /** About how long prompts take, in ms. What cannot be spoken takes no time: it is reported elsewhere. */
  readonly speechMs = (prompts: readonly PromptCall[]): number => {
    let characters = 0;
    for (const prompt of prompts) {
      try {
        characters += this.spoken(prompt).length;
      } catch {
        return breathMs;
      }
    }
    return breathMs + characters * characterMs;
  };
}
