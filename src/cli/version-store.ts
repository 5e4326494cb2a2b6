import { resolve } from 'node:path';
import { versionsDir } from '../config/folders.ts';
import { type Content, readContent } from '../versions/content.ts';
import { type Publication, VersionFiles } from '../versions/version-files.ts';
import { defaultDataDir, flowsDir, promptsDir, textOption, UsageError } from './command.ts';

/** What the commands about versions share: where the files and the published versions are. */
export const versionOptions = {
  flows: { type: 'string' },
  prompts: { type: 'string' },
  data: { type: 'string' },
} as const;

export const versionOptionsUsage = `
  --flows DIR, --prompts DIR   the files (default: the project's)
  --data DIR                   the engines' DATA_DIR (default: $DATA_DIR, else .centralino/data)
A version is named by its first digits; "live" is the one published last, "previous" the one before it.`.trim();

/** The published versions and the files of today. */
export class VersionStore {
  readonly folders: { readonly flowsDir: string; readonly promptsDir: string };
  readonly dataDir: string;
  readonly files: VersionFiles;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.folders = {
      flowsDir: textOption(values, 'flows', flowsDir),
      promptsDir: textOption(values, 'prompts', promptsDir),
    };
    this.dataDir = resolve(textOption(values, 'data', process.env['DATA_DIR'] ?? defaultDataDir));
    this.files = new VersionFiles(versionsDir(this.dataDir));
  }

  /** What the folders hold now. @throws ContentError */
  current(): Promise<Content> {
    return readContent(this.folders.flowsDir, this.folders.promptsDir);
  }

  /** The version that a person means. @throws UsageError when none, or more than one, is meant */
  async named(name: string): Promise<Publication> {
    const all = await this.files.list();
    const [newest, ...older] = all;
    if (newest === undefined)
      throw new UsageError(
        `no version has been published to ${this.dataDir} yet (--data DIR says where to look)`,
      );
    const words = new Map([
      ['live', [newest]],
      ['previous', older.slice(0, 1)],
    ]);
    const meant = words.get(name) ?? all.filter((one) => one.version.startsWith(name));
    const [first] = meant;
    if (first === undefined)
      throw new UsageError(`no version "${name}" is kept; centralino versions lists those there are`);
    if (new Set(meant.map((one) => one.version)).size > 1)
      throw new UsageError(`"${name}" could be several versions: write more of its digits`);
    return first;
  }

  /** The texts of a version. @throws UsageError as `named`, or when its file is damaged */
  async content(name: string): Promise<Content> {
    const { version } = await this.named(name);
    const content = await this.files.content(version);
    if (content === undefined) throw new UsageError(`the file of version ${version} is damaged`);
    return content;
  }
}
