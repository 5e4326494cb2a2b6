import { randomUUID } from 'node:crypto';
import type { RedisMatcher } from '../matching/redis-matcher.ts';
import type { Proficiency } from '../queues/queue.ts';
import type { Language } from '../speech/language.ts';
import { until } from './until.ts';

/** An operator as the matching has one, whatever phone belongs to it; the phone rings under the operator's name. */
export class SignedIn {
  readonly name: string;
  protected readonly matcher: RedisMatcher;
  readonly #session = randomUUID();

  constructor(name: string, matcher: RedisMatcher) {
    this.name = name;
    this.matcher = matcher;
  }

  /** Logs in, paused. @param proficiency of all topics in all languages */
  async signIn(
    topics: readonly string[],
    languages: readonly Language[] = ['it'],
    proficiency: Proficiency = 5,
  ): Promise<void> {
    await this.matcher.signIn({
      operator: this.name,
      session: this.#session,
      name: this.name,
      ring: this.name,
      skills: topics.flatMap((topic) =>
        languages.map((language) => ({ topic, language, level: 1 as const, proficiency })),
      ),
    });
  }

  async ready(): Promise<void> {
    await this.matcher.ready(this.desk);
  }

  /** What rings there stops, the caller is in its place again. */
  async signOut(): Promise<void> {
    await this.matcher.signOut(this.desk);
  }

  /** The state, and the reason of a pause behind it. */
  async state(): Promise<string> {
    const view = await this.matcher.operator(this.name);
    return [view?.state ?? 'nobody', view?.reason ?? ''].join(' ').trim();
  }

  /** Waits for it. */
  async is(state: string): Promise<void> {
    let last = '';
    await until(`${this.name} is ${state}`, async () => {
      last = await this.state();
      return last === state;
    }).catch((error: Error) => {
      throw new Error(`${error.message}: is ${last}`);
    });
  }

  /** Waits for a conversation. @returns its id */
  async conversationId(): Promise<string> {
    return await until(
      `a conversation of ${this.name}`,
      async () => (await this.matcher.operator(this.name))?.conversation?.id,
    );
  }

  protected get desk() {
    return { operator: this.name, session: this.#session };
  }
}
