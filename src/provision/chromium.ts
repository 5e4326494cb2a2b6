/** A browser for tests of the pages: the machine's own Chromium, or Debian's. */
import { existsSync } from 'node:fs';
import { lastLine, type Report, run } from './program.ts';
import { ProvisionError } from './provision-error.ts';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const installTimeoutMs = 10 * 60_000;

/**
 * The path of a Chromium. One that is not there is installed with the machine's apt-get, which only root may do.
 * @throws ProvisionError in one line: what is wrong and what to do
 */
export async function provideChromium(report: Report): Promise<string> {
  const found = places.find((path) => existsSync(path));
  if (found !== undefined) return found;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    throw new ProvisionError('there is no Chromium: install it (as root: apt-get install chromium)');
  report({ step: 'install', detail: 'Chromium, by apt-get' });
  const aptGet = { command: 'apt-get', args: ['-q', '-y', '-o', 'DPkg::Lock::Timeout=300'] };
  for (const args of [['update'], ['install', '--no-install-recommends', 'chromium']]) {
    const { code, stderr } = await run(aptGet, args, installTimeoutMs);
    if (code !== 0)
      throw new ProvisionError(
        `apt-get ${args[0]} failed (${lastLine(stderr) || 'no answer in time'}): install chromium by hand, or check the network`,
      );
  }
  const installed = places.find((path) => existsSync(path));
  if (installed === undefined)
    throw new ProvisionError('apt-get installed chromium, but it is in none of its usual places');
  return installed;
}
