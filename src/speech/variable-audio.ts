import { createHmac, randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Logger } from 'pino';
import { steadyNow } from '../clock.ts';
import { AUDIO_EXTENSION, writeWhole } from './audio-file.ts';
import { errorCode } from './error-code.ts';
import type { Renderer } from './renderer.ts';
import { SpeechError } from './synthesizer.ts';

export interface VariableAudioOptions {
  readonly directory: string;
  readonly renderer: Renderer;
  readonly logger: Logger;
  /** A file is removed at this age, and not handed out in the second half of it: it may still have to wait to be played. */
  readonly maxAgeMs?: number;
  /** Files kept at most; the oldest go first. */
  readonly maxFiles?: number;
  /** The time in ms; a clock that never steps unless given. */
  readonly now?: () => number;
}

/** Folders in use by this process. */
const ownFolders = new Set<string>();

interface Entry {
  readonly path: string;
  readonly madeAt: number;
}

/**
 * Audio of texts with values in them: personal data, so it lives shortly and only for this process. The names are
 * HMACs under a key that no one else has; the folder is readable by its owner alone and is emptied at the end;
 * what a killed process left behind is removed when the next one starts.
 */
export class VariableAudio {
  readonly #directory: string;
  readonly #renderer: Renderer;
  readonly #logger: Logger;
  readonly #maxAgeMs: number;
  readonly #maxFiles: number;
  readonly #now: () => number;
  readonly #key = randomBytes(32);
  /** Oldest first. */
  readonly #entries = new Map<string, Entry>();
  readonly #underWay = new Map<string, Promise<string>>();
  readonly #sweeper: NodeJS.Timeout;

  private constructor(directory: string, options: VariableAudioOptions) {
    this.#directory = directory;
    this.#renderer = options.renderer;
    this.#logger = options.logger;
    this.#maxAgeMs = options.maxAgeMs ?? 10 * 60_000;
    this.#maxFiles = options.maxFiles ?? 2000;
    this.#now = options.now ?? steadyNow;
    this.#sweeper = setInterval(() => void this.#sweep(), this.#maxAgeMs / 10).unref();
  }

  /** @throws SpeechError `unavailable` when the folder cannot be had. */
  static async open(options: VariableAudioOptions): Promise<VariableAudio> {
    const own = join(options.directory, `${process.pid}-${randomBytes(6).toString('hex')}`);
    try {
      await mkdir(options.directory, { recursive: true, mode: 0o700 });
      await chmod(options.directory, 0o700);
      for (const name of await readdir(options.directory)) {
        if (!isInUse(name)) await rm(join(options.directory, name), { recursive: true, force: true });
      }
      await mkdir(own, { mode: 0o700 });
      ownFolders.add(basename(own));
    } catch (cause) {
      const message = `cannot use ${options.directory} for audio: check that the folder is ours and the disk has room`;
      throw new SpeechError('unavailable', message, { cause });
    }
    return new VariableAudio(own, options);
  }

  /** The file of this text when it is there and young. */
  ready(text: string, language: string): string | undefined {
    return this.#young(this.#nameOf(text, language));
  }

  /**
   * The file of this text; those who ask for the same text at the same time wait for one rendering.
   * @throws SpeechError
   */
  async render(text: string, language: string): Promise<string> {
    const name = this.#nameOf(text, language);
    const ready = this.#young(name) ?? this.#underWay.get(name);
    if (ready !== undefined) return ready;
    const rendering = this.#make(name, text, language).finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, rendering);
    return rendering;
  }

  /** Removes everything. */
  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    await Promise.allSettled(this.#underWay.values());
    this.#entries.clear();
    ownFolders.delete(basename(this.#directory));
    await rm(this.#directory, { recursive: true, force: true });
  }

  #nameOf(text: string, language: string): string {
    return createHmac('sha256', this.#key)
      .update(this.#renderer.key(text, language))
      .digest('hex')
      .slice(0, 32);
  }

  #young(name: string): string | undefined {
    const entry = this.#entries.get(name);
    return entry !== undefined && this.#now() - entry.madeAt < this.#maxAgeMs / 2 ? entry.path : undefined;
  }

  async #make(name: string, text: string, language: string): Promise<string> {
    const bytes = await this.#renderer.render(text, language);
    // Rendered anew, it takes the place of the same sound made earlier, which whoever plays it still has open.
    const path = join(this.#directory, `${name}${AUDIO_EXTENSION}`);
    await writeWhole(path, bytes, 0o600);
    this.#entries.delete(name);
    this.#entries.set(name, { path, madeAt: this.#now() });
    await this.#sweep();
    return path;
  }

  /** Removes what is too old or too much. A file that is being played stays readable for whoever has it open. */
  async #sweep(): Promise<void> {
    const oldest = this.#now() - this.#maxAgeMs;
    for (const [name, entry] of this.#entries) {
      if (entry.madeAt > oldest && this.#entries.size <= this.#maxFiles) return;
      this.#entries.delete(name);
      await rm(entry.path, { force: true }).catch((error: unknown) => {
        this.#logger.error(
          { err: error },
          'cannot remove audio that may hold personal data: remove it by hand',
        );
      });
    }
  }
}

/** Whether a folder belongs to a process that lives. */
function isInUse(name: string): boolean {
  if (ownFolders.has(name)) return true;
  const pid = Number(/^(\d+)-[0-9a-f]+$/.exec(name)?.[1]);
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
