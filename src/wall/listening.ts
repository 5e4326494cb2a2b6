import { randomUUID } from 'node:crypto';
import type { Matcher } from '../matching/matcher.ts';
import type { Outcome } from '../staff/wire.ts';
import type { AuditRecords } from './ports.ts';
import type { Listening } from './wire.ts';

export interface ListeningParts {
  readonly matcher: Pick<Matcher, 'conversation' | 'command'>;
  readonly records: Pick<AuditRecords, 'note'>;
}

/** What a supervisor wants. */
export interface ListeningOrder {
  readonly supervisor: string;
  /** Where the supervisor's phone rings. */
  readonly ring: string;
  readonly conversation: string;
  readonly type: Listening;
  /** Not needed to stop. */
  readonly reason: string | null;
}

const done: Readonly<Record<Listening, string>> = {
  listen: 'Sente la conversazione; nessuno La sente.',
  whisper: 'Sente la conversazione; La sente solo l’operatore.',
  barge: 'È nella conversazione: La sentono tutti.',
  'stop-listening': 'L’ascolto è finito.',
};
const refusals: Readonly<Record<string, string>> = {
  'no-answer': 'Il Suo telefono non ha risposto: ricarichi la pagina.',
  busy: 'Sta già ascoltando un’altra conversazione.',
  'not-listening': 'Nessun ascolto era in corso.',
};

/**
 * Listens, whispers or barges in: written down first. What cannot be written down is not done; to stop is always possible.
 * Never throws.
 */
export async function listen(
  { matcher, records }: ListeningParts,
  { supervisor, ring, conversation, type, reason }: ListeningOrder,
): Promise<Outcome> {
  const stops = type === 'stop-listening';
  try {
    if (!stops && (await matcher.conversation(conversation)) === undefined)
      return { outcome: 'refused', text: 'La conversazione è già finita.' };
  } catch {
    return { outcome: 'unavailable', text: 'Le code non rispondono: riprovi tra poco.' };
  }
  const act = { who: supervisor, action: type, conversation, field: null, reason };
  const written = await records.note(act, randomUUID()).then(
    () => true,
    () => false,
  );
  if (!written && !stops)
    return {
      outcome: 'unavailable',
      text: 'Il registro non è raggiungibile: senza registro nessuno può ascoltare.',
    };
  try {
    const command = stops ? ({ type } as const) : ({ type, ring } as const);
    const answer = await matcher.command(conversation, command, supervisor);
    if (answer.outcome === 'done') return { outcome: 'done', text: done[type] };
    if (answer.outcome === 'unknown') return { outcome: 'refused', text: 'La conversazione è già finita.' };
    if (answer.outcome === 'refused')
      return { outcome: 'refused', text: refusals[answer.why ?? ''] ?? 'Ora non è possibile.' };
  } catch {
    // As when the engine does not answer.
  }
  return { outcome: 'unavailable', text: 'Il centralino non risponde: riprovi tra poco.' };
}
