import { readFile, writeFile } from 'node:fs/promises';
import { loadService } from '../project.ts';
import { journalSchema } from '../simulation/journal-moves.ts';
import { type Replay, ReplayError, replay as replayJournal } from '../simulation/replay.ts';
import { type Command, flowsDir, promptsDir, textOption, UsageError } from './command.ts';

export const replay: Command = {
  name: 'replay',
  summary: "fold a real, masked call again against today's flows",
  usage: `
usage: centralino replay CALL|FILE [--url URL] [--to-test FILE.test.yaml] [--flows DIR] [--prompts DIR] [--json]

  CALL            id of a call, as GET /api/calls lists them
  FILE            a journal that was saved: what GET /api/calls/ID answers (a path that ends in .json)
  --url URL       the engine (default http://127.0.0.1:8080)
  --to-test FILE  writes the call, as it goes today, as a dialog test

Keys of entries and contents of answers are masked in the journal: others that lead on in the same way stand for them.
Exits 0 only when the call would go the same way today.`,
  options: {
    url: { type: 'string' },
    'to-test': { type: 'string' },
    flows: { type: 'string' },
    prompts: { type: 'string' },
    json: { type: 'boolean' },
  },
  run: async (values, [call]) => {
    if (call === undefined) throw new UsageError('which call? Give its id, or a file that holds its journal');
    const url = textOption(values, 'url', 'http://127.0.0.1:8080');
    const journal = journalSchema.safeParse(await readJournal(call, url));
    if (!journal.success) throw new UsageError(`"${call}" is not the journal of a call`);
    const service = await loadService(
      textOption(values, 'flows', flowsDir),
      textOption(values, 'prompts', promptsDir),
    );
    try {
      const replayed = replayJournal(journal.data, service);
      process.stdout.write(values['json'] === true ? `${JSON.stringify(replayed)}\n` : replayText(replayed));
      const { 'to-test': file } = values;
      if (typeof file === 'string') await writeFile(file, replayed.test);
      return replayed.compared.every((one) => one.today === undefined) ? 0 : 1;
    } catch (error) {
      if (error instanceof ReplayError) throw new UsageError(error.message);
      throw error;
    }
  },
};

async function readJournal(call: string, url: string): Promise<unknown> {
  if (call.endsWith('.json')) return JSON.parse(await readFile(call, 'utf8'));
  const address = `${url.replace(/\/$/, '')}/api/calls/${encodeURIComponent(call)}`;
  const response = await fetch(address, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  if (response === undefined)
    throw new UsageError(`nobody answers at ${url}: start an engine, or give --url`);
  if (!response.ok) throw new UsageError(`GET ${address} answered ${response.status}`);
  return response.json();
}

function replayText({ compared, parted }: Replay): string {
  const lines = compared.map(({ ms, was, today }) => {
    const at = `${(ms / 1000).toFixed(1).padStart(7)} s`;
    return today === undefined ? `${at}    ${was}` : `${at}  ! ${was}\n           today: ${today}`;
  });
  const differing = compared.filter((one) => one.today !== undefined).length;
  const end =
    differing === 0
      ? 'the call would go the same way today'
      : `${differing} of ${compared.length} are other today${parted ? '; from there the call goes another way' : ''}`;
  return `${[...lines, end].join('\n')}\n`;
}
