import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { z } from 'zod';
import { Sensitive } from '../privacy/sensitive.ts';
import type { Database } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import type { OpenDatabase } from '../store/store.contract.ts';
import { createWebClient, type WebClient } from '../web/client.ts';
import { openWebServer, type WebServer } from '../web/server.ts';
import { SurveyAnswers } from './answers.ts';
import { type SurveyClient, surveysOf } from './client.ts';
import { surveyRoom } from './routes.ts';
import { migrations } from './schema.ts';

const token = randomBytes(16).toString('hex');
const dayMs = 86_400_000;

/** Questionnaires by the client of engines, over real HTTP, whatever the database engine. */
export function surveysContract(engine: Database['engine'], open: OpenDatabase): void {
  describe(`questionnaires on ${engine}`, () => {
    const lines: string[] = [];
    const logger = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
    let clock = new Date('2026-11-23T09:00:00Z');
    let database: Database;
    let answers: SurveyAnswers;
    let server: WebServer;
    let web: WebClient;
    let surveys: SurveyClient;
    let baseUrl: string;
    let callers = 0;

    beforeAll(async () => {
      database = await open();
      await migrate(database, 'surveys', migrations);
      answers = new SurveyAnswers({
        database,
        key: randomBytes(32),
        day: (at) => at.toISOString().slice(0, 10),
        now: () => clock,
      });
      server = openWebServer({ logger, access: [{ token }] });
      surveyRoom(answers).serve(server);
      baseUrl = await server.listen({ host: '127.0.0.1', port: 0 });
      const limits = { timeoutMs: 60_000, concurrency: 500 };
      web = createWebClient({ name: 'the records', baseUrl, token, logger, ...limits });
      surveys = surveysOf(web, logger);
    });
    afterAll(async () => {
      web.close();
      await server.close();
      await database.close();
    });
    beforeEach(() => {
      clock = new Date('2026-11-23T09:00:00Z');
    });

    const newCaller = () => new Sensitive('telefono', `+3933300${String(callers++).padStart(5, '0')}`);
    const asking = (caller: Sensitive | null = newCaller(), idempotencyKey: string = randomUUID()) => ({
      idempotencyKey,
      signal: new AbortController().signal,
      call: { language: 'it', caller },
    });
    const begin = async (caller: Sensitive | null, key?: string) =>
      (await surveys.begin('gradimento', 7, asking(caller, key))).outcome;

    test('nobody is asked twice within a week, and everybody again after it', async () => {
      const caller = newCaller();
      expect(await begin(caller)).toBe('due');
      expect(await begin(caller)).toBe('not-due');
      expect(await begin(newCaller())).toBe('due');
      clock = new Date(clock.getTime() + 7 * dayMs - 1);
      expect(await begin(caller)).toBe('not-due');
      clock = new Date(clock.getTime() + 1);
      expect(await begin(caller)).toBe('due');
      expect(await begin(caller)).toBe('not-due');
    });

    test('another questionnaire is another matter; a repeated request is answered as the first time', async () => {
      const caller = newCaller();
      const key = randomUUID();
      expect(await begin(caller, key)).toBe('due');
      expect(await begin(caller, key)).toBe('due');
      expect((await surveys.begin('operatore', 7, asking(caller))).outcome).toBe('due');
    });

    test('of many calls at once from one number one is asked', async () => {
      const caller = newCaller();
      const outcomes = await Promise.all(Array.from({ length: 50 }, () => begin(caller)));
      expect(outcomes.filter((outcome) => outcome === 'due')).toHaveLength(1);
    });

    test('whoever withholds the number is not asked', async () => {
      expect(await begin(null)).toBe('not-due');
    });

    test('answers are counted by what they are about, each request once', async () => {
      const key = asking();
      const given = { servizio: 'domestici', facilita: 5, risolto: 1 };
      expect((await surveys.save('conteggi', given, key)).outcome).toBe('done');
      await surveys.save('conteggi', given, key);
      await surveys.save('conteggi', { servizio: 'domestici', facilita: 5 }, asking());
      await surveys.save('conteggi', { servizio: 'sedi', facilita: 2 }, asking());
      const about = (servizio: string) => ({ about: { servizio } });
      expect(await answers.tally('conteggi', '2026-11-23', '2026-11-23')).toEqual([
        { ...about('domestici'), question: 'facilita', answer: 5, times: 2 },
        { ...about('domestici'), question: 'risolto', answer: 1, times: 1 },
        { ...about('sedi'), question: 'facilita', answer: 2, times: 1 },
      ]);
      expect(await answers.tally('conteggi', '2026-11-24', '2026-11-30')).toEqual([]);
    });

    test('operations reads the counts over HTTP', async () => {
      await surveys.save('letto', { voto: 3 }, asking());
      const url = `${baseUrl}/surveys/letto?from=2026-11-01&to=2026-11-30`;
      const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
      expect(await response.json()).toMatchObject({
        survey: 'letto',
        answers: [{ about: {}, question: 'voto', answer: 3, times: 1 }],
      });
      expect((await fetch(url)).status).toBe(401);
    });

    test('what is personal is not taken for an answer', async () => {
      const secret = 'RSSMRA80A01Y501U';
      await surveys.save('personale', { voto: 4, chi: new Sensitive('codice-fiscale', secret) }, asking());
      expect((await surveys.save('personale', { voto: 4, chi: secret }, asking())).outcome).toBe(
        'unavailable',
      );
      const rows = await database.rows(
        z.object({ answers: z.unknown() }),
        "SELECT answers FROM survey.answer WHERE survey = 'personale'",
      );
      expect(rows).toEqual([{ answers: { voto: 4 } }]);
      expect(lines.join('\n')).not.toContain(secret);
    });

    test('nothing that is kept tells who answered, and it is forgotten in time', async () => {
      const caller = newCaller();
      await begin(caller);
      await surveys.save('gradimento', { voto: 5 }, asking(caller));
      const everything = z.object({ row: z.string() });
      const number = caller.reveal().slice(3);
      for (const table of ['asked', 'answer', 'request']) {
        const rows = await database.rows(everything, `SELECT t::text AS row FROM survey.${table} t`);
        expect(rows.filter(({ row }) => row.includes(number))).toEqual([]);
      }
      expect(lines.join('\n')).not.toContain(number);
      clock = new Date(clock.getTime() + 40 * dayMs);
      await answers.prune();
      for (const table of ['asked', 'request']) {
        expect(await database.rows(everything, `SELECT t::text AS row FROM survey.${table} t`)).toEqual([]);
      }
    });

    test('without the records nobody is asked, and the call goes on', async () => {
      const away = createWebClient({ name: 'the records', baseUrl: 'http://127.0.0.1:9', token, logger });
      const absent = surveysOf(away, logger);
      expect((await absent.begin('gradimento', 7, asking())).outcome).toBe('unavailable');
      expect((await absent.save('gradimento', { voto: 1 }, asking())).outcome).toBe('unavailable');
      away.close();
    });
  });
}
