import type { Migration } from '../../../store/migrate.ts';

/** Linea INPS forms that operators handed over. What was asked, and where to answer, is there only sealed. */
export const lineaMigration: Migration = {
  name: 'Linea INPS forms',
  sql: `
    CREATE TABLE reference.linea_form (
      id text PRIMARY KEY,
      citizen integer NOT NULL,
      topic text NOT NULL,
      office text NOT NULL,
      due date NOT NULL,
      sealed text NOT NULL,
      received_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'answered', 'closed')),
      means text NOT NULL DEFAULT 'nessuno'
    );
    CREATE INDEX linea_form_received_at ON reference.linea_form (received_at);
  `,
};
