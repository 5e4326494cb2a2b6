import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Release } from '../call/release.ts';
import type { CallBackRecords } from '../call-backs/call-back.ts';
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

/** The line that the journal of a call-back names; its flow is `call-back` of flows/settings.yaml. */
const callBackLine = 'richiamata';

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
  /** Where call-backs are kept; without it none is promised. */
  readonly callBackRecords: CallBackRecords | undefined;
  /** As made at set-up, 32 bytes. */
  readonly sealKey: Buffer;
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
      records: given.callBackRecords,
      key: given.sealKey,
      countries,
      showing,
      begin: (channel, call) => {
        const { settings } = live().release.project;
        const flow = settings['call-back'];
        return flow === undefined ? undefined : begin(channel, { line: callBackLine, flow, ...call });
      },
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
