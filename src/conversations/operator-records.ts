import type { Sensitive } from '../privacy/sensitive.ts';
import { faultOf } from '../web/fault.ts';
import type { DeskRecords } from './desk-client.ts';

/** A conversation as an operator's desk tells of it: never by a person. */
export interface About {
  readonly conversation: string;
  readonly operator: string;
}

/** A form that an office answers (second level). */
interface LineaForm {
  readonly topic: string;
  readonly urgent: boolean;
  /** Hours until the answer is due. */
  readonly hours: number;
  readonly person: Sensitive;
  readonly question: Sensitive;
  readonly phone: Sensitive | undefined;
  readonly email: Sensitive | undefined;
}

/** The records in the words of the operators' desk. Nothing here throws: what goes wrong is the answer. */
export interface OperatorRecords {
  /** Writes down that an operator looks at a field. @returns false when it could not be written: then it stays hidden */
  revealed(about: About, field: string): Promise<boolean>;
  /**
   * Writes down that an operator tries who a caller is, before it is tried.
   * @param by the kind of fact, or `codice-fiscale`; never what was said
   * @returns false when it could not be written: then it is not tried
   */
  identityChecked(about: About, by: string, idempotencyKey: string): Promise<boolean>;
  /** Keeps what a conversation came to. @returns false when it could not be kept */
  disposed(about: About, disposition: string): Promise<boolean>;
  /** Hands a form in; the same key is the same form. */
  linea(
    about: About,
    form: LineaForm,
    idempotencyKey: string,
  ): Promise<
    | {
        readonly outcome: 'accepted';
        readonly request: string;
        /** ISO 8601. */
        readonly dueAt: string;
      }
    | { readonly outcome: 'refused' | 'unavailable' }
  >;
}

/** @param records with the token of the desk */
export function operatorRecordsOf(records: DeskRecords): OperatorRecords {
  const succeeds = async (work: Promise<void>) => {
    try {
      await work;
      return true;
    } catch {
      return false;
    }
  };
  return {
    revealed: ({ conversation, operator: who }, field) =>
      succeeds(
        records.note(
          { who, action: 'reveal', conversation, field, reason: null },
          `reveal ${conversation} ${field}`,
        ),
      ),
    identityChecked: ({ conversation, operator: who }, field, key) =>
      succeeds(
        records.note(
          { who, action: 'identity-check', conversation, field, reason: null },
          `identity-check ${conversation} ${key}`,
        ),
      ),
    disposed: ({ conversation }, disposition) =>
      succeeds(records.dispose(conversation, disposition, `disposition ${conversation}`)),
    async linea({ conversation }, { topic, urgent, hours, person, question, phone, email }, key) {
      try {
        const form = {
          conversation,
          topic,
          office: null,
          urgent,
          hours,
          persona: person,
          question,
          telephone: phone ?? null,
          email: email ?? null,
        };
        const { reference, dueAt } = await records.openForm(form, key);
        return { outcome: 'accepted', request: reference, dueAt };
      } catch (error) {
        return { outcome: faultOf(error).kind === 'http-400' ? 'refused' : 'unavailable' };
      }
    },
  };
}
