import type { DatabaseSync } from 'node:sqlite';
import { QForgeError } from '../../base/index.ts';

/** The last version whose keys are in the file as they are. */
const PLAIN_SCHEMA_VERSION = 3;
/** From this version on no key's bytes are in the file as they are. docs/adr/0216 */
export const SEALED_SCHEMA_VERSION = 4;
/** From this version on units are counted as they come and go, and a data key can be replaced. docs/adr/0231, 0232 */
export const SCHEMA_VERSION = 5;

// A unit is the smallest piece of a link's key; it is there until it is used, by whichever end owns its number.
// A key whose bytes are gone is a tombstone. spec/kme §3
const SCHEMA = `
  CREATE TABLE link (
    peer TEXT PRIMARY KEY, next_unit INTEGER NOT NULL, blocks INTEGER NOT NULL, qber REAL, key_rate REAL, simulated INTEGER
  ) STRICT;
  CREATE TABLE unit (
    peer TEXT NOT NULL, number INTEGER NOT NULL, bytes BLOB NOT NULL, expires_ms INTEGER NOT NULL,
    PRIMARY KEY (peer, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE key (
    id TEXT PRIMARY KEY, master TEXT NOT NULL, bytes BLOB, simulated INTEGER NOT NULL, expires_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE recipient (
    key_id TEXT NOT NULL REFERENCES key (id) ON DELETE CASCADE, sae TEXT NOT NULL, state TEXT NOT NULL,
    PRIMARY KEY (key_id, sae)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX unit_expiry ON unit (expires_ms);
  CREATE INDEX key_expiry ON key (expires_ms);
`;

// Version 2. A chunk is a key of the ledger under a number; only the key manager that makes a stream has them. spec/kme §6
const STREAM_SCHEMA = `
  CREATE TABLE stream (
    id TEXT PRIMARY KEY, sae TEXT NOT NULL, peer_sae TEXT NOT NULL, peer_kme TEXT NOT NULL, qos TEXT NOT NULL,
    min_bps INTEGER NOT NULL, is_open INTEGER NOT NULL DEFAULT 1, peer_open INTEGER NOT NULL DEFAULT 0,
    next_index INTEGER NOT NULL DEFAULT 0, made INTEGER NOT NULL DEFAULT 0, used_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE chunk (
    stream TEXT NOT NULL REFERENCES stream (id) ON DELETE CASCADE, number INTEGER NOT NULL, key_id TEXT NOT NULL,
    expires_ms INTEGER NOT NULL, PRIMARY KEY (stream, number)
  ) STRICT, WITHOUT ROWID;
`;

// Version 3. What is known of the fibre. spec/kme §2.3
const FIBRE_SCHEMA = `
  ALTER TABLE link ADD COLUMN length_km REAL;
  ALTER TABLE link ADD COLUMN loss_db REAL;
  ALTER TABLE link ADD COLUMN pulse_rate_hz REAL;
`;

// Version 4. One row. `is_clean` is 0 while the file may hold remains of keys from before it was sealed, or sealed anew. spec/kme §3.3
const SEAL_SCHEMA = `
  CREATE TABLE seal (
    id INTEGER PRIMARY KEY CHECK (id = 1), data_key BLOB NOT NULL, is_clean INTEGER NOT NULL
  ) STRICT;
  PRAGMA user_version = ${SEALED_SCHEMA_VERSION};
`;

// Version 5. What an end may use is found by the index, the oldest first, and counted by its total: neither looks at the rest of the pool.
// A data key that is being replaced is there a second time, for the key file to come. `made_ms` is NULL where nobody noted it.
const TOTAL_SCHEMA = `
  BEGIN IMMEDIATE;
  DROP INDEX unit_expiry;
  CREATE INDEX unit_owner ON unit (peer, number % 2, expires_ms);
  CREATE TABLE unit_total (
    peer TEXT NOT NULL, parity INTEGER NOT NULL, units INTEGER NOT NULL, PRIMARY KEY (peer, parity)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO unit_total SELECT peer, number % 2, count(*) FROM unit GROUP BY peer, number % 2;
  CREATE TRIGGER unit_added AFTER INSERT ON unit BEGIN
    INSERT INTO unit_total VALUES (new.peer, new.number % 2, 1) ON CONFLICT DO UPDATE SET units = units + 1;
  END;
  CREATE TRIGGER unit_removed AFTER DELETE ON unit BEGIN
    UPDATE unit_total SET units = units - 1 WHERE peer = old.peer AND parity = old.number % 2;
  END;
  ALTER TABLE seal ADD COLUMN next_data_key BLOB;
  ALTER TABLE seal ADD COLUMN made_ms INTEGER;
  PRAGMA user_version = ${SCHEMA_VERSION};
  COMMIT;
`;

/** Makes the tables of a new file up to those of the seal, and takes it for this process alone. Gives the version that it has. Throws `MALFORMED` for a newer one. */
export function prepareTables(database: DatabaseSync): number {
  // What is deleted is overwritten in the file; the lock stays from the first use to the end.
  database.exec(`
    PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON;
  `);
  database.exec('BEGIN IMMEDIATE');
  const { version } = database.prepare('SELECT user_version AS version FROM pragma_user_version').get() as {
    version: number;
  };
  const missing = [SCHEMA, STREAM_SCHEMA, FIBRE_SCHEMA].slice(version);
  for (const schema of missing) database.exec(schema);
  if (missing.length > 0) database.exec(`PRAGMA user_version = ${PLAIN_SCHEMA_VERSION}`);
  database.exec('COMMIT');
  if (version > SCHEMA_VERSION)
    throw new QForgeError('MALFORMED', { what: 'The key pool', reason: 'it is of a newer version' });
  return Math.max(version, PLAIN_SCHEMA_VERSION);
}

/** Makes the table of the seal, inside the transaction that seals what there is. */
export function makeSealTable(database: DatabaseSync): void {
  database.exec(SEAL_SCHEMA);
}

/** Brings a sealed file of version 4 to the newest one, whole or not at all. */
export function makeTotals(database: DatabaseSync): void {
  database.exec(TOTAL_SCHEMA);
}
