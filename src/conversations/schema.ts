import type { Migration } from '../store/migrate.ts';

/**
 * Tables of conversations. Nothing of the caller is in `conversation`: no number, no person, no word. Operators are there
 * by a pseudonym. The audit alone names who did something, and refuses to be changed.
 */
export const migrations: readonly Migration[] = [
  {
    name: 'conversations, their dispositions, Linea INPS forms and the audit',
    sql: `
      CREATE SCHEMA talk;

      CREATE TABLE talk.conversation (
        id text PRIMARY KEY,
        queue text NOT NULL,
        topic text NOT NULL,
        language text NOT NULL,
        level smallint NOT NULL,
        identity text NOT NULL,
        call_back boolean NOT NULL,
        day date NOT NULL,
        hour smallint NOT NULL,
        entered_at timestamptz NOT NULL,
        offered_at timestamptz,
        answered_at timestamptz,
        ended_at timestamptz NOT NULL,
        waited integer NOT NULL,
        talked integer,
        outcome text NOT NULL,
        operator text,
        transfers smallint NOT NULL,
        second_level boolean NOT NULL
      );
      CREATE INDEX conversation_day ON talk.conversation (day);

      CREATE TABLE talk.disposition (
        conversation text PRIMARY KEY,
        disposition text NOT NULL,
        at timestamptz NOT NULL
      );
      CREATE INDEX disposition_at ON talk.disposition (at);

      -- One digit longer than those of documents (store/reference.ts): nobody takes one for the other.
      CREATE SEQUENCE talk.linea_reference MINVALUE 0 START 10000000;

      CREATE TABLE talk.linea_form (
        reference text PRIMARY KEY,
        request bytea NOT NULL UNIQUE,
        conversation text,
        topic text NOT NULL,
        office text,
        town text,
        urgent boolean NOT NULL,
        due_at timestamptz NOT NULL,
        due_day date NOT NULL,
        sealed text NOT NULL,
        state text NOT NULL CHECK (state IN ('received', 'handed-over', 'refused')),
        reason text,
        attempts integer NOT NULL DEFAULT 0,
        next_try timestamptz,
        created_at timestamptz NOT NULL
      );
      CREATE INDEX linea_form_next_try ON talk.linea_form (next_try) WHERE state = 'received';
      CREATE INDEX linea_form_created_at ON talk.linea_form (created_at);

      CREATE TABLE talk.audit (
        id bigint PRIMARY KEY,
        at timestamptz NOT NULL,
        until timestamptz NOT NULL,
        who text NOT NULL,
        action text NOT NULL,
        conversation text NOT NULL,
        field text,
        reason text,
        request bytea NOT NULL UNIQUE,
        previous bytea NOT NULL,
        digest bytea NOT NULL
      );
      CREATE INDEX audit_conversation ON talk.audit (conversation, id);
      CREATE INDEX audit_until ON talk.audit (until);

      CREATE FUNCTION talk.only_append() RETURNS trigger LANGUAGE plpgsql AS '
        BEGIN
          IF TG_OP = ''DELETE'' AND OLD.until <= now() THEN RETURN OLD; END IF;
          RAISE EXCEPTION ''the audit is only written on'';
        END';
      CREATE TRIGGER audit_only_append BEFORE UPDATE OR DELETE ON talk.audit
        FOR EACH ROW EXECUTE FUNCTION talk.only_append();
      CREATE FUNCTION talk.no_truncate() RETURNS trigger LANGUAGE plpgsql AS '
        BEGIN RAISE EXCEPTION ''the audit is only written on''; END';
      CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON talk.audit
        FOR EACH STATEMENT EXECUTE FUNCTION talk.no_truncate();
    `,
  },
];
