import type { Language } from '../speech/language.ts';

/** How well an operator knows a topic in a language: 1 a beginner, 5 an expert. */
export type Proficiency = 1 | 2 | 3 | 4 | 5;

/** First level: informs and takes requests. Second level: the offices' officials, reached only by operators. */
export type Level = 1 | 2;

/** What an operator can be asked: a topic, in a language, at a level, and how well. */
export interface Skill {
  readonly topic: string;
  readonly language: Language;
  readonly level: Level;
  readonly proficiency: Proficiency;
}

/**
 * One step of a queue's routing: whom a caller waits for, and for how long before the next step. A step adds operators and
 * takes none away. The last one holds until the longest wait, whatever it says.
 */
export type RoutingStep =
  /** Operators with the queue's topic, at least so good at it. */
  | { readonly atLeast: Proficiency; readonly anyTopic: boolean; readonly forSeconds: number }
  /** The operators of another queue, too, by its routing; place and time of arrival are kept. */
  | { readonly overflow: string };

/** Conversations of a queue are recorded; where it is absent they are not. */
export interface RecordingRule {
  readonly retentionDays: number;
  /** The text that tells the caller so before the operator is there, in place of the one of flows/settings.yaml. */
  readonly notice?: string;
}

/** A queue of flows/queues.yaml. Times are seconds. */
export interface Queue {
  readonly name: string;
  readonly title: string;
  readonly topic: string;
  readonly level: Level;
  /** 0 to 9; every step of it counts as `headStartSeconds` of waiting. */
  readonly priority: number;
  /** The calendar of flows/hours.yaml in which it is open, by language. */
  readonly calendars: Readonly<Record<Language, string>>;
  readonly routing: readonly RoutingStep[];
  /** A caller who waited so long leaves with the outcome `timeout`. */
  readonly maxWaitSeconds: number;
  /** Callers who wait in one language; the next one gets `full`. */
  readonly maxLength: number;
  readonly ringSeconds: number;
  readonly wrapUpSeconds: number;
  /** An operator who answered and of whom nothing is heard for so long does not keep the caller; 0: that is not looked at. */
  readonly silentSeconds: number;
  /** How often a caller hears place and wait. */
  readonly announceSeconds: number;
  /** Whether callers may ask to be called back. */
  readonly callBack: boolean;
  readonly record?: RecordingRule;
  /** Texts on its topic that callers hear while they wait, by turns. */
  readonly pills: readonly string[];
}

/** Call-backs that nobody answered. */
export interface CallBackRules {
  /** Seconds until the next attempt, one for each attempt more; after the last one it is given up. */
  readonly retrySeconds: readonly number[];
  /** How long the phone of whoever is called back rings. */
  readonly ringSeconds: number;
}
