import type { Migration } from '../store/migrate.ts';

/**
 * Tables of questionnaires. An answer has the day and no time, and nothing of the call or the caller; who was asked
 * is there only as a keyed digest, for as long as nobody is to be asked again.
 */
export const migrations: readonly Migration[] = [
  {
    name: 'answers, and who was asked lately',
    sql: `
      CREATE SCHEMA survey;

      CREATE TABLE survey.answer (
        survey text NOT NULL,
        day date NOT NULL,
        language text NOT NULL,
        answers jsonb NOT NULL
      );
      CREATE INDEX answer_day ON survey.answer (survey, day);

      CREATE TABLE survey.asked (
        caller bytea PRIMARY KEY,
        request bytea NOT NULL,
        until timestamptz NOT NULL
      );
      CREATE INDEX asked_until ON survey.asked (until);

      CREATE TABLE survey.request (
        digest bytea PRIMARY KEY,
        at timestamptz NOT NULL
      );
      CREATE INDEX request_at ON survey.request (at);
    `,
  },
];
