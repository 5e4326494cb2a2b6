import { join } from 'node:path';
import { pino } from 'pino';
import { constantPrompts } from '../flow/constant-prompts.ts';
import type { Service } from '../project.ts';
import { provide } from '../provision/provide.ts';
import { Espeak } from '../speech/engines/espeak.ts';
import { Speaker } from '../speech/speaker.ts';
import { projectDir } from './command.ts';
import { progressOn } from './progress.ts';

/** Where this machine keeps what was spoken; texts that sound the same are not spoken again. */
export const spokenDir = join(projectDir, '.centralino/render');

/**
 * Speaks every text that always sounds the same into `spokenDir`, then does something with the speaker.
 * @throws ProvisionError, SpeechError
 */
export async function speakAhead<T>(
  { messages, project }: Pick<Service, 'messages' | 'project'>,
  given: { readonly prompts: string; readonly languages: readonly string[] },
  then: (speaker: Speaker) => Promise<T>,
): Promise<T> {
  // Standard output is for reports.
  const report = progressOn(process.stderr);
  const { espeak } = await provide({ toolsDir: join(projectDir, '.centralino/tools'), report });
  const synthesizer = new Espeak({ command: [espeak.program.command, ...espeak.program.args] });
  const speaker = await Speaker.open({
    messages,
    synthesizer,
    directory: spokenDir,
    recordings: join(given.prompts, 'recordings'),
    logger: pino({ level: 'error' }, pino.destination(2)),
    apologyId: project.settings.prompts.apology,
    phrases: constantPrompts(project),
  });
  try {
    await speaker.prepare(given.languages, {
      progress: ({ done, total }) =>
        report({ step: 'Speaking', fraction: done / total, detail: `${done} of ${total} texts` }),
    });
    return await then(speaker);
  } finally {
    await speaker.close();
    synthesizer.close();
  }
}
