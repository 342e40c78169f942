import type { Sqlite } from '../sqlite.ts';

/**
 * `tries` counts the requests that left; `sending_since` is set before one does and taken away with
 * what came of it, so that one that was cut off is known at the next start.
 */
const SCHEMA = `
  ALTER TABLE attempts ADD COLUMN faults TEXT;

  CREATE TABLE deliveries (
    event_id INTEGER PRIMARY KEY REFERENCES events (id) ON DELETE CASCADE,
    endpoint TEXT NOT NULL,
    tries INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    sending_since INTEGER
  ) STRICT;

  CREATE INDEX deliveries_endpoint ON deliveries (endpoint, event_id);
`;

/** Version 2: events that are still to be delivered, and what was done to an attempt on purpose. */
export function keepDeliveries(db: Sqlite): void {
  db.exec(SCHEMA);
}
