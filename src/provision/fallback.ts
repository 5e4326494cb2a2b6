import { ProvisionError } from './provision-error.ts';

/** What the dialplan can say by itself: a sound file each, in every language. */
export const fallbackSounds = [
  'unreachable',
  'operators',
  'closed',
  'nobody',
  'busy',
  'interrupted',
] as const;
export type FallbackSound = (typeof fallbackSounds)[number];

/** Opening hours as the dialplan can look them up. */
export interface FallbackHours {
  /** Time zone by its name: Europe/Rome. */
  readonly zone: string;
  /** Seven days, Monday first: minutes since midnight, from (included) to (not included). */
  readonly week: readonly (readonly FallbackRange[])[];
  /** Days (YYYY-MM-DD) on which other hours hold: holidays, and what hours.yaml says about single days. */
  readonly days: ReadonlyMap<string, readonly FallbackRange[]>;
}

export interface FallbackRange {
  readonly from: number;
  readonly to: number;
}

/** What a caller gets from the dialplan alone: no engine takes the call, or those there are have no room for it. */
export interface Fallback {
  /** Holds LANGUAGE/SOUND.alaw, or another format that Asterisk knows, for every language and sound. */
  readonly soundsDir: string;
  /** The first is spoken to whoever dialled a number that is not known. */
  readonly languages: readonly [string, ...string[]];
  /** The ways in which each number of the service may be written, and the language spoken there. */
  readonly lines: readonly { readonly numbers: readonly string[]; readonly language: string }[];
  /** Operators who can be reached without an engine; without it the caller is asked to call again. */
  readonly queue?: {
    /** Where they are, as SIP URIs; all ring at once. */
    readonly members: readonly [string, ...string[]];
    readonly hours: FallbackHours;
  };
  /** When engines are full: `speak` says so, `refuse` answers 503, by which a carrier tries another way. */
  readonly busy: 'speak' | 'refuse';
  /** Seconds without a sign of life of any engine after which callers are taken out of their silence. */
  readonly rescueSeconds: number;
}

/** Callers who are told at once that all lines are busy; more get 503 without an answer. */
const busyAtOnce = 50;

/** Files that are there only where a queue is configured. */
export const queueConfs: readonly string[] = [
  'manager.conf',
  'modules-queue.conf',
  'pjsip-queue.conf',
  'queues.conf',
];

/**
 * The other way round: the queue module needs the manager interface, and that does not start when messages inside
 * Asterisk are declined.
 */
export const confsWithoutQueue: readonly string[] = ['stasis.conf'];

/** Values of the templates. */
export function fallbackValues({
  soundsDir,
  languages,
  queue,
  busy,
  rescueSeconds,
}: Fallback): Readonly<Record<string, string>> {
  return {
    FALLBACK_SOUNDS: soundsDir,
    FALLBACK_LANGUAGE: languages[0],
    FALLBACK_QUEUE: queue === undefined ? 'none' : 'there',
    FALLBACK_ZONE: queue?.hours.zone ?? 'UTC',
    BUSY_ANSWER: busy,
    BUSY_AT_ONCE: `${busyAtOnce}`,
    RESCUE_SECONDS: `${rescueSeconds}`,
  };
}

/** The dialplan's tables, extensions-tables.conf: the language of each number, and the hours of the queue. */
export function fallbackTables({ lines, queue }: Fallback): string {
  const numbers = new Map<string, string>();
  for (const { numbers: forms, language } of lines)
    for (const form of forms) if (!numbers.has(form)) numbers.set(form, language);
  return [
    '; Made from flows/numbers.yaml and flows/hours.yaml when Asterisk was started.',
    '',
    '[fallback-lines]',
    ...[...numbers].flatMap(([number, language]) => [
      `exten => n${plain(number, /^\+?\d+$/)},1,Set(SPEAK=${plain(language, /^[a-z]{2}$/)})`,
      ' same => n,Return()',
    ]),
    'exten => _[n]!,1,Return()',
    '',
    '; YYYYMMDD and the day of the week, 1 Monday; CLOCK is HHMM. 1 is open.',
    '[fallback-hours]',
    ...(queue === undefined ? [] : hourLines(queue.hours)),
    'exten => _X!,1,Return(0)',
    '',
  ].join('\n');
}

function hourLines({ week, days }: FallbackHours): string[] {
  return [
    ...week.map((ranges, index) => `exten => _XXXXXXXX${index + 1},1,Return(${openIn(ranges)})`),
    ...[...days].map(([day, ranges]) => {
      const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
      return `exten => ${day.replaceAll('-', '')}${weekday},1,Return(${openIn(ranges)})`;
    }),
  ];
}

/** An expression of the dialplan that is 1 within the ranges and 0 without. */
function openIn(ranges: readonly FallbackRange[]): string {
  if (ranges.length === 0) return '0';
  const clock = (minute: number) => Math.floor(minute / 60) * 100 + (minute % 60);
  const within = ranges.map(
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dialplan, not JavaScript
    ({ from, to }) => `(${'${CLOCK}'} >= ${clock(from)} & ${'${CLOCK}'} < ${clock(to)})`,
  );
  return `$[${within.join(' | ')}]`;
}

/** What a conditional file has besides its template: the members of the queue. */
export function queueMembers(file: string, { queue }: Fallback): string {
  const members = queue?.members ?? [];
  if (file === 'queues.conf')
    return members.map((_uri, index) => `member => PJSIP/fallback-${index + 1}\n`).join('');
  if (file !== 'pjsip-queue.conf') return '';
  return members
    .map(
      (uri, index) =>
        `[fallback-${index + 1}](queue-member)\naors = fallback-${index + 1}\n\n` +
        `[fallback-${index + 1}]\ntype = aor\ncontact = ${memberUri(uri)}\n\n`,
    )
    .join('');
}

/** @throws ProvisionError for what is not a SIP URI */
function memberUri(uri: string): string {
  return plain(
    uri,
    /^sip:([A-Za-z0-9._+-]+@)?[A-Za-z0-9.-]+(:\d{1,5})?$/,
    'a member of the queue must be a SIP URI such as sip:centralino@pbx.example.it:5060',
  );
}

function plain(
  value: string,
  form: RegExp,
  mend = `"${value}" cannot stand in the dialplan: it does not look like ${form}`,
): string {
  if (form.test(value)) return value;
  throw new ProvisionError(mend);
}
