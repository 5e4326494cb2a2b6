import type { Migration } from '../../store/migrate.ts';
import { absencesMigration } from './absences/schema.ts';
import { deskMigration } from './desk/schema.ts';
import { lineaMigration } from './linea/schema.ts';

/**
 * Tables of the reference back office. They hold key signatures; no name and no code. A signature is 16 digits,
 * or 11 for a numeric code; as a number neither can be taken for the other, since no code begins with a digit below 2.
 */
export const migrations: readonly Migration[] = [
  {
    name: 'citizens, applications and PINs',
    sql: `
      CREATE SCHEMA reference;

      CREATE TABLE reference.population (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        generation text NOT NULL,
        citizens integer NOT NULL,
        pins_renewed_at timestamptz NOT NULL
      );

      CREATE TABLE reference.citizen (
        id integer PRIMARY KEY,
        signature bigint NOT NULL,
        former_signature bigint,
        birth_month smallint NOT NULL,
        initial text NOT NULL
      );
      CREATE INDEX citizen_signature ON reference.citizen (signature);
      CREATE INDEX citizen_former_signature ON reference.citizen (former_signature)
        WHERE former_signature IS NOT NULL;

      CREATE TABLE reference.application (
        citizen integer NOT NULL,
        position smallint NOT NULL,
        benefit text NOT NULL,
        state text NOT NULL,
        submitted date NOT NULL,
        updated date NOT NULL,
        office text NOT NULL,
        domus bigint NOT NULL,
        number text NOT NULL,
        PRIMARY KEY (citizen, position)
      );

      CREATE TABLE reference.pin (
        citizen integer PRIMARY KEY,
        salt bytea NOT NULL,
        digest bytea NOT NULL,
        validity text NOT NULL,
        expires_at timestamptz NOT NULL
      );

      CREATE TABLE reference.pin_tries (
        subject text PRIMARY KEY,
        failures integer NOT NULL DEFAULT 0,
        window_from timestamptz NOT NULL,
        locked_until timestamptz
      );

      CREATE TABLE reference.pin_request (
        idempotency_key text PRIMARY KEY,
        fingerprint bytea NOT NULL,
        answer text,
        asked_at timestamptz NOT NULL
      );
      CREATE INDEX pin_request_asked_at ON reference.pin_request (asked_at);
    `,
  },
  {
    name: 'searches that found nothing',
    sql: `
      CREATE TABLE reference.failed_search (
        subject text NOT NULL,
        request text NOT NULL,
        at timestamptz NOT NULL,
        PRIMARY KEY (subject, request)
      );
      CREATE INDEX failed_search_at ON reference.failed_search (at);
    `,
  },
  {
    name: 'PINs issued by the portal, and the audit of PINs',
    sql: `
      ALTER TABLE reference.pin ADD COLUMN issued_by text;

      CREATE TABLE reference.pin_audit (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL,
        citizen integer NOT NULL,
        event text NOT NULL,
        by_client text NOT NULL,
        validity text,
        until timestamptz
      );
      CREATE INDEX pin_audit_citizen ON reference.pin_audit (citizen, event, at);
      CREATE INDEX pin_audit_at ON reference.pin_audit (at);
    `,
  },
  deskMigration,
  absencesMigration,
  {
    name: 'requests in one table, and nothing stored that follows from the number of a citizen',
    sql: `
      INSERT INTO reference.pin_request SELECT idempotency_key, fingerprint, answer, asked_at
        FROM reference.desk_request ON CONFLICT DO NOTHING;
      DROP TABLE reference.desk_request;
      ALTER TABLE reference.pin_request RENAME TO request;
      DROP TABLE reference.application;
      ALTER TABLE reference.citizen DROP COLUMN birth_month, DROP COLUMN initial;
    `,
  },
  {
    name: 'mail that came back, by address: a digest of it, never the address',
    sql: `
      CREATE TABLE reference.returned_mail (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL,
        citizen integer NOT NULL,
        channel text NOT NULL,
        address bytea NOT NULL,
        motive text NOT NULL,
        UNIQUE (citizen, channel, address, motive)
      );
    `,
  },
  lineaMigration,
];
