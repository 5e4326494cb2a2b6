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

/** A Linea INPS form on its way to the institution; times are ISO 8601. */
export interface WaitingForm {
  readonly reference: string;
  readonly topic: string;
  readonly office: string | null;
  readonly urgent: boolean;
  readonly dueAt: string;
  readonly state: string;
  readonly reason: string | null;
  readonly attempts: number;
  readonly createdAt: string;
}

export interface AuditRecords {
  /** Rejects when it could not be written. */
  note(
    act: {
      readonly who: string;
      readonly action: Listening | 'linea-retry';
      readonly conversation: string;
      readonly field: string | null;
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
  /** Linea INPS forms that the institution does not have yet. Rejects when the records are away. */
  forms(query: { readonly state: 'waiting' }): Promise<readonly WaitingForm[]>;
  /** Has one that was refused handed over again. Rejects with the kind `http-409` when it is not refused. */
  retryForm(reference: string, office: string | null, idempotencyKey: string): Promise<void>;
  integrity(): Promise<{ readonly entries: number; readonly broken: string | null }>;
  figures(range: FigureRange, by: readonly Dimension[]): Promise<readonly Figure[]>;
}
