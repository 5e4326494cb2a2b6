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
  {
    name: 'the way of a request until it is handed over',
    sql: `
      -- Letters that go to the post together: one folder of the spool.
      CREATE TABLE mail.batch (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text NOT NULL UNIQUE,
        state text NOT NULL,
        closes_at timestamptz NOT NULL,
        opened_at timestamptz NOT NULL,
        closed_at timestamptz
      );
      CREATE UNIQUE INDEX batch_open ON mail.batch (state) WHERE state = 'OPEN';

      ALTER TABLE mail.request
        ADD attempts integer NOT NULL DEFAULT 0,
        -- Why it is where it is: a word, never a text.
        ADD reason text,
        ADD batch bigint REFERENCES mail.batch,
        ADD sha256 text,
        ADD bytes integer,
        ADD pages integer,
        ADD carrier text,
        ADD carrier_reference text,
        -- Until then whoever hands it over has it alone.
        ADD held_until timestamptz,
        -- The request that it was sent again for.
        ADD again_for bigint REFERENCES mail.request;
      CREATE INDEX request_unfinished ON mail.request (id) WHERE state IN ('REQUESTED', 'ADDRESS_OK', 'RENDERED');
      CREATE INDEX request_batch ON mail.request (batch, state) WHERE batch IS NOT NULL;
      CREATE INDEX request_carrier ON mail.request (carrier_reference) WHERE carrier_reference IS NOT NULL;
      ALTER TABLE mail.history ADD reason text;

      ALTER TABLE mail.outbox ADD claimed_until timestamptz;
      CREATE INDEX outbox_request ON mail.outbox (request);

      -- What people had done, and why.
      CREATE TABLE mail.action (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        request bigint REFERENCES mail.request,
        client text NOT NULL,
        action text NOT NULL,
        reason text NOT NULL,
        at timestamptz NOT NULL
      );
      CREATE INDEX action_request ON mail.action (request, id);
    `,
  },
];
