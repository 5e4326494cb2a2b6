/** The interpreter alone: a walk through "stato domanda" of the project's own flows, folded again and again. */
import type { Action } from '../flow/actions.ts';
import type { FlowEvent } from '../flow/events.ts';
import { type Advance, advance, begin } from '../flow/interpreter.ts';
import type { Project } from '../flow/project.ts';
import type { Session } from '../flow/session.ts';
import type { Value } from '../flow/values.ts';
import { isDigit } from '../input/keys.ts';
import type { Sealer } from '../privacy/seal.ts';
import { Sensitive } from '../privacy/sensitive.ts';

/** What one transition costs, in microseconds. */
export interface Cost {
  readonly mean: number;
  /** Of the means of the walks. */
  readonly p50: number;
  readonly p99: number;
}

export interface InterpreterFigures {
  /** Events of the walk. */
  readonly transitions: number;
  readonly walks: number;
  readonly advance: Cost;
  /** Sealing the session after each of them, as for its checkpoint. */
  readonly seal: Cost;
  /** Length of a sealed session, in bytes: the mean. */
  readonly sealedBytes: number;
}

type OfferedEvent = FlowEvent & { readonly type: 'offered' };

/** A recorded call: its offer, then everything that happened in it. */
interface Walk {
  readonly offered: OfferedEvent;
  readonly events: readonly FlowEvent[];
}

/** A Sunday: no operator answers, and the call ends by itself. */
const at = Date.UTC(2026, 10, 22, 9);
/** What the caller keys when the flow waits: language, menu, codice fiscale, by number, the number, another menu, operator without a topic, over. */
const keys = ['1', '1', '4557523120192206', '1', '2000000000000#', '3', '0', '0', '3'];
const warmUpWalks = 500;

/** What the back office answers on the walk. */
const answers = (): Readonly<Record<string, Value>> => ({
  'persone.cerca': { persona: new Sensitive('persona', 'a-reference') },
  'domande.stato': {
    persona: new Sensitive('persona', 'a-reference'),
    id: new Sensitive('pratica', 'an-id'),
    domus: new Sensitive('pratica', '2000000000000'),
    protocollo: new Sensitive('pratica', 'INPS.7000.01/03/2026.0000001'),
    prestazione: 'assegno-unico',
    stato: 'in-lavorazione',
    presentata: '2026-03-01',
    aggiornata: '2026-10-11',
    sede: 'Roma',
  },
});

/**
 * @param flow where the walk begins
 * @param walks how many are timed
 * @throws Error when the walk does not go through: the flows or its keys have changed
 */
export function benchInterpreter(given: {
  project: Project;
  flow: string;
  sealer: Sealer;
  walks: number;
}): InterpreterFigures {
  const { project, sealer, walks } = given;
  const { walk } = record(project, given.flow);
  const transitions = walk.events.length + 1;
  const fold = () => {
    let { session } = begin(project, walk.offered);
    for (const event of walk.events) ({ session } = advance(project, session, event));
  };
  let bytes = 0;
  const seal = (sessions: readonly Session[]) => {
    bytes = 0;
    for (const session of sessions) bytes += sealer.seal(session).length;
  };
  return {
    transitions,
    walks,
    advance: timed(() => walk, fold, walks, transitions),
    // A call of its own each time: a value is encrypted once in its session's life.
    seal: timed(() => record(project, given.flow).sessions, seal, walks, transitions),
    sealedBytes: Math.round(bytes / transitions),
  };
}

/** Times `work` on what `prepare` makes, each time anew; `parts` is the number of transitions in it. */
function timed<T>(prepare: () => T, work: (given: T) => void, times: number, parts: number): Cost {
  for (let i = 0; i < warmUpWalks; i++) work(prepare());
  const each = Float64Array.from({ length: times }, () => {
    const given = prepare();
    const start = performance.now();
    work(given);
    return ((performance.now() - start) * 1000) / parts;
  });
  const mean = each.reduce((sum, value) => sum + value, 0) / times;
  const sorted = each.sort();
  const atFraction = (fraction: number) => sorted[Math.ceil(fraction * times) - 1] ?? Number.NaN;
  return { mean, p50: atFraction(0.5), p99: atFraction(0.99) };
}

/** Walks through the flows once: prompts play to their end, keys come when the flow waits for them. */
function record(project: Project, flow: string): { walk: Walk; sessions: readonly Session[] } {
  const caller = new Sensitive('telefono', '+390655512345');
  const offer = { callId: '1764000000.1', line: 'contact-center', flow, language: 'it', caller };
  const offered: OfferedEvent = { type: 'offered', at, offer };
  const events: FlowEvent[] = [];
  const sessions: Session[] = [];
  const waitingKeys = [...keys];
  let last = begin(project, offered);
  sessions.push(last.session);
  const send = (event: FlowEvent) => {
    events.push(event);
    last = advance(project, last.session, event);
    sessions.push(last.session);
  };
  while (last.session.phase === 'running') {
    const next = following(last, waitingKeys);
    for (const event of next) send(event);
  }
  if (waitingKeys.length > 0) throw new Error(`the walk ended with ${waitingKeys.length} entries left`);
  send({ type: 'hang-up', at });
  return { walk: { offered, events }, sessions };
}

/** What happens next to a call. */
function following({ session, actions }: Advance, waitingKeys: string[]): readonly FlowEvent[] {
  if (session.playing !== null) return [{ type: 'playback-ended', id: session.playing.id, at }];
  const lookUp = actions.find((action): action is Action & { type: 'look-up' } => action.type === 'look-up');
  if (lookUp !== undefined) {
    const value = answers()[lookUp.operation] ?? null;
    return [{ type: 'result', id: lookUp.id, outcome: 'found', value, at }];
  }
  const entry = waitingKeys.shift();
  if (entry === undefined) throw new Error('the flow waits for keys that the walk does not have');
  return [...entry].filter(isDigit).map((digit) => ({ type: 'key', digit, at }));
}
