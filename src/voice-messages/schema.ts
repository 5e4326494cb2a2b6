import type { Migration } from '../store/migrate.ts';

/**
 * Tables of voice messages. What a message is about and its audio are sealed; the audit has neither, and stays when the
 * message goes.
 */
export const migrations: readonly Migration[] = [
  {
    name: 'voice messages, their audio and their audit',
    sql: `
      CREATE SCHEMA voice;
      CREATE SEQUENCE voice.reference MINVALUE 0 START 0;

      CREATE TABLE voice.message (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        reference text NOT NULL UNIQUE,
        request bytea NOT NULL UNIQUE,
        box text NOT NULL,
        language text NOT NULL,
        line text NOT NULL,
        seconds integer NOT NULL,
        sealed text NOT NULL,
        state text NOT NULL,
        received_at timestamptz NOT NULL,
        until timestamptz NOT NULL,
        bytes integer,
        pieces integer
      );
      CREATE INDEX message_box ON voice.message (box, state, id);
      CREATE INDEX message_until ON voice.message (until);

      CREATE TABLE voice.audio (
        message bigint NOT NULL REFERENCES voice.message ON DELETE CASCADE,
        place integer NOT NULL,
        sealed bytea NOT NULL,
        PRIMARY KEY (message, place)
      );

      CREATE TABLE voice.audit (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL,
        client text NOT NULL,
        action text NOT NULL,
        reference text NOT NULL,
        box text NOT NULL,
        detail text
      );
      CREATE INDEX audit_reference ON voice.audit (reference, id);
    `,
  },
];
