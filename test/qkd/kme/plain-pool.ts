import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { seededBytes } from './kme-rig.ts';

/** The tables of version 3 as that version made them, in its three steps. */
const VERSION_3 = `
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
  CREATE TABLE stream (
    id TEXT PRIMARY KEY, sae TEXT NOT NULL, peer_sae TEXT NOT NULL, peer_kme TEXT NOT NULL, qos TEXT NOT NULL,
    min_bps INTEGER NOT NULL, is_open INTEGER NOT NULL DEFAULT 1, peer_open INTEGER NOT NULL DEFAULT 0,
    next_index INTEGER NOT NULL DEFAULT 0, made INTEGER NOT NULL DEFAULT 0, used_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE chunk (
    stream TEXT NOT NULL REFERENCES stream (id) ON DELETE CASCADE, number INTEGER NOT NULL, key_id TEXT NOT NULL,
    expires_ms INTEGER NOT NULL, PRIMARY KEY (stream, number)
  ) STRICT, WITHOUT ROWID;
  ALTER TABLE link ADD COLUMN length_km REAL;
  ALTER TABLE link ADD COLUMN loss_db REAL;
  ALTER TABLE link ADD COLUMN pulse_rate_hz REAL;
  PRAGMA user_version = 3;
`;

/** Units of the link to kme-b, of kme-a. */
export const PLAIN_UNITS = 400;
/** Keys from alice to bob. */
export const PLAIN_KEYS = 12;
/** When all of them expire. */
export const PLAIN_EXPIRY_MS = 1000;

/** The bytes of a unit of a plain pool. */
export const plainUnit = (number: number): Uint8Array<ArrayBuffer> => seededBytes(`plain unit ${number}`, 32);
/** The bytes of a key of a plain pool. */
export const plainKey = (index: number): Uint8Array<ArrayBuffer> => seededBytes(`plain key ${index}`, 512);
/** The ID of a key of a plain pool. */
export const plainKeyId = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

/** Everything in a plain pool that must not be found in a sealed one; some of it was used and deleted by then. */
export const plainTexts: readonly Uint8Array[] = [
  ...Array.from({ length: PLAIN_UNITS + 50 }, (_, number) => plainUnit(number)),
  ...Array.from({ length: PLAIN_KEYS }, (_, index) => plainKey(index)),
];

/** Writes a pool of version 3 as a crash leaves it: in part in the file, in part in the log behind it. */
export function writePlainPool(path: string): void {
  const source = `${path}.source`;
  using database = new DatabaseSync(source);
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; PRAGMA secure_delete = ON; ${VERSION_3}`);
  const addUnit = database.prepare("INSERT INTO unit VALUES ('kme-b', ?, ?, ?)");
  const addUnits = (from: number, to: number): void => {
    for (let number = from; number < to; number += 1) addUnit.run(number, plainUnit(number), PLAIN_EXPIRY_MS);
  };
  database.prepare("INSERT INTO link VALUES ('kme-b', ?, 2, 0.02, 1000, 1, NULL, NULL, NULL)").run(PLAIN_UNITS);
  addUnits(0, PLAIN_UNITS / 2);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  addUnits(PLAIN_UNITS / 2, PLAIN_UNITS + 50);
  database.prepare('DELETE FROM unit WHERE number >= ?').run(PLAIN_UNITS);
  for (let index = 0; index < PLAIN_KEYS; index += 1) {
    database
      .prepare('INSERT INTO key VALUES (?, ?, ?, 1, ?)')
      .run(plainKeyId(index), 'alice', plainKey(index), PLAIN_EXPIRY_MS);
    database.prepare("INSERT INTO recipient VALUES (?, 'bob', 'waiting')").run(plainKeyId(index));
  }
  for (const end of ['', '-wal']) copyFileSync(source + end, path + end);
}

/** Whether any 16 bytes of these texts, from a multiple of 16 on, are in the file of a pool or in one of those beside it. */
export function showsAny(path: string, texts: readonly Uint8Array[]): boolean {
  const contents = ['', '-wal', '-shm', '-journal'].map((end) => path + end).filter((file) => existsSync(file));
  const found = contents.map((file) => readFileSync(file).toString('latin1'));
  return texts.some((text) => {
    const whole = Buffer.from(text).toString('latin1');
    return Array.from({ length: Math.ceil(whole.length / 16) }, (_, at) => whole.slice(at * 16, at * 16 + 16)).some(
      (piece) => found.some((content) => content.includes(piece)),
    );
  });
}
