import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { z } from 'zod';
import { createBackOfficeClient } from '../backoffice/client.ts';
import { syntheticCitizen } from '../backoffice/reference/citizens.ts';
import { syntheticRecipient } from '../backoffice/reference/recipients.ts';
import { addressLines } from '../mail/letters/address.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import { toWire } from '../privacy/wire.ts';
import type { Parts } from './parts.ts';
import type { Plan } from './plan.ts';

/** What was promised: a reference that was told, and where the letter has to go. */
export interface Promised {
  readonly reference: string;
  /** Name and address lines, as they have to stand on it. */
  readonly address: readonly string[];
}

/** What one citizen asks for. */
const documents = [
  { operation: 'estratto-contributivo', values: {} },
  { operation: 'estratto-pagamenti', values: { anno: 2025 } },
  { operation: 'estratto-pagamenti', values: { anno: 2024 } },
] as const;
const atOnce = 8;
const answerSchema = z.object({
  outcome: z.string(),
  value: z.object({ riferimento: z.string() }).nullable().catch(null),
});
const askMs = 5_000;

/** Citizens needed for so many requests. */
export function citizensFor(requests: number): number {
  // One in five has no residence, or one to which nothing can be sent, or no documents.
  return Math.ceil(requests / documents.length / 0.7) + 40;
}

/**
 * Hands requests in, as engines do: each is asked for until it is answered, always under its key, and some are asked for
 * twice at once.
 * @throws Error when one is answered in two ways
 */
export async function askForDocuments(
  parts: Parts,
  requests: number,
  random: Plan,
  told: (count: number) => void,
): Promise<readonly Promised[]> {
  const backOffice = createBackOfficeClient({
    baseUrl: parts.backOfficeUrl,
    token: parts.secrets.backofficeToken,
    timeoutMs: 20_000,
    logger: pino({ level: 'silent' }),
  });
  const promised: Promised[] = [];
  let next = 0;
  let left = requests;
  const person = async (): Promise<{ persona: Sensitive; address: readonly string[] } | undefined> => {
    const citizen = syntheticCitizen(next++);
    const address = addressOf(citizen);
    // The last of each twenty has no documents.
    if (address === undefined || citizen.index % 20 === 19) return undefined;
    const { outcome, value } = await backOffice.call(
      'persone.cerca',
      { chiavi: new Sensitive('codice-fiscale', citizen.keys) },
      { idempotencyKey: randomUUID() },
    );
    const { persona } = value;
    return outcome === 'found' && persona instanceof Sensitive ? { persona, address } : undefined;
  };
  const asker = async () => {
    while (left > 0) {
      const somebody = await person();
      if (somebody === undefined) continue;
      for (const document of documents) {
        if (left <= 0) return;
        left -= 1;
        const reference = await ask(parts, random, document, somebody.persona);
        promised.push({ reference, address: somebody.address });
        told(promised.length);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, asker));
  } finally {
    backOffice.close();
  }
  return promised;
}

/** @returns the reference that was told */
async function ask(
  parts: Parts,
  random: Plan,
  { operation, values }: (typeof documents)[number],
  persona: Sensitive,
): Promise<string> {
  const key = randomUUID();
  const body = toWire({
    operation,
    arguments: { to: 'residence', values: { persona, ...values } },
    language: random.pick(['it', 'en', 'ar', 'ru']),
  });
  const once = async (): Promise<string> => {
    for (;;) {
      const url = parts.recordsUrls[Math.floor(random.next() * parts.recordsUrls.length)] ?? '';
      const answer = await handIn(`${url}/requests/document`, parts.secrets.recordsToken, key, body);
      if (answer?.outcome === 'accepted' && answer.value !== null) return answer.value.riferimento;
      if (answer !== undefined && answer.outcome !== 'unavailable')
        throw new Error(`a request was answered with ${answer.outcome}`);
      await delay(random.between(50, 400));
    }
  };
  const answers = await Promise.all(random.chance(0.2) ? [once(), once()] : [once()]);
  if (new Set(answers).size !== 1) throw new Error('one request was answered with two references');
  return answers[0] ?? '';
}

async function handIn(url: string, token: string, key: string, body: string) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body,
      signal: AbortSignal.timeout(askMs),
    });
    return response.ok ? answerSchema.parse(await response.json()) : undefined;
  } catch (error) {
    if (error instanceof z.ZodError) throw error;
    return undefined;
  }
}

/** What has to stand in the window of the envelope; undefined for somebody to whom nothing can be sent. */
function addressOf(citizen: ReturnType<typeof syntheticCitizen>): readonly string[] | undefined {
  const { name, residence } = syntheticRecipient(citizen);
  if (residence === null || residence.localita === '') return undefined;
  return [name, ...addressLines(residence)];
}
