import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import pino from 'pino';
import { Sensitive } from '../../privacy/sensitive.ts';
import type { Database } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { openDatabase } from '../../store/open.ts';
import { RequestBook } from '../book.ts';
import { MailDesk } from '../desk.ts';
import { deriveMailKeys } from '../keys.ts';
import { migrations } from '../schema.ts';
import { ReturnedToRegistry } from './returned-mail.ts';

const keys = deriveMailKeys(randomBytes(32));
let database: Database;
let desk: MailDesk;
let returned: ReturnedToRegistry;
let asked: { operation: string; persona: unknown; others: object; idempotencyKey: string }[];
let outcome: string;

beforeAll(async () => {
  database = await openDatabase({ logger: pino({ level: 'silent' }) });
  await migrate(database, 'mail', migrations);
  desk = new MailDesk({
    book: new RequestBook(database),
    keys,
    backOffice: {
      call: async () => ({
        outcome: 'found',
        value: { soggetto: new Sensitive('persona', randomUUID()), estero: false },
      }),
    },
    rules: () => ({
      day: () => '2026-11-23',
      canBeAskedFor: () => true,
      arrivesBy: () => '2026-12-07',
    }),
  });
  returned = new ReturnedToRegistry({
    database,
    keys,
    backOffice: {
      call: async (operation, { persona, ...others }, { idempotencyKey }) => {
        asked.push({
          operation,
          persona: persona instanceof Sensitive ? persona.reveal() : persona,
          others,
          idempotencyKey,
        });
        return { outcome, value: {} };
      },
    },
  });
});
beforeEach(() => {
  asked = [];
  outcome = 'accepted';
});
afterAll(() => database.close());

async function requested(to: 'residence' | 'email' | 'sms'): Promise<string> {
  const common = { language: 'it', idempotencyKey: randomUUID() };
  const answer =
    to === 'sms'
      ? await desk.message({
          ...common,
          operation: 'prenotazione.sms',
          arguments: { to: new Sensitive('telefono', '+393331234567'), values: { codice: '1' } },
        })
      : await desk.document({
          ...common,
          operation: 'estratto-contributivo',
          arguments: { to, values: { persona: new Sensitive('persona', 'reference of somebody') } },
        });
  if (answer.outcome !== 'accepted') throw new Error(`it was ${answer.outcome}`);
  return answer.value.riferimento;
}

test.each([
  ['residence', 'unknown-recipient', 'residenza', 'sconosciuto'],
  ['residence', 'moved', 'residenza', 'trasferito'],
  ['residence', undefined, 'residenza', 'altro'],
  ['residence', 'eaten-by-a-dog', 'residenza', 'altro'],
  ['email', 'no-such-address', 'email', 'inesistente'],
] as const)(
  "mail by %s that came back (%s) marks the person's %s: %s",
  async (to, reason, canale, motivo) => {
    const reference = await requested(to);
    await returned.flag(reference, reason);
    expect(asked).toEqual([
      {
        operation: 'recapiti.segnala',
        persona: 'reference of somebody',
        others: { canale, motivo },
        idempotencyKey: `returned ${reference}`,
      },
    ]);
  },
);

test('a text message and a request that is not there mark nothing', async () => {
  await returned.flag(await requested('sms'), 'moved');
  await returned.flag('12345678', 'moved');
  expect(asked).toEqual([]);
});

test('while the registry is away it is to be told again', async () => {
  outcome = 'unavailable';
  await expect(returned.flag(await requested('residence'), 'moved')).rejects.toMatchObject({ status: 503 });
});
