import type { Migration } from '../../../store/migrate.ts';

/** Absences that were reported. Whose, is there only as a keyed digest and sealed, and so is the certificate. */
export const absencesMigration: Migration = {
  name: 'absences of staff',
  sql: `
    CREATE SEQUENCE reference.absence_reference MINVALUE 0 START 0;

    CREATE TABLE reference.absence (
      reference text PRIMARY KEY,
      employee bytea NOT NULL,
      day date NOT NULL,
      days integer NOT NULL,
      reason text NOT NULL,
      sealed text NOT NULL,
      idempotency_key text NOT NULL UNIQUE,
      fingerprint bytea NOT NULL,
      reported_at timestamptz NOT NULL,
      UNIQUE (employee, day)
    );
    CREATE INDEX absence_reported_at ON reference.absence (reported_at);
  `,
};
