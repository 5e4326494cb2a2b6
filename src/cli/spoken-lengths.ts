import { constantPrompts } from '../flow/constant-prompts.ts';
import { menusBehind, type ReachedMenu } from '../flow/menu-depth.ts';
import { referencePath, type Variables, type With } from '../flow/values.ts';
import type { Service } from '../project.ts';
import { durationMs } from '../speech/audio-file.ts';
import type { Speaker } from '../speech/speaker.ts';

/** A text that always sounds the same, rendered. */
export interface SpokenText {
  readonly prompt: string;
  /** What fills it, where the flows say so: the key of a choice. */
  readonly values: Variables;
  readonly milliseconds: number;
  readonly path: string;
}

/** A whole menu, its text and all of its choices. */
export interface SpokenMenu {
  readonly menu: string;
  /** A first menu of a line: it has to keep to the limit. */
  readonly main: boolean;
  readonly milliseconds: number;
  readonly over: boolean;
}

/** A text that cannot be had in a minute cannot be had. */
const deadlineMs = 60_000;

/** Measures what a language says, in the voice of a speaker. */
export class SpokenLengths {
  readonly #service: Service;
  readonly #speaker: Speaker;
  readonly #language: string;

  constructor(service: Service, speaker: Speaker, language: string) {
    this.#service = service;
    this.#speaker = speaker;
    this.#language = language;
  }

  /**
   * Every text without values, and every text whose values stand in a flow, the longest first.
   * @throws SpeechError for one that cannot be rendered
   */
  async texts(): Promise<readonly SpokenText[]> {
    const { project, messages } = this.#service;
    const language = this.#language;
    const fixed = messages
      .ids(language)
      .filter((id) => messages.isFixed(id, language))
      .map((prompt) => ({ prompt, values: {} }));
    const filled = constantPrompts(project).filter(
      ({ prompt, languages }) =>
        (languages?.includes(language) ?? true) &&
        messages.has(prompt, language) &&
        !messages.isFixed(prompt, language),
    );
    const texts: SpokenText[] = [];
    for (const { prompt, values } of [...fixed, ...filled])
      texts.push(await this.#measure(prompt, language, values));
    return texts.toSorted(longestFirst);
  }

  /**
   * Whole menus: what is said before the choices, and all choices. What depends on the call (a name, an amount) is
   * left out.
   * @param wanted which of them
   */
  async menus(wanted: 'all' | 'main' = 'all'): Promise<readonly SpokenMenu[]> {
    const { project, messages, plan } = this.#service;
    const menus: SpokenMenu[] = [];
    for (const reached of menusBehind(project, plan.lines)) {
      if (wanted === 'main' && !reached.main) continue;
      let milliseconds = 0;
      for (const { prompt, of, values } of partsOf(reached, this.#language)) {
        if (messages.isFixed(prompt, of) || Object.keys(values).length > 0)
          milliseconds += (await this.#measure(prompt, of, values)).milliseconds;
      }
      const { main } = reached;
      const over = main && milliseconds > project.settings['menu-seconds'] * 1000;
      menus.push({ menu: `${reached.flow.name}/${reached.name}`, main, milliseconds, over });
    }
    return menus.toSorted(longestFirst);
  }

  async #measure(prompt: string, language: string, values: Variables): Promise<SpokenText> {
    const paths = await this.#speaker.render(prompt, language, values, deadlineMs);
    const milliseconds = paths.reduce((sum, path) => sum + (durationMs(path) ?? 0), 0);
    return { prompt, values, milliseconds, path: paths[0] ?? '' };
  }
}

function longestFirst(one: { readonly milliseconds: number }, other: { readonly milliseconds: number }) {
  return other.milliseconds - one.milliseconds;
}

/** What a caller hears when they come to a menu, as far as it is known before a call. */
function partsOf({ step }: ReachedMenu, language: string) {
  return step.prompts
    .filter(({ path }) => path[0] === 'say' || path[0] === 'menu')
    .map(({ prompt, languages, values }) => ({
      prompt,
      of: languages?.[0] ?? language,
      values: literals(values),
    }));
}

function literals(given: With | undefined): Variables {
  if (given === undefined || typeof given === 'string') return {};
  const constant = Object.values(given).every((value) => referencePath(value) === undefined);
  return constant ? given : {};
}
