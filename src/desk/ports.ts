/** What the desk needs of the records; the room that keeps conversations implements it. */
import type { Sensitive } from '../privacy/sensitive.ts';

/** A conversation as the records know it: never by a person. */
export interface About {
  readonly conversation: string;
  readonly operator: string;
  readonly queue: string;
  readonly topic: string;
  readonly language: string;
}

/** A form that an office answers (second level). */
export interface LineaForm {
  readonly topic: string;
  readonly urgent: boolean;
  /** Hours until the answer is due. */
  readonly hours: number;
  readonly person: Sensitive;
  readonly question: Sensitive;
  readonly phone: Sensitive | undefined;
  readonly email: Sensitive | undefined;
}

export interface DeskRecords {
  /** Writes down that an operator looked at something. @returns false when it could not be written: then it stays hidden */
  revealed(about: About, field: string): Promise<boolean>;
  /** Keeps how the conversation ended. @returns false when it could not be kept */
  disposed(about: About, disposition: string): Promise<boolean>;
  /** Hands a form in; the same key is the same form. */
  linea(
    about: About,
    form: LineaForm,
    idempotencyKey: string,
  ): Promise<
    | { readonly outcome: 'accepted'; readonly request: string; readonly dueBy: string }
    | { readonly outcome: 'refused' | 'unavailable' }
  >;
}
