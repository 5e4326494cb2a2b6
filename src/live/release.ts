import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Release } from '../call/release.ts';
import { loadService, type Service } from '../project.ts';
import { textsOf } from '../speech/masked.ts';
import type { Speaker } from '../speech/speaker.ts';
import { type Content, pathOf } from '../versions/content.ts';

/** A version that calls can run on: read, checked, and with a voice. */
export interface LoadedRelease extends Release {
  readonly service: Service;
  readonly speaker: Speaker;
}

export function releaseOf(service: Service, speaker: Speaker): LoadedRelease {
  return {
    service,
    speaker,
    project: service.project,
    resolve: (dialled) => service.plan.resolve(dialled),
    voice: speaker,
    texts: textsOf(service.messages),
  };
}

/**
 * Reads and checks a version that is not (or no longer) in the folders of the staff.
 * @param workDir where its files are laid out for a moment
 * @throws FindingsError when this release of the program no longer takes it
 */
export async function loadContent(content: Content, workDir: string): Promise<Service> {
  const dir = join(workDir, `.${content.version}-${randomBytes(4).toString('hex')}`);
  try {
    await layOut(content, dir);
    return await loadService(join(dir, 'flows'), join(dir, 'prompts'));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function layOut(content: Content, dir: string): Promise<void> {
  const folders = { flowsDir: join(dir, 'flows'), promptsDir: join(dir, 'prompts') };
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true });
  for (const [name, text] of content.files) {
    // The archive may have come from elsewhere: nothing of it is written outside.
    if (!/^(flows|prompts(\/[a-z]{2})?)\/[^/]+$/.test(name))
      throw new RangeError(`"${name}" is no file of a version`);
    const file = pathOf(name, folders);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
