/** What the benchmark adds to Asterisk: the dialog in native dialplan, and the door of the ari-client program. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PromptName } from './dialog.ts';

/** The numbers of the contenders on the one Asterisk; the engine's is in its own number plan. */
export const numbers = { engine: '803164', native: '9001', ariClient: '9002' } as const;
/** The Stasis application of the ari-client program; engines are only offered calls as `centralino-...`. */
export const ariClientApplication = 'bench-ari-client';

const modules = `; the benchmark's native dialplan
load = app_read.so
`;

function extensions(sound: (name: PromptName) => string): string {
  return `; The benchmark: the same dialog without an engine.

[trunk](+)
exten => ${numbers.native},1,Goto(bench-first,s,1)
exten => ${numbers.ariClient},1,Stasis(${ariClientApplication})
 same => n,Hangup()

[bench-first]
; i: at once, as ARI answers; without it Answer waits up to half a second for the caller's audio.
exten => s,1,Answer(0,i)
 same => n,Playback(${sound('welcome')})
 same => n,Background(${sound('first')})
 same => n,WaitExten(7)
exten => 1,1,Goto(bench-second,s,1)

[bench-second]
exten => s,1,Background(${sound('second')})
 same => n,WaitExten(7)
exten => 1,1,Goto(bench-entry,s,1)

[bench-entry]
exten => s,1,Read(ENTRY,${sound('entry')},3,,1,7)
 same => n,Playback(${sound('answer')})
 same => n,Playback(${sound('goodbye')})
 same => n,Hangup(16)
`;
}

/** Writes it where Asterisk's configuration below `dataDir` includes it, before Asterisk is started. */
export async function writeDialplan(
  dataDir: string,
  prompts: Readonly<Record<PromptName, string>>,
): Promise<void> {
  const extra = join(dataDir, 'asterisk/etc/extra');
  await mkdir(extra, { recursive: true });
  await writeFile(join(extra, 'modules-bench.conf'), modules);
  const sound = (name: PromptName) => prompts[name].replace(/\.alaw$/, '');
  await writeFile(join(extra, 'extensions-bench.conf'), extensions(sound));
}
