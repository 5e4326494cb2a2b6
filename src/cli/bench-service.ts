/** A stack that serves the benchmark's dialog, for whatever is measured or tried under load. */
import { join } from 'node:path';
import { type PromptName, renderPrompts } from '../bench/dialog.ts';
import { writeEngineFiles } from '../bench/engine-files.ts';
import { freePort } from '../provision/ports.ts';
import type { Report } from '../provision/program.ts';
import { provide } from '../provision/provide.ts';
import { Espeak } from '../speech/engines/espeak.ts';
import { flowsDir, projectDir } from './command.ts';
import { type Stack, startStack } from './stack.ts';
import { withoutLimits } from './without-limits.ts';

const rtpStart = 36_000;
const sipPorts = { from: 46_000, to: 46_999 };

/** @param env what differs from a line without limits */
export async function startBenchStack(given: {
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly report: Report;
  /** Is given the sounds before Asterisk is started. */
  readonly prepare?: (prompts: Readonly<Record<PromptName, string>>) => Promise<void>;
}): Promise<Stack> {
  const { dataDir, env = {}, report, prepare } = given;
  const tools = await provide({ toolsDir: join(projectDir, '.centralino/tools'), report });
  const espeak = new Espeak({ command: [tools.espeak.program.command, ...tools.espeak.program.args] });
  const prompts = await renderPrompts(join(dataDir, 'sounds'), espeak).finally(() => espeak.close());
  await prepare?.(prompts);
  const files = await writeEngineFiles(join(dataDir, 'service'), prompts, flowsDir);
  return await startStack({
    dataDir,
    sipPort: await freePort(sipPorts.from, sipPorts.to),
    httpPort: 0,
    rtpStart,
    citizens: 10,
    report,
    ...files,
    env: { ...withoutLimits, ...env },
  });
}
