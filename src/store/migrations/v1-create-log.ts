import { APPLICATION_ID } from '../identity.ts';
import type { Sqlite } from '../sqlite.ts';

/**
 * Bodies stand apart so that lists do not read them. `duplicate_of` and `dedup.first_event_id` are
 * not foreign keys: they stay true after the first event was deleted.
 */
const SCHEMA = `
  CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    received_at INTEGER NOT NULL,
    endpoint TEXT NOT NULL,
    provider TEXT NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    type TEXT,
    provider_event_id TEXT,
    headers TEXT NOT NULL,
    size INTEGER NOT NULL,
    body_sha256 TEXT NOT NULL,
    signature_status TEXT NOT NULL,
    signature_secret INTEGER,
    signature_reason TEXT,
    signature_explanation TEXT,
    duplicate_of INTEGER,
    origin TEXT NOT NULL,
    outcome TEXT NOT NULL
  ) STRICT;

  CREATE INDEX events_type ON events (type, id);
  CREATE INDEX events_provider_event_id ON events (provider_event_id, id) WHERE provider_event_id IS NOT NULL;
  CREATE INDEX events_received_at ON events (received_at);
  CREATE INDEX events_outcome ON events (outcome, id);

  CREATE TABLE bodies (
    event_id INTEGER PRIMARY KEY REFERENCES events (id) ON DELETE CASCADE,
    body BLOB NOT NULL
  ) STRICT;

  CREATE TABLE dedup (
    endpoint TEXT NOT NULL,
    provider TEXT NOT NULL,
    provider_event_id TEXT NOT NULL,
    first_event_id INTEGER NOT NULL,
    UNIQUE (endpoint, provider, provider_event_id)
  ) STRICT;

  CREATE TABLE attempts (
    event_id INTEGER NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    cause TEXT NOT NULL,
    target TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    duration_us INTEGER NOT NULL,
    status INTEGER,
    error_code TEXT,
    error_message TEXT,
    response_headers TEXT NOT NULL,
    response_size INTEGER NOT NULL,
    PRIMARY KEY (event_id, n)
  ) STRICT;

  CREATE TABLE answers (
    event_id INTEGER NOT NULL,
    n INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (event_id, n),
    FOREIGN KEY (event_id, n) REFERENCES attempts (event_id, n) ON DELETE CASCADE
  ) STRICT;
`;

/** Version 1: events, their bodies, attempts, the answers to them, and who had a provider's id first. */
export function createLog(db: Sqlite): void {
  db.exec(SCHEMA);
  db.pragma(`application_id = ${APPLICATION_ID}`);
}
