/** An invented but plausible day of the contact centre: who works when, who calls when about what. */
import type { Proficiency, Skill } from '../../queues/queue.ts';
import type { QueueRules } from '../../queues/queues.ts';
import { type Language, languages } from '../../speech/language.ts';
import type { Chances } from './chances.ts';
import type { ComingCall, DayOptions, Shift } from './day.ts';

const minute = 60_000;
const hour = 60 * minute;

/** The day begins at eight and ends at twenty (inps.it); times are ms from eight. */
export const dayMs = 12 * hour;

/** One caller of so many never gives up: how wrong the estimate is, is measured on these. */
const everyHolding = 20;

/** Share of the calls by hour, from eight on: most in the morning. Assumed. */
const byHour = [7, 12, 14, 13, 11, 8, 7, 8, 7, 6, 4, 3];

/** Share of the topics in the calls; what is not named counts 2. Assumed. */
const byTopic: Readonly<Record<string, number>> = {
  pensioni: 20,
  'sostegno-reddito': 18,
  famiglia: 16,
  generale: 10,
  'servizi-digitali': 8,
  invalidita: 6,
  'lavoratori-domestici': 5,
  documenti: 5,
  inclusione: 4,
};
const otherTopic = 2;

/** Italian 93 %; the other languages as the foreign residents who speak them would call. Assumed. */
const byLanguage: readonly (readonly [Language, number])[] = [
  ['it', 930],
  ['en', 20],
  ['ar', 12],
  ['es', 10],
  ['fr', 10],
  ['ru', 8],
  ['de', 6],
  ['pl', 4],
];

export interface ContactCentre {
  readonly operators: number;
  /** Calls that reach the queues in the day. */
  readonly calls: number;
  /** Mean of a conversation, seconds. */
  readonly talkSeconds: number;
  /** Mean of how long callers are willing to wait, seconds. */
  readonly patienceSeconds: number;
}

/** @throws RangeError where the rules have no first-level queues */
export function contactCentreDay(rules: QueueRules, centre: ContactCentre, random: Chances): DayOptions {
  const names = [...rules.queues.values()].flatMap(({ name, level }) => (level === 1 ? [name] : []));
  const topics = names.map((name) => [name, byTopic[name] ?? otherTopic] as const);
  return {
    rules,
    random,
    lasts: dayMs + hour,
    shifts: Array.from({ length: centre.operators }, (_, index) => shiftOf(index, topics, rules, random)),
    calls: callsOf(centre, topics, random),
    // Most take the call at once.
    ringMs: (own) => 2_000 + own.exponential(2_000),
    unanswered: 0.01,
  };
}

/** Calls come at random, more in some hours than in others; the other languages from nine to fourteen. */
function callsOf(
  centre: ContactCentre,
  topics: readonly (readonly [string, number])[],
  random: Chances,
): ComingCall[] {
  const hours = byHour.map((weight, index) => [index, weight] as const);
  return Array.from({ length: centre.calls }, (_, index) => {
    const language = random.weighted(byLanguage);
    let at: number;
    do at = (random.weighted(hours) + random.next()) * hour;
    while (language !== 'it' && (at < hour || at >= 6 * hour));
    return {
      at: Math.floor(at),
      queue: random.weighted(topics),
      language,
      patienceMs: Math.floor(random.exponential(centre.patienceSeconds * 1_000)),
      talkMs: Math.floor(random.logNormal(centre.talkSeconds * 1_000, 0.7)),
      holds: index % everyHolding === 0,
    };
  }).toSorted((one, other) => one.at - other.at);
}

/** Six hours each, more in the morning; a quarter of an hour off in the middle, and five minutes twice. */
function shiftOf(
  index: number,
  topics: readonly (readonly [string, number])[],
  rules: QueueRules,
  random: Chances,
): Shift {
  const from = random.weighted([
    [0, 5],
    [2 * hour, 3],
    [4 * hour, 2],
    [6 * hour, 2],
  ]);
  const pause = (after: number, ms: number) => ({
    at: Math.floor(from + after + random.next() * 40 * minute),
    ms,
  });
  return {
    operator: `operator-${index}`,
    skills: skillsOf(index, topics, rules, random),
    from: Math.floor(from + random.next() * 2 * minute),
    to: from + 6 * hour,
    pauses: [
      pause(90 * minute, 5 * minute),
      pause(170 * minute, 15 * minute),
      pause(270 * minute, 5 * minute),
    ],
  };
}

/** Two topics well, three others somewhat, the general one; every eighth operator speaks another language, too. */
function skillsOf(
  index: number,
  topics: readonly (readonly [string, number])[],
  rules: QueueRules,
  random: Chances,
): readonly Skill[] {
  const known = new Map<string, Proficiency>();
  while (known.size < 2) known.set(random.weighted(topics), random.next() < 0.4 ? 5 : 4);
  while (known.size < 5) {
    const topic = random.weighted(topics);
    if (!known.has(topic)) known.set(topic, random.next() < 0.5 ? 3 : 2);
  }
  if (!known.has('generale') && rules.queues.has('generale')) known.set('generale', 3);
  const foreign = languages[1 + (Math.floor(index / 8) % (languages.length - 1))];
  const spoken: readonly Language[] = index % 8 === 0 && foreign !== undefined ? ['it', foreign] : ['it'];
  return spoken.flatMap((language) =>
    [...known].map(([topic, proficiency]) => ({ topic, language, level: 1 as const, proficiency })),
  );
}
