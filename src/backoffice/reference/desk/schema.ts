import type { Migration } from '../../../store/migrate.ts';

/**
 * Bookings, and the desks they hold. That a desk is held twice at one time, and a person at two desks at one time, the
 * keys of desk_slot exclude, whatever the program does. A cancelled booking holds no desk and keeps its last slot, so
 * that the code can still be explained. The telephone number is sealed.
 */
export const deskMigration: Migration = {
  name: 'bookings of desks',
  sql: `
    CREATE TABLE reference.desk_booking (
      code text PRIMARY KEY,
      citizen integer NOT NULL,
      state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'cancelled', 'past')),
      mode text NOT NULL,
      reason text NOT NULL,
      precedence text NOT NULL,
      telephone text NOT NULL,
      office text NOT NULL,
      day date NOT NULL,
      at text NOT NULL
    );
    CREATE INDEX desk_booking_citizen ON reference.desk_booking (citizen);
    CREATE UNIQUE INDEX desk_booking_reason ON reference.desk_booking (citizen, reason) WHERE state = 'open';
    CREATE INDEX desk_booking_day ON reference.desk_booking (day);

    CREATE TABLE reference.desk_slot (
      office text NOT NULL,
      day date NOT NULL,
      at text NOT NULL,
      desk smallint NOT NULL,
      citizen integer NOT NULL,
      code text NOT NULL UNIQUE REFERENCES reference.desk_booking (code),
      PRIMARY KEY (office, day, at, desk),
      UNIQUE (citizen, day, at)
    );

    CREATE TABLE reference.desk_request (
      idempotency_key text PRIMARY KEY,
      fingerprint bytea NOT NULL,
      answer text,
      asked_at timestamptz NOT NULL
    );
    CREATE INDEX desk_request_asked_at ON reference.desk_request (asked_at);
  `,
};
