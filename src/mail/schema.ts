import type { Migration } from '../store/migrate.ts';

/**
 * Tables of what is to be sent. Who asked for it is there only as a keyed digest and in `sealed`; nothing in the plain
 * columns is about a person.
 */
export const migrations: readonly Migration[] = [
  {
    name: 'requests, their history and their outbox',
    sql: `
      CREATE SCHEMA mail;
      CREATE SEQUENCE mail.reference MINVALUE 0 START 0;

      CREATE TABLE mail.request (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        reference text NOT NULL UNIQUE,
        kind text NOT NULL,
        channel text NOT NULL,
        person bytea NOT NULL,
        parameters jsonb NOT NULL,
        sealed text NOT NULL,
        language text NOT NULL,
        state text NOT NULL,
        expected_by date NOT NULL,
        fingerprint bytea NOT NULL,
        deduplication bytea NOT NULL UNIQUE,
        idempotency_key text NOT NULL UNIQUE,
        created_at timestamptz NOT NULL
      );
      CREATE INDEX request_state ON mail.request (state, id);
      CREATE INDEX request_person ON mail.request (person, id);

      CREATE TABLE mail.history (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        request bigint NOT NULL REFERENCES mail.request,
        state text NOT NULL,
        at timestamptz NOT NULL
      );
      CREATE INDEX history_request ON mail.history (request, id);

      CREATE TABLE mail.outbox (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        request bigint NOT NULL REFERENCES mail.request,
        state text NOT NULL,
        created_at timestamptz NOT NULL,
        sent_at timestamptz
      );
      CREATE INDEX outbox_unsent ON mail.outbox (id) WHERE sent_at IS NULL;
    `,
  },
];
