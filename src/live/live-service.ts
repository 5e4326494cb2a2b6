import type { Logger } from 'pino';
import type { Releases } from '../call/release.ts';
import { constantPrompts } from '../flow/constant-prompts.ts';
import { loadService, type Service } from '../project.ts';
import { type Finding, FindingsError, findingText } from '../source/finding.ts';
import type { Speaker } from '../speech/speaker.ts';
import { authorshipOf } from '../versions/authorship.ts';
import { changesBetween, changesText } from '../versions/changes.ts';
import { type Content, ContentError, pathOf, readContent } from '../versions/content.ts';
import type { VersionFiles } from '../versions/version-files.ts';
import { type LoadedRelease, loadContent, releaseOf } from './release.ts';

/** What became of a look at flows/ and prompts/. */
export type ReloadResult =
  | { readonly result: 'live' | 'unchanged'; readonly version: string }
  | { readonly result: 'refused'; readonly version: string; readonly findings: readonly Finding[] };

/** A change that did not go live: the version named by the others stays. */
export interface Refusal {
  /** ISO date-time. */
  readonly at: string;
  readonly findings: readonly Finding[];
}

export interface FlowsStatus {
  readonly version: string;
  /** ISO date-time since which new calls get it. */
  readonly since: string;
  readonly flows: number;
  readonly languages: readonly string[];
  /** The last change, while the files still hold it and it cannot go live. */
  readonly refused: Refusal | null;
  /** Since the start of this process. */
  readonly reloads: { readonly live: number; readonly refused: number };
}

export interface LiveServiceOptions {
  readonly flowsDir: string;
  readonly promptsDir: string;
  readonly versions: VersionFiles;
  /** Where a stored version is laid out while it is read. */
  readonly workDir: string;
  /** The first speaker; later ones are made from it. */
  readonly openSpeaker: (service: Service) => Promise<Speaker>;
  /** Told of every version that new calls get, the first one too. */
  readonly wentLive: (service: Service) => void;
  readonly logger: Logger;
}

/** Versions held in memory for calls that are taken over; calls under way hold their own. */
const remembered = 4;

/**
 * The version of flows and prompts that new calls get, and how it is replaced: a change is read and checked as a
 * whole, its audio in the first language made, and only then it is live. What is not all right changes nothing.
 */
export class LiveService implements Releases {
  readonly #options: LiveServiceOptions;
  /** The last one is live. */
  readonly #releases = new Map<string, LoadedRelease>();
  #current: LoadedRelease;
  #content: Content;
  #since = new Date();
  #refused: Refusal | null = null;
  #reloads = { live: 0, refused: 0 };
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(options: LiveServiceOptions, content: Content, release: LoadedRelease) {
    this.#options = options;
    this.#content = content;
    this.#current = release;
    this.#releases.set(release.project.version, release);
  }

  /**
   * Makes live what the folders hold; where that is not all right, the version published last, so that an engine
   * that is started anew in the middle of somebody's edit still takes calls.
   * @throws FindingsError when there is no earlier version either; SpeechError when nothing can be spoken
   */
  static async open(options: LiveServiceOptions): Promise<LiveService> {
    let first: { content: Content; service: Service; refused?: Refusal };
    try {
      first = await readFolders(options);
    } catch (error) {
      const refused = { at: new Date().toISOString(), findings: findingsOf(error) };
      const stored = await newestStored(options);
      if (stored === undefined) throw new FindingsError(refused.findings);
      first = { ...stored, refused };
    }
    const { content, service, refused } = first;
    const speaker = await options.openSpeaker(service);
    await speaker.prepare(firstLanguage(service));
    const live = new LiveService(options, content, releaseOf(service, speaker));
    if (refused === undefined) await live.#publish(undefined);
    else live.#refuse(refused);
    options.wentLive(service);
    return live;
  }

  get current(): LoadedRelease {
    return this.#current;
  }

  get status(): FlowsStatus {
    const { project } = this.#current;
    return {
      version: project.version,
      since: this.#since.toISOString(),
      flows: project.flows.size,
      languages: project.settings.languages,
      refused: this.#refused,
      reloads: this.#reloads,
    };
  }

  async find(version: string): Promise<LoadedRelease | undefined> {
    const known = this.#releases.get(version);
    if (known !== undefined) return known;
    const { versions, workDir } = this.#options;
    const content = await versions.content(version);
    if (content === undefined) return undefined;
    const service = await loadContent(content, workDir);
    const release = releaseOf(service, await this.#voiceFor(service));
    // Before the live one, which stays the last.
    this.#remember(release);
    this.#remember(this.#current);
    return release;
  }

  /** Looks at the folders and makes a valid change live; one at a time. Never rejects. */
  reload(): Promise<ReloadResult> {
    const reloaded = this.#queue.then(() => this.#reload());
    this.#queue = reloaded;
    return reloaded;
  }

  /** Lets a reload under way end, and lets go of the audio. */
  async close(): Promise<void> {
    await this.#queue;
    await this.#current.speaker.close();
  }

  async #reload(): Promise<ReloadResult> {
    try {
      const { version: live } = this.#current.project;
      const { content, service } = await readFolders(this.#options);
      const speaker = await this.#voiceFor(service);
      const { failed } = await speaker.prepare(firstLanguage(service));
      if (failed.length > 0) throw new FindingsError(failed.map((one) => unspeakable(service, one)));
      const release = releaseOf(service, speaker);
      if (content.version === live) {
        // The same texts; a recording may be new.
        this.#current = release;
        this.#remember(release);
        this.#refused = null;
        return { result: 'unchanged', version: live };
      }
      await this.#goLive(content, release);
      return { result: 'live', version: content.version };
    } catch (error) {
      const findings = findingsOf(error);
      this.#refuse({ at: new Date().toISOString(), findings });
      return { result: 'refused', version: this.#current.project.version, findings };
    }
  }

  async #goLive(content: Content, release: LoadedRelease): Promise<void> {
    const before = this.#content;
    this.#content = content;
    this.#current = release;
    this.#since = new Date();
    this.#refused = null;
    this.#reloads = { ...this.#reloads, live: this.#reloads.live + 1 };
    this.#remember(release);
    const { logger, wentLive } = this.#options;
    logger.info(
      {
        version: content.version,
        before: before.version,
        changes: changesText(changesBetween(before, content)),
      },
      'a new version is live',
    );
    wentLive(release.service);
    await this.#publish(before);
  }

  #refuse(refused: Refusal): void {
    this.#refused = refused;
    this.#reloads = { ...this.#reloads, refused: this.#reloads.refused + 1 };
    this.#options.logger.error(
      {
        version: this.#current.project.version,
        findings: refused.findings.length,
        first: refused.findings.slice(0, 5).map(findingText),
      },
      'a change of flows or prompts is refused: the version before stays live',
    );
  }

  #remember(release: LoadedRelease): void {
    this.#releases.delete(release.project.version);
    this.#releases.set(release.project.version, release);
    const [oldest] = this.#releases.keys();
    if (this.#releases.size > remembered && oldest !== undefined) this.#releases.delete(oldest);
  }

  #voiceFor({ messages, project }: Service): Promise<Speaker> {
    return this.#current.speaker.reload({
      messages,
      apologyId: project.settings.prompts.apology,
      phrases: constantPrompts(project),
    });
  }

  /** Writes the live version down with who made it; calls do not depend on that. */
  async #publish(before: Content | undefined): Promise<void> {
    const { versions, flowsDir, promptsDir, logger } = this.#options;
    const changes = before === undefined ? [] : changesBetween(before, this.#content);
    const names = changes.length === 0 ? [...this.#content.files.keys()] : changes.map(({ file }) => file);
    const paths = names.map((name) => pathOf(name, { flowsDir, promptsDir }));
    try {
      const { author, message = changesText(changes) || 'as found at a start' } = await authorshipOf(paths);
      await versions.publish(this.#content, { author, message, at: this.#since.toISOString() });
    } catch (error) {
      logger.warn(
        { reason: reasonOf(error) },
        'a version could not be written down: it cannot be rolled back to',
      );
    }
  }
}

/** The folders as one version: read twice, so that what is checked is what the version names. */
async function readFolders(folders: {
  readonly flowsDir: string;
  readonly promptsDir: string;
}): Promise<{ content: Content; service: Service }> {
  const { flowsDir, promptsDir } = folders;
  const content = await readContent(flowsDir, promptsDir).catch(() => undefined);
  const service = await loadService(flowsDir, promptsDir);
  if (content?.version === service.project.version) return { content, service };
  const message = 'the files change while they are read';
  const mend = 'They are read again as soon as they are quiet';
  throw new FindingsError([finding(flowsDir, 'unquiet', message, mend)]);
}

async function newestStored({ versions, workDir }: LiveServiceOptions) {
  for (const { version } of await versions.list().catch(() => [])) {
    const content = await versions.content(version);
    if (content === undefined) continue;
    const service = await loadContent(content, workDir).catch(() => undefined);
    if (service !== undefined) return { content, service };
  }
  return undefined;
}

function firstLanguage({ project }: Service): readonly string[] {
  return project.settings.languages.slice(0, 1);
}

function unspeakable(service: Service, { id, language }: { id: string; language: string }): Finding {
  const at = service.messages.position(id, language) ?? { file: `${language}.yaml`, line: 1, column: 1 };
  const message = `the audio of "${id}" cannot be made`;
  return { ...finding(at.file, 'audio', message, 'See the log of the engine for the reason'), ...at };
}

function findingsOf(error: unknown): readonly Finding[] {
  if (error instanceof FindingsError) return error.findings;
  if (error instanceof ContentError) return [finding(error.file, 'file', error.message, error.mend)];
  const system = error instanceof Error && 'path' in error && typeof error.path === 'string';
  const file = system ? String(error.path) : '';
  return [finding(file, 'file', reasonOf(error), 'Put the file back, or see the log for the reason')];
}

function finding(file: string, code: string, message: string, mend: string): Finding {
  return { severity: 'error', code, file, line: 1, column: 1, message, mend };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}
