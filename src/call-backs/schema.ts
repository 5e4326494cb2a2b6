import type { Migration } from '../store/migrate.ts';

/** The number is in `sealed` alone, which the engines seal; `caller` is a keyed digest of it. Both go when it has ended. */
export const migrations: readonly Migration[] = [
  {
    name: 'call-backs',
    sql: `
      CREATE SCHEMA callback;

      CREATE TABLE callback.request (
        id text PRIMARY KEY,
        caller text,
        queue text NOT NULL,
        topic text NOT NULL,
        language text NOT NULL,
        since timestamptz NOT NULL,
        not_before timestamptz NOT NULL,
        give_up_at timestamptz NOT NULL,
        calls smallint NOT NULL DEFAULT 0,
        called_at timestamptz,
        sealed text NOT NULL,
        state text NOT NULL CHECK (state IN ('pending', 'done', 'cancelled', 'failed')),
        reason text,
        created_at timestamptz NOT NULL,
        ended_at timestamptz,
        CHECK ((state = 'pending') = (ended_at IS NULL)),
        CHECK ((state = 'pending') = (caller IS NOT NULL))
      );
      -- One number has one call-back.
      CREATE UNIQUE INDEX request_caller ON callback.request (caller) WHERE state = 'pending';
      CREATE INDEX request_pending ON callback.request (id) WHERE state = 'pending';
      CREATE INDEX request_created_at ON callback.request (created_at);
    `,
  },
];
