import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Release } from '../call/calls.ts';
import type { Matcher } from '../matching/matcher.ts';
import type { Calendars } from '../numbers/calendar.ts';
import type { Sealer } from '../privacy/seal.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import type { Queue } from '../queues/queue.ts';
import { isOpen, type QueueRules } from '../queues/queues.ts';
import { languages } from '../speech/language.ts';
import type { Channel, ChannelListener, Telephony } from '../telephony/port.ts';
import { Operators } from './operators.ts';
import type { ConversationRecordings, QueueBook } from './parts.ts';
import type { StayReporter } from './stay.ts';
import { whisperWith } from './whisper.ts';

/** The flow that speaks first to whoever is called back, and the line that its journal names. */
const callBackFlow = 'richiamata';

export interface OpenOperatorsGiven {
  readonly engine: string;
  readonly redis: Redis;
  readonly matcher: Matcher;
  readonly telephony: Telephony;
  readonly sealer: Sealer;
  readonly logger: Logger;
  /** What is live now. */
  readonly live: () => {
    readonly release: Release;
    readonly queues: QueueRules;
    readonly calendars: Calendars;
    /** Numbers that flows may transfer to, by name, in E.164. */
    readonly destinations: ReadonlyMap<string, string>;
  };
  /** Begins a flow in a call that we placed. */
  readonly begin: (
    channel: Channel,
    call: { line: string; flow: string; language: string; caller: Sensitive; topic: string },
  ) => ChannelListener;
  /** Countries whose numbers may be called back. */
  readonly countries: readonly string[];
  /** E.164; shown on calls to the outside. */
  readonly showing: string | undefined;
  readonly reporter?: StayReporter;
  readonly recordings?: ConversationRecordings;
}

/** The operators' side of an engine, with what is live. */
export function openOperators(given: OpenOperatorsGiven): Operators {
  const { engine, redis, matcher, telephony, sealer, logger, live, begin, countries, reporter, recordings } =
    given;
  const showing = given.showing === undefined ? undefined : new Sensitive('telefono', given.showing);
  return new Operators({
    engine,
    matcher,
    network: telephony,
    queues: () => bookOf(live()),
    announcements: whisperWith(() => {
      const { voice, project } = live().release;
      return { voice, prompt: project.settings.prompts.whisper };
    }, logger),
    sealer,
    logger,
    ...(reporter === undefined ? {} : { reporter }),
    ...(recordings === undefined ? {} : { recordings }),
    callBacks: {
      redis,
      countries,
      showing,
      begin: (channel, call) =>
        live().release.project.flows.has(callBackFlow)
          ? begin(channel, { line: callBackFlow, flow: callBackFlow, ...call })
          : undefined,
    },
    outside: {
      number: (name) => {
        const number = live().destinations.get(name);
        return number === undefined ? undefined : new Sensitive('telefono', number);
      },
      showing,
    },
  });
}

function bookOf({ queues, calendars }: { queues: QueueRules; calendars: Calendars }): QueueBook {
  const known = (language: string) => languages.find((one) => one === language);
  return {
    find: (name) => queues.queues.get(name),
    isOpen: (queue: Queue, language, at) => {
      const one = known(language);
      return one !== undefined && isOpen(queue, one, calendars, at);
    },
    nextOpening: (queue, language, at) => {
      const one = known(language);
      return one === undefined ? undefined : calendars.nextOpening(queue.calendars[one], at);
    },
    callBacks: queues.callBacks,
  };
}
