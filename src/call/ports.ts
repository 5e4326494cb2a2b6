import type { Variables } from '../flow/values.ts';

/** What a call needs of speech: prompts as audio files (absolute paths with extension). */
export interface Voice {
  /** The audio if it is rendered already; asked on the way to every playback, so it must answer at once. */
  ready(prompt: string, language: string, values: Variables): readonly string[] | undefined;
  /** Renders it. @throws when it cannot be had within the deadline. */
  render(prompt: string, language: string, values: Variables, deadlineMs: number): Promise<readonly string[]>;
  /** An apology that is always there. */
  fallback(language: string): readonly string[];
}

/** What a call needs of the prompts' texts: what was said, for the journal, personal values masked. */
export interface Texts {
  masked(prompt: string, language: string, values: Variables): string;
}

/** What a call needs of the institution's systems. */
export interface BackOffice {
  /** Never throws: what goes wrong is the outcome `unavailable`. */
  call(
    operation: string,
    args: Variables,
    options: { idempotencyKey: string; signal: AbortSignal },
  ): Promise<{ readonly outcome: string; readonly value: unknown }>;
}

/** Keeps sessions for the engine that may have to carry a call on. */
export interface Checkpoints {
  /** Takes note of the newest session of a call; it is written soon after, without the call waiting for it. */
  save(callId: string, session: unknown): void;
  /** The session saved last, or undefined where there is none or the store is away. Bounded in time. */
  load(callId: string): Promise<unknown>;
  forget(callId: string): void;
}
