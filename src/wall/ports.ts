/** What the wall needs of the records; the room that keeps conversations has it. */
import type { AuditPage, Figure, Listening } from './wire.ts';

export type Dimension = 'day' | 'hour' | 'queue' | 'topic' | 'language' | 'level' | 'disposition';

/** Some days, `YYYY-MM-DD`, both included, and of what. */
export interface FigureRange {
  readonly from: string;
  readonly to: string;
  readonly queue?: string | undefined;
  readonly topic?: string | undefined;
  readonly language?: string | undefined;
}

export interface AuditRecords {
  /** Rejects when it could not be written. */
  note(
    act: {
      readonly who: string;
      readonly action: Listening;
      readonly conversation: string;
      readonly field: null;
      readonly reason: string | null;
    },
    idempotencyKey: string,
  ): Promise<void>;
  /** Rejects when the records are away. */
  audit(query: {
    readonly who?: string | undefined;
    readonly conversation?: string | undefined;
    readonly before?: string | undefined;
    readonly limit?: number | undefined;
  }): Promise<AuditPage>;
  integrity(): Promise<{ readonly entries: number; readonly broken: string | null }>;
  figures(range: FigureRange, by: readonly Dimension[]): Promise<readonly Figure[]>;
}
