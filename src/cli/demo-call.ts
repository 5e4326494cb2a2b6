import { type ListedCitizen, listCitizens } from '../backoffice/reference/citizens.ts';
import type { Call } from '../caller/call.ts';
import { SipCaller } from '../caller/sip-caller.ts';
import { JournalFollower } from './journal-follower.ts';

export interface DemoCall {
  /** Asterisk, and the address of this machine that it can reach. */
  readonly server: { readonly host: string; readonly port: number };
  readonly bindAddress: string;
  readonly httpUrl: string;
  readonly citizens: number;
  readonly out: Pick<NodeJS.WriteStream, 'write' | 'isTTY'>;
}

/** One turn of the declared dialog: what must be heard, then what is pressed. */
interface Turn {
  readonly hear: string;
  /** Words that must be in it. */
  readonly containing?: string;
  readonly press?: string;
  /** What the terminal shows for the keys. */
  readonly as?: string;
}

/** How long a person listens before the next key. */
const listenMs = 900;
const patienceMs = 15_000;

/**
 * Calls 803164 over SIP and RTP and keys its way through "stato domanda", telling the dialog as it happens.
 * @returns true when every prompt came in the declared order and was really heard
 */
export async function callStatoDomanda({
  server,
  bindAddress,
  httpUrl,
  citizens,
  out,
}: DemoCall): Promise<boolean> {
  const paint = painter(out);
  const { citizen, practice } = someone(citizens);
  const dialog: readonly Turn[] = [
    { hear: 'benvenuto.saluto' },
    { hear: 'benvenuto.privacy' },
    { hear: 'lingua.scelta', press: '1' },
    { hear: 'principale.scelta', press: '1' },
    {
      hear: 'identificazione.chiedi-codice-fiscale',
      press: citizen.tasti,
      as: `${citizen.tasti} (${citizen.codiceFiscale}, one key a character)`,
    },
    { hear: 'stato-domanda.come', press: '1' },
    { hear: 'stato-domanda.chiedi-pratica', press: `${practice.domus}#`, as: `${practice.domus}# (DOMUS)` },
    { hear: 'stato-domanda.esito', containing: 'è in lavorazione' },
    { hear: 'stato-domanda.dopo' },
  ];

  const caller = await SipCaller.open({ server, bindAddress });
  try {
    const dialled = performance.now();
    out.write(
      paint(
        'bold',
        `Calling 803164 as ${citizen.codiceFiscale} (a synthetic citizen; ‹…›: said, but masked in the journal)\n`,
      ),
    );
    const call = await caller.call({
      to: '803164',
      from: '+390655512345',
      ringTimeoutMs: 5_000,
      sending: 'silence',
    });
    out.write(`  answered after ${(performance.now() - dialled).toFixed(1)} ms\n`);
    const journal = await JournalFollower.newest(httpUrl, patienceMs);
    for (const turn of dialog) {
      const heardBefore = call.heardMs;
      const { text, answeredAfterMs } = await journal.hear(turn.hear, patienceMs);
      out.write(
        `  ${paint('cyan', 'hears')}   ${text} ${paint('dim', `[${answeredAfterMs.toFixed(1)} ms]`)}\n`,
      );
      if (!text.includes(turn.containing ?? ''))
        throw new Error(`"${turn.hear}" does not say "${turn.containing}"`);
      if (turn.press === undefined) await journal.spoken(patienceMs * 4);
      else await listen(call);
      if (call.heardMs === heardBefore) throw new Error(`no sound came with "${turn.hear}"`);
      if (turn.press === undefined) continue;
      out.write(`  ${paint('green', 'presses')} ${turn.as ?? turn.press}\n`);
      await call.press(turn.press);
    }
    await listen(call);
    await call.hangUp();
    const { by, entries, troubles } = await journal.ended(patienceMs);
    out.write(
      `  hangs up; ${entries} lines in the journal: ${httpUrl}/api/calls/${encodeURIComponent(journal.callId)}\n`,
    );
    if (troubles.length > 0) throw new Error(`the journal speaks of trouble: ${troubles.join(', ')}`);
    if (by !== 'caller') throw new Error('the engine ended the call');
    out.write(paint('bold', 'The call went as declared.\n'));
    return true;
  } catch (error) {
    out.write(
      paint(
        'red',
        `The call did not go as declared: ${error instanceof Error ? error.message : String(error)}\n`,
      ),
    );
    return false;
  } finally {
    await caller.close();
  }
}

/** An ordinary citizen with a practice under way. */
function someone(total: number): { citizen: ListedCitizen; practice: ListedCitizen['pratiche'][number] } {
  for (const citizen of listCitizens({ limit: 500, total })) {
    const practice = citizen.pratiche.find(({ stato }) => stato === 'in-lavorazione');
    if (citizen.caso === 'ordinario' && practice !== undefined) return { citizen, practice };
  }
  throw new RangeError('no ordinary citizen has a practice under way: raise --citizens');
}

async function listen(call: Call): Promise<void> {
  await Promise.race([new Promise((resolve) => setTimeout(resolve, listenMs)), call.ended]);
}

const colours = { bold: 1, dim: 2, red: 31, green: 32, cyan: 36 } as const;

function painter(out: DemoCall['out']): (colour: keyof typeof colours, text: string) => string {
  return (colour, text) => (out.isTTY ? `\u001b[${colours[colour]}m${text}\u001b[0m` : text);
}
