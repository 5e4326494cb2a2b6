import type { Logger } from 'pino';
import type { BackOfficeClient } from '../backoffice/client.ts';
import type { OperatorRecords } from '../conversations/operator-records.ts';
import type { HandIn } from '../mail/client.ts';
import type { Matcher } from '../matching/matcher.ts';
import type { Sealer } from '../privacy/seal.ts';
import type { Skill } from '../queues/queue.ts';
import type { PageServer } from '../staff/page-server.ts';
import type { Sessions } from '../staff/sessions.ts';
import { type SoftphoneOptions, serveSoftphones } from '../staff/softphones.ts';
import type { Choice } from '../staff/wire.ts';
import { cardOf, contextOf, personOf } from './card.ts';
import type { CaseFiles } from './case-file.ts';
import { Presence } from './presence.ts';
import { serveBooking } from './routes/booking.ts';
import { serveConversation } from './routes/conversation.ts';
import type { DeskParts } from './routes/desk-parts.ts';
import { serveForms } from './routes/forms.ts';
import { serveIdentity } from './routes/identity.ts';
import { serveState } from './routes/state.ts';
import type { DeskSettings } from './settings.ts';
import type { DeskSetup } from './wire.ts';
import { bookingModes, bookingReasons, documents, facts, precedences } from './words.ts';

/** An operator as the file of operators has them. */
export interface OperatorFacts {
  /** What colleagues and supervisors read. */
  readonly title: string;
  readonly skills: readonly Skill[];
}

/** A queue to which a caller can be handed on. */
export interface QueueChoice extends Choice {
  readonly topic: string;
  readonly level: 1 | 2;
}

export interface DeskOptions {
  readonly server: PageServer;
  readonly sessions: Sessions;
  readonly matcher: Matcher;
  readonly softphones: SoftphoneOptions['book'];
  readonly cases: CaseFiles;
  readonly sealer: Sealer;
  readonly backOffice: Pick<BackOfficeClient, 'call'>;
  readonly records: OperatorRecords;
  readonly documents: HandIn;
  readonly settings: DeskSettings;
  readonly operator: (name: string) => OperatorFacts | undefined;
  readonly queues: readonly QueueChoice[];
  /** Asterisk's WebSocket for softphones: `ws://127.0.0.1:8088/ws`. */
  readonly sipUrl: string;
  readonly logger: Logger;
}

/** Adds the operator's desk to a server for browsers. */
export function openDesk(options: DeskOptions): { close(): void } {
  const { server, sessions, matcher, cases, sealer, settings, logger } = options;
  const phones = serveSoftphones({
    server,
    path: '/api/desk/sip',
    role: 'operator',
    prefix: 'op',
    book: options.softphones,
    sipUrl: options.sipUrl,
    logger,
  });
  const topics = topicsOf(options.queues);
  const topicTitle = (name: string) => topics.find((topic) => topic.name === name)?.title ?? name;

  const presence = new Presence({
    matcher,
    logger,
    left: async (session, busy) => {
      if (busy) await sessions.lives(session, true);
      return await sessions.left(session);
    },
    signInOf: ({ person, id }) => {
      const facts = options.operator(person.name);
      return {
        operator: person.name,
        session: id,
        name: facts?.title ?? person.name,
        ring: phones.nameOf(person.name),
        skills: facts?.skills ?? [],
      };
    },
    conversation: ({ id, kind, operator, callId, queue, topic, language, waitedSeconds, sealedContext }) =>
      cases.keep(
        { id, kind, operator, callId, queue, topic, language, waitedSeconds, sealedContext },
        personOf(contextOf({ sealedContext }, sealer)),
      ),
  });

  server.reserve('/api/desk/', 'operator');
  server.socket({
    path: '/api/desk/events',
    role: 'operator',
    open: (socket, session) => presence.open(socket, session),
  });
  server.onEnded(({ name, id }, why) => {
    presence.ended(name, id, why).catch(() => {});
  });

  const { app } = server;
  app.get('/api/desk', async (request): Promise<DeskSetup> => {
    const session = server.sessionOf(request);
    const { name } = session.person;
    await phones.book(session);
    return {
      operator: { name, title: options.operator(name)?.title ?? name },
      pauses: settings.pauses,
      dispositions: settings.dispositions,
      topics,
      queues: options.queues.map(({ name, title }) => ({ name, title })),
      flows: settings.flows,
      facts,
      documents,
      booking: { reasons: bookingReasons, modes: bookingModes, precedences },
      linea: { hours: settings.linea.hours, urgentHours: settings.linea['urgent-hours'] },
      softphone: {
        user: phones.nameOf(name),
        password: session.softphone.reveal(),
        automatic: settings.answer === 'automatic',
      },
    };
  });

  const parts: DeskParts = {
    app,
    sessionOf: (request) => server.sessionOf(request),
    matcher,
    cases,
    sealer,
    backOffice: options.backOffice,
    records: options.records,
    documents: options.documents,
    settings,
    topics,
    card: (file) => cardOf(file, { sealer, factsNeeded: settings['facts-needed'], topics: topicTitle }),
    phoneIsThere: (name) => phones.isThere(name),
    logger,
  };
  serveState(parts);
  serveConversation(parts);
  serveIdentity(parts);
  serveBooking(parts);
  serveForms(parts);
  return { close: () => presence.close() };
}

/** Each topic once, by the title of its first-level queue. */
export function topicsOf(queues: readonly QueueChoice[]): readonly Choice[] {
  const byTopic = new Map(
    queues.toSorted((one, other) => other.level - one.level).map(({ topic, title }) => [topic, title]),
  );
  return [...byTopic]
    .map(([name, title]) => ({ name, title }))
    .toSorted((a, b) => a.title.localeCompare(b.title, 'it'));
}
