/** What a take-over needs of the calls of this engine. */
export interface TakeoverCalls {
  /** How many there are. */
  readonly size: number;
  /**
   * A call will soon be offered that this engine has claimed. @param sealed its session as it was saved; empty for none
   * @returns ids of what may play on its channel, and of what may be recorded
   */
  expect(callId: string, sealed: string): Sounds;
  /** Lets go of every call as it is; resolves when its newest sessions are saved, or cannot be. */
  letGo(): Promise<void>;
}

/** What plays and is recorded on a channel. */
export interface Sounds {
  readonly playbacks: readonly string[];
  readonly recordings: readonly string[];
}

/** What a take-over needs of the operators' side of this engine. */
export interface TakeoverOperators {
  /** Calls that legs of an engine belong to, by the leg's id: those of conversations, of transfers. Never rejects. */
  callsOfLegs(engine: string, legs: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /**
   * Takes up who waits and who talks in calls of another engine. @param moved resolves when calls and legs are here.
   * Flows that come back meanwhile wait for the end of it. Never rejects.
   */
  takeUp(engine: string, calls: ReadonlySet<string>, moved: Promise<unknown>): Promise<void>;
  /** Lets go of everybody who waits or talks: nobody is moved, and no place is lost. */
  letGo(): void;
}
