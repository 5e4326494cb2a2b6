import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import pino from 'pino';
import { z } from 'zod';
import { Sensitive } from '../privacy/sensitive.ts';
import type { Database } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import type { OpenDatabase } from '../store/store.contract.ts';
import { createWebClient, type WebClient } from '../web/client.ts';
import { openWebServer, type WebServer } from '../web/server.ts';
import { AuditBook } from './audit.ts';
import { reporterOf } from './client.ts';
import { type Conversation, outcomes } from './conversation.ts';
import { ConversationBook } from './conversation-book.ts';
import { type DeskRecords, deskRecordsOf } from './desk-client.ts';
import { deskRoom, isOfDesk } from './desk-routes.ts';
import { Figures, serviceLevelSeconds } from './figures.ts';
import { LineaBook } from './linea-book.ts';
import { type OperatorRecords, operatorRecordsOf } from './operator-records.ts';
import { conversationRoom } from './routes.ts';
import { migrations } from './schema.ts';

const tokens = { engine: randomUUID(), desk: randomUUID() };
const key = randomBytes(32);
const start = new Date('2001-11-26T09:00:00Z');
const dayMs = 86_400_000;
const everything = z.object({ row: z.string() });

/** A conversation that began some seconds after nine on a Monday. */
function conversation(
  given: Partial<Conversation> & { waited?: number; talked?: number } = {},
): Conversation {
  const { waited = 10, talked = 60, ...rest } = given;
  const enteredAt = rest.enteredAt ?? start.toISOString();
  const after = (seconds: number) => new Date(Date.parse(enteredAt) + seconds * 1_000).toISOString();
  const outcome = rest.outcome ?? 'answered';
  const isAnswered = outcome === 'answered' || outcome === 'silent';
  return {
    id: randomUUID(),
    queue: 'pensioni-1',
    topic: 'pensioni',
    language: 'it',
    level: 1,
    identity: 'none',
    callBack: false,
    enteredAt,
    offeredAt: isAnswered ? after(waited) : null,
    answeredAt: isAnswered ? after(waited) : null,
    endedAt: after(isAnswered ? waited + talked : waited),
    outcome,
    operator: isAnswered ? 'maria.rossi' : null,
    transfers: 0,
    secondLevel: false,
    ...rest,
  };
}

/** What remains of conversations, over real HTTP, whatever the database engine. */
export function conversationsContract(engine: Database['engine'], open: OpenDatabase): void {
  describe(`conversations on ${engine}`, () => {
    const lines: string[] = [];
    const logger = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
    let clock = start;
    const now = () => clock;
    let database: Database;
    let book: ConversationBook;
    let audit: AuditBook;
    let linea: LineaBook;
    let server: WebServer;
    let baseUrl: string;
    let web: { engine: WebClient; desk: WebClient };
    let desk: DeskRecords;
    let wakes = 0;

    beforeAll(async () => {
      database = await open();
      await migrate(database, 'conversations', migrations);
      book = new ConversationBook({
        database,
        key,
        clock: (at) => ({ date: at.toISOString().slice(0, 10), hour: at.getUTCHours() }),
        retention: { days: 730, operatorDays: 90 },
        now,
      });
      audit = new AuditBook({ database, key, days: 730, now });
      linea = new LineaBook({ database, key, days: 730, now });
      server = openWebServer({
        logger,
        access: [
          { token: tokens.engine, opens: (route) => !isOfDesk(route) },
          { token: tokens.desk, opens: isOfDesk },
        ],
      });
      conversationRoom(book).serve(server);
      deskRoom({
        conversations: book,
        figures: new Figures(database),
        linea,
        audit,
        due: (at, hours) => {
          const due = new Date(at.getTime() + hours * 3_600_000);
          return { at: due, day: due.toISOString().slice(0, 10) };
        },
        opened: () => {
          wakes += 1;
        },
        now,
      }).serve(server);
      baseUrl = await server.listen({ host: '127.0.0.1', port: 0 });
      const client = (token: string) =>
        createWebClient({
          name: 'the records',
          baseUrl,
          token,
          logger,
          timeoutMs: 60_000,
          concurrency: 500,
          breaker: { volume: 1_000 },
        });
      web = { engine: client(tokens.engine), desk: client(tokens.desk) };
      desk = deskRecordsOf(web.desk);
    });
    afterAll(async () => {
      web.engine.close();
      web.desk.close();
      await server.close();
      await database.close();
    });
    beforeEach(() => {
      clock = start;
    });

    const handIn = async (...conversations: readonly Conversation[]) => {
      const reporter = reporterOf(web.engine, { logger });
      for (const one of conversations) reporter.report(one);
      await reporter.close(60_000);
    };
    const post = async (path: string, body: unknown, token = tokens.engine) =>
      (
        await fetch(baseUrl + path, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'application/json',
            'idempotency-key': randomUUID(),
          },
          body: JSON.stringify(body),
        })
      ).status;

    describe('figures', () => {
      test('count what an engine handed in, by queue and hour', async () => {
        const queue = 'naspi-1';
        const at = (hour: number) => ({
          enteredAt: new Date(start.getTime() + (hour - 9) * 3_600_000).toISOString(),
        });
        await handIn(
          conversation({ queue, ...at(9), waited: 20, talked: 100, transfers: 1 }),
          conversation({ queue, ...at(9), waited: 40, talked: 200, secondLevel: true }),
          conversation({ queue, ...at(9), outcome: 'abandoned', waited: 90 }),
          conversation({ queue, ...at(10), outcome: 'call-back', waited: 30 }),
          conversation({ queue, ...at(10), outcome: 'full', waited: 0 }),
          conversation({ queue, ...at(10), outcome: 'silent', waited: 10, talked: 15 }),
        );
        const range = { from: '2001-11-26', to: '2001-11-26', queue };
        expect(await desk.figures(range, ['queue', 'hour'])).toEqual([
          {
            queue,
            hour: 9,
            offered: 3,
            answered: 2,
            abandoned: 1,
            callBacks: 0,
            calledBack: 0,
            overflowed: 0,
            silent: 0,
            turnedAway: 0,
            answeredInTime: 1,
            meanWaitSeconds: 30,
            longestWaitSeconds: 90,
            meanTalkSeconds: 150,
            transfers: 1,
            secondLevel: 1,
          },
          {
            queue,
            hour: 10,
            offered: 1,
            answered: 0,
            abandoned: 0,
            callBacks: 1,
            calledBack: 0,
            overflowed: 0,
            silent: 1,
            turnedAway: 1,
            answeredInTime: 0,
            meanWaitSeconds: null,
            longestWaitSeconds: 30,
            meanTalkSeconds: null,
            transfers: 0,
            secondLevel: 0,
          },
        ]);
        expect(await desk.figures({ ...range, from: '2001-11-27', to: '2001-11-30' }, ['hour'])).toEqual([]);
      });

      test('are what counting one by one gives, however they are told apart', async () => {
        let runs = 0;
        const stays = fc.array(
          fc.record({
            outcome: fc.constantFrom(...outcomes),
            callBack: fc.constantFrom(false, false, true),
            transfers: fc.integer({ min: 0, max: 3 }),
            topic: fc.constantFrom('pensioni', 'isee'),
            language: fc.constantFrom('it', 'de', 'ar'),
            waited: fc.integer({ min: 0, max: 600 }),
            talked: fc.integer({ min: 0, max: 900 }),
          }),
          { maxLength: 25 },
        );
        await fc.assert(
          fc.asyncProperty(stays, async (given) => {
            const queue = `run-${runs++}`;
            await Promise.all(given.map((one) => book.keep(conversation({ ...one, queue }))));
            const range = { from: '2001-11-26', to: '2001-11-26', queue };
            const groups = await desk.figures(range, ['topic', 'language']);
            for (const figure of groups) {
              const own = given.filter(
                ({ topic, language }) => topic === figure.topic && language === figure.language,
              );
              const calls = own.filter(({ callBack }) => !callBack);
              const answered = calls.filter(({ outcome }) => outcome === 'answered');
              const silentCalls = calls.filter(({ outcome }) => outcome === 'silent').length;
              const mean = (values: readonly number[]) =>
                values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
              const wait = mean(answered.map(({ waited }) => waited));
              expect(figure.answered).toBe(answered.length);
              expect(figure.calledBack).toBe(
                own.filter(
                  ({ outcome, callBack, transfers }) => callBack && outcome === 'answered' && transfers === 0,
                ).length,
              );
              expect(figure.offered + figure.overflowed + silentCalls + figure.turnedAway).toBe(calls.length);
              expect(figure.transfers).toBe(
                own.filter(
                  ({ outcome, transfers }) => transfers > 0 && outcome !== 'overflow' && outcome !== 'silent',
                ).length,
              );
              expect(figure.answeredInTime).toBe(
                answered.filter(({ waited }) => waited <= serviceLevelSeconds).length,
              );
              expect(Math.abs((figure.meanWaitSeconds ?? 0) - (wait ?? 0))).toBeLessThanOrEqual(0.5);
              expect(figure.longestWaitSeconds).toBe(Math.max(0, ...calls.map(({ waited }) => waited)));
            }
            expect(groups.length).toBe(new Set(given.map((one) => `${one.topic} ${one.language}`)).size);
          }),
          { numRuns: 20 },
        );
      });

      test('a citizen who is called back has not waited, and flatters no figure of those who did', async () => {
        const queue = 'richiamate';
        await handIn(
          conversation({ queue, waited: 100, talked: 60 }),
          conversation({ queue, outcome: 'call-back', waited: 40 }),
          conversation({ queue, callBack: true, waited: 3, talked: 240 }),
          conversation({ queue, callBack: true, waited: 1, talked: 60, transfers: 1 }),
          conversation({ queue, callBack: true, outcome: 'abandoned', waited: 500 }),
        );
        const [figure] = await desk.figures({ from: '2001-11-26', to: '2001-11-26', queue }, []);
        expect(figure).toMatchObject({
          offered: 2,
          answered: 1,
          abandoned: 0,
          callBacks: 1,
          calledBack: 1,
          answeredInTime: 0,
          meanWaitSeconds: 100,
          longestWaitSeconds: 100,
          meanTalkSeconds: 120,
        });
      });

      test('a caller who was handed on twice counts two transfers, whatever happened in between', async () => {
        const queue = 'trasferimenti';
        await handIn(
          conversation({ queue, transfers: 0 }),
          conversation({ queue, transfers: 1, outcome: 'overflow' }),
          conversation({ queue, transfers: 1, outcome: 'silent' }),
          conversation({ queue, transfers: 1 }),
          conversation({ queue, transfers: 2 }),
        );
        const [figure] = await desk.figures({ from: '2001-11-26', to: '2001-11-26', queue }, []);
        expect(figure?.transfers).toBe(2);
      });

      test('a conversation is kept once, however often it is handed in', async () => {
        const queue = 'once';
        const one = conversation({ queue });
        await Promise.all(Array.from({ length: 20 }, () => handIn(one)));
        await handIn({ ...one, transfers: 9 });
        const [figure] = await desk.figures({ from: '2001-11-26', to: '2001-11-26', queue }, []);
        expect([figure?.offered, figure?.transfers]).toEqual([1, 0]);
      });

      test('what an operator says it came to counts, before the conversation or after it', async () => {
        const queue = 'dispositions';
        const [early, late, silent] = [
          conversation({ queue }),
          conversation({ queue }),
          conversation({ queue }),
        ];
        await desk.dispose(early.id, 'appuntamento', randomUUID());
        await handIn(early, late, silent);
        await desk.dispose(late.id, 'altro', randomUUID());
        await desk.dispose(late.id, 'risolta', randomUUID());
        const figures = await desk.figures({ from: '2001-11-26', to: '2001-11-26', queue }, ['disposition']);
        expect(figures.map(({ disposition, answered }) => [disposition, answered])).toEqual([
          ['appuntamento', 1],
          ['nessuna', 1],
          ['risolta', 1],
        ]);
      });

      test('are to be had as a table for a spreadsheet', async () => {
        const queue = 'tabella';
        await handIn(conversation({ queue, waited: 12, talked: 30 }));
        const url = `${baseUrl}/desk/figures.csv?from=2001-11-26&to=2001-11-26&by=queue&queue=${queue}`;
        const response = await fetch(url, { headers: { authorization: `Bearer ${tokens.desk}` } });
        expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
        const [titles, row] = Buffer.from(await response.arrayBuffer())
          .toString('utf8')
          .split('\r\n');
        expect(titles?.startsWith('\uFEFFcoda;entrate;risposte;')).toBe(true);
        expect(row).toBe('tabella;1;1;0;0;0;0;0;0;1;12;12;30;0;0');
      });

      test.each([
        ['from=2001-11-26&to=2001-11-25'],
        ['from=2001-01-01&to=2002-06-01'],
        ['from=2001-11-26&to=2001-11-26&by=operator'],
        ['from=2001-11-26&to=2001-11-26&by=hour,hour'],
        ["from=2001-11-26&to=2001-11-26&queue=x'--"],
      ])('%s is refused', async (query) => {
        const url = `${baseUrl}/desk/figures?${query}`;
        expect((await fetch(url, { headers: { authorization: `Bearer ${tokens.desk}` } })).status).toBe(400);
      });
    });

    describe('what an engine hands in', () => {
      test.each([
        ['a number', { caller: '+393331234567' }],
        ['an answer without an operator', { operator: null }],
        ['times that go back', { endedAt: '2001-11-26T08:00:00Z' }],
        ['a code in a name', { topic: 'RSSMRA80A01H501U' }],
      ])('with %s is refused', async (_name, wrong) => {
        expect(await post('/conversations', { ...conversation(), ...wrong })).toBe(400);
      });

      test('is the only thing its token opens here', async () => {
        expect(await post('/desk/audit', {})).toBe(403);
        expect(await post('/conversations', conversation(), tokens.desk)).toBe(403);
      });

      test('tells operators by a pseudonym, and after a time not at all', async () => {
        const one = conversation({ queue: 'pseudonimi' });
        await handIn(one);
        const rows = () =>
          database.rows(everything, 'SELECT c::text AS row FROM talk.conversation c WHERE id = $1', [one.id]);
        const before = JSON.stringify(await rows());
        expect(before).toContain(book.pseudonymOf('maria.rossi'));
        expect(before).not.toContain('rossi');
        clock = new Date(start.getTime() + 91 * dayMs);
        await book.prune();
        expect(JSON.stringify(await rows())).not.toContain(book.pseudonymOf('maria.rossi'));
        clock = new Date(start.getTime() + 731 * dayMs);
        await book.prune();
        expect(await rows()).toEqual([]);
      });

      test('waits while the records are away, and is handed in once they are back', async () => {
        const port = new URL(baseUrl).port;
        const away = createWebClient({
          name: 'the records',
          baseUrl: `http://127.0.0.1:${port}/nowhere`,
          token: tokens.engine,
          logger,
          breaker: { volume: 1_000 },
        });
        const absent = reporterOf(away, { logger, most: 3, pauseMs: 1 });
        for (let index = 0; index < 5; index += 1) absent.report(conversation());
        expect(absent.waiting).toBe(3);
        await absent.close(5);
        expect(absent.waiting).toBe(0);
        away.close();
      });
    });

    describe('the audit', () => {
      const act = (given = {}) => ({
        who: 'anna.capo',
        action: 'listen' as const,
        conversation: 'offer-1',
        field: null,
        reason: 'affiancamento di un nuovo operatore',
        ...given,
      });

      test('tells who did what, the newest first, page by page', async () => {
        const id = randomUUID();
        for (const action of ['listen', 'whisper', 'stop-listening'] as const)
          await desk.note(act({ conversation: id, action }), randomUUID());
        await desk.note(
          act({
            conversation: id,
            who: 'maria.rossi',
            action: 'reveal',
            field: 'codice-fiscale',
            reason: null,
          }),
          randomUUID(),
        );
        const first = await desk.audit({ conversation: id, limit: 3 });
        expect(first.entries.map(({ action }) => action)).toEqual(['reveal', 'stop-listening', 'whisper']);
        const second = await desk.audit({ conversation: id, limit: 3, before: first.next ?? '' });
        expect([second.entries.map(({ action }) => action), second.next]).toEqual([['listen'], null]);
        const hers = await desk.audit({ conversation: id, who: 'maria.rossi' });
        expect(hers.entries).toMatchObject([{ field: 'codice-fiscale', at: start.toISOString() }]);
      });

      test('has an act once for a key, also of many at once, and stays whole', async () => {
        const id = randomUUID();
        const keys = Array.from({ length: 5 }, () => randomUUID());
        await Promise.all(
          [...keys, ...keys, ...keys].map((one) => desk.note(act({ conversation: id }), one)),
        );
        expect((await desk.audit({ conversation: id })).entries).toHaveLength(5);
        expect(await desk.integrity()).toMatchObject({
          broken: null,
          last: expect.stringMatching(/^\w{64}$/),
        });
      });

      test.each([
        ['without a reason', { reason: null }],
        ['with a code as a reason', { reason: 'RSSMRA80A01H501U' }],
        ['with a number as a reason', { reason: 'chiama 3331234567' }],
        ['of no conversation', { conversation: null }],
        ['of an act that there is not', { action: 'sing' }],
      ])('takes no listening %s', async (_name, wrong) => {
        expect(await post('/desk/audit', act(wrong), tokens.desk)).toBe(400);
      });

      test('forgets what has been kept long enough, and the rest still fits', async () => {
        await desk.note(act(), randomUUID());
        clock = new Date(start.getTime() + 731 * dayMs);
        await audit.prune();
        const { entries, broken } = await desk.integrity();
        expect([entries, broken]).toEqual([1, null]);
      });

      test('is only written on', async () => {
        clock = new Date();
        await desk.note(act(), randomUUID());
        for (const change of [
          "UPDATE talk.audit SET who = 'nobody'",
          'DELETE FROM talk.audit WHERE until > now()',
          'TRUNCATE talk.audit',
        ])
          await expect(database.run(change)).rejects.toThrow('refused a statement');
      });

      test('shows what was changed past the trigger, and what was taken out', async () => {
        const id = randomUUID();
        for (let index = 0; index < 3; index += 1) await desk.note(act({ conversation: id }), randomUUID());
        const entries = (await desk.audit({ conversation: id })).entries.map((entry) => entry.id);
        const [last = '', middle = ''] = entries;
        const past = (change: string, at: string) =>
          database.transaction(async (queries) => {
            await queries.script('ALTER TABLE talk.audit DISABLE TRIGGER audit_only_append');
            await queries.run(change, [at]);
            await queries.script('ALTER TABLE talk.audit ENABLE TRIGGER audit_only_append');
          });
        await past("UPDATE talk.audit SET who = 'nobody' WHERE id = $1::text::bigint", middle);
        expect((await desk.integrity()).broken).toBe(middle);
        await past("UPDATE talk.audit SET who = 'anna.capo' WHERE id = $1::text::bigint", middle);
        expect((await desk.integrity()).broken).toBeNull();
        await past('DELETE FROM talk.audit WHERE id = $1::text::bigint', middle);
        expect((await desk.integrity()).broken).toBe(last);
      });
    });

    describe('Linea INPS forms', () => {
      const question = 'Perché la rata di novembre è più bassa?';
      const form = (given = {}) => ({
        conversation: 'offer-1',
        topic: 'pensioni',
        office: null,
        urgent: false,
        hours: 48,
        persona: new Sensitive('persona', 'reference-of-somebody'),
        question: new Sensitive('persona', question),
        telephone: new Sensitive('telefono', '+393331234567'),
        email: null,
        ...given,
      });

      test('are opened once for a key, with a number for the caller and a day', async () => {
        const before = wakes;
        const sameKey = randomUUID();
        const opened = await Promise.all(Array.from({ length: 10 }, () => desk.openForm(form(), sameKey)));
        expect(new Set(opened.map(({ reference }) => reference)).size).toBe(1);
        expect(opened[0]).toMatchObject({
          dueDay: '2001-11-28',
          reference: expect.stringMatching(/^\d{9}$/),
        });
        expect(await desk.openForm(form({ urgent: true, hours: 24 }), randomUUID())).toMatchObject({
          dueDay: '2001-11-27',
        });
        expect(wakes).toBeGreaterThan(before);
        expect(await desk.form(opened[0]?.reference ?? '')).toMatchObject({
          state: 'received',
          topic: 'pensioni',
          town: null,
        });
      });

      test('hold what was asked sealed, and tell it to nobody but the institution', async () => {
        const { reference } = await desk.openForm(form(), randomUUID());
        const rows = await database.rows(
          everything,
          'SELECT f::text AS row FROM talk.linea_form f WHERE reference = $1',
          [reference],
        );
        const written = JSON.stringify(rows) + lines.join('\n');
        for (const secret of ['novembre', '3331234567', 'reference-of-somebody'])
          expect(written).not.toContain(secret);
      });

      test.each([
        ['nowhere to answer', { telephone: null }],
        ['no question', { question: new Sensitive('persona', '') }],
        ['a question that is not kept apart', { question }],
        ['a telephone number that is none', { telephone: new Sensitive('telefono', 'novembre') }],
      ])('with %s are refused', async (_name, wrong) => {
        await expect(desk.openForm(form(wrong), randomUUID())).rejects.toMatchObject({ kind: 'http-400' });
      });

      test('of the operators’ desk: a form, a look and a disposition; without the records none of them', async () => {
        const about = { conversation: randomUUID(), operator: 'maria.rossi' };
        const asked = {
          topic: 'pensioni',
          urgent: true,
          hours: 24,
          person: new Sensitive('persona', 'reference-of-somebody'),
          question: new Sensitive('persona', question),
          phone: undefined,
          email: new Sensitive('email', 'somebody@example.it'),
        };
        const doAll = async (records: OperatorRecords) => [
          await records.revealed(about, 'telefono'),
          await records.disposed(about, 'risolta'),
          (await records.linea(about, asked, randomUUID())).outcome,
        ];
        expect(await doAll(operatorRecordsOf(desk))).toEqual([true, true, 'accepted']);
        const { entries } = await desk.audit({ conversation: about.conversation });
        expect(entries).toMatchObject([{ who: 'maria.rossi', action: 'reveal', field: 'telefono' }]);
        const away = createWebClient({
          name: 'the records',
          baseUrl: 'http://127.0.0.1:9',
          token: tokens.desk,
          logger,
        });
        expect(await doAll(operatorRecordsOf(deskRecordsOf(away)))).toEqual([false, false, 'unavailable']);
        away.close();
      });

      test('are forgotten in time', async () => {
        const { reference } = await desk.openForm(form(), randomUUID());
        clock = new Date(start.getTime() + 731 * dayMs);
        await linea.prune();
        await expect(desk.form(reference)).rejects.toMatchObject({ kind: 'http-404' });
      });
    });
  });
}
