import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { untilTold } from './until-told.ts';

/**
 * A folder below the temporary folder that goes with this process, also when it is told to end: it then ends with 130,
 * and whatever it has started ends with it.
 * @param keep leave it there; `keep` of what is returned says so later
 */
export async function passingDir(
  prefix: string,
  keep = false,
): Promise<{ readonly dir: string; readonly remove: () => void; readonly keep: () => void }> {
  const dir = await mkdtemp(join(tmpdir(), prefix));
  let kept = keep;
  const remove = () => {
    // What was killed a moment ago may still write.
    if (!kept) rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  process.once('exit', remove);
  void untilTold().then(() => process.exit(130));
  return {
    dir,
    remove,
    keep: () => {
      kept = true;
    },
  };
}
