import type { DatabaseSync } from 'node:sqlite';
import { assert, isQForgeError, QForgeError, SecretBytes } from '../../base/index.ts';
import { nativeBackend } from '../../crypto/index.ts';
import type { PoolKeyFile } from './pool-key-file.ts';
import { type RowBinding, RowSealer, SEAL_KEY_BYTES, unwrapDataKey, wrapDataKey } from './row-sealer.ts';

/** Where the sealed pool is, and what opens it. */
export interface PoolSealParts {
  readonly path: string;
  readonly kme: string;
  readonly keyFile: PoolKeyFile;
  /** False for a file of version 3, or a new one. */
  readonly isSealed: boolean;
}

// Version 4. One row. `is_clean` is 0 while the file may hold remains of keys from before it was sealed. spec/kme §3.3
const SEAL_SCHEMA = `
  CREATE TABLE seal (
    id INTEGER PRIMARY KEY CHECK (id = 1), data_key BLOB NOT NULL, is_clean INTEGER NOT NULL
  ) STRICT;
  PRAGMA user_version = 4;
`;

/** What the bytes of a link's unit are bound to. */
export function unitRow(peer: string, number: number, expiresAtMs: number): RowBinding {
  return ['unit', peer, number, expiresAtMs];
}

/** What the bytes of a key are bound to. */
export function keyRow(keyId: string, master: string, simulated: number, expiresAtMs: number): RowBinding {
  return ['key', keyId, master, simulated, expiresAtMs];
}

/**
 * The sealer of a database, which the caller disposes of. Seals what is not, and then lets nothing of it stay in the file.
 *
 * Throws `KEY_POOL_LOCKED`, `KEY_POOL_DAMAGED`, `PASSPHRASE_*`, `FILE_*`, `DISK_FULL`, `ARGUMENT_INVALID`, and the errors of SQLite.
 */
export async function openPoolSeal(database: DatabaseSync, parts: PoolSealParts): Promise<RowSealer> {
  using wrappingKey = await wrappingKeyOf(parts);
  if (!parts.isSealed) sealAll(database, parts, wrappingKey);
  const { data_key: wrapped, is_clean: isClean } = sealOf(database, parts.path);
  if (isClean === 0) removeRemains(database);
  const dataKey = unwrapDataKey(wrappingKey, parts.kme, wrapped);
  if (dataKey === undefined) throw locked(parts, 'it is that of another pool, or the pool that of another key manager');
  return new RowSealer(parts.path, dataKey);
}

/** A sealed pool never gets a new key file: it would only hide that the right one is missing. */
async function wrappingKeyOf(parts: PoolSealParts): Promise<SecretBytes> {
  const { isSealed, keyFile } = parts;
  try {
    return await (isSealed ? keyFile.read() : keyFile.readOrMake());
  } catch (error) {
    if (isQForgeError(error, 'KEY_FILE_MISSING')) throw locked(parts, 'there is none', error);
    if (isQForgeError(error, 'KEY_FILE_DAMAGED')) throw locked(parts, error.details.reason, error);
    if (isQForgeError(error, 'KEY_FILE_EXPOSED'))
      throw locked(parts, `others can read it (${error.details.mode})`, error);
    throw error;
  }
}

/** All in one transaction: a crash leaves a database that is sealed or one that is not. */
function sealAll(database: DatabaseSync, { path, kme }: PoolSealParts, wrappingKey: SecretBytes): void {
  using dataKey = SecretBytes.take(nativeBackend.random.fill(new Uint8Array(SEAL_KEY_BYTES)));
  using sealer = new RowSealer(path, SecretBytes.copyOf(dataKey.expose()));
  database.exec('BEGIN IMMEDIATE');
  try {
    database.exec(SEAL_SCHEMA);
    database.prepare('INSERT INTO seal VALUES (1, ?, 0)').run(wrapDataKey(wrappingKey, kme, dataKey));
    sealUnits(database, sealer);
    sealKeys(database, sealer);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

interface PlainUnit {
  readonly peer: string;
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly expires_ms: number;
}

function sealUnits(database: DatabaseSync, sealer: RowSealer): void {
  const rows = database.prepare('SELECT peer, number, bytes, expires_ms FROM unit').all() as unknown as PlainUnit[];
  const replace = database.prepare('UPDATE unit SET bytes = ? WHERE peer = ? AND number = ?');
  for (const { peer, number, bytes, expires_ms: expiresAtMs } of rows) {
    replace.run(sealer.seal(unitRow(peer, number, expiresAtMs), bytes), peer, number);
    bytes.fill(0);
  }
}

interface PlainKey {
  readonly id: string;
  readonly master: string;
  readonly bytes: Uint8Array;
  readonly simulated: number;
  readonly expires_ms: number;
}

function sealKeys(database: DatabaseSync, sealer: RowSealer): void {
  const held = database.prepare('SELECT * FROM key WHERE bytes IS NOT NULL').all() as unknown as PlainKey[];
  const replace = database.prepare('UPDATE key SET bytes = ? WHERE id = ?');
  for (const { id, master, bytes, simulated, expires_ms: expiresAtMs } of held) {
    replace.run(sealer.seal(keyRow(id, master, simulated, expiresAtMs), bytes), id);
    bytes.fill(0);
  }
}

interface SealRow {
  readonly data_key: Uint8Array;
  readonly is_clean: number;
}

function sealOf(database: DatabaseSync, path: string): SealRow {
  const row = database.prepare('SELECT data_key, is_clean FROM seal').get() as SealRow | undefined;
  if (row === undefined) throw new QForgeError('KEY_POOL_DAMAGED', { path, reason: 'its data key is missing' });
  return row;
}

/** Writes the whole file anew and empties the log: `secure_delete` does not reach what went through the log before. */
function removeRemains(database: DatabaseSync): void {
  database.exec('VACUUM');
  const result = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { readonly busy: number };
  assert(result.busy === 0, 'nobody else has the pool open');
  database.exec('UPDATE seal SET is_clean = 1');
}

function locked({ path, keyFile }: PoolSealParts, reason: string, cause?: unknown): QForgeError<'KEY_POOL_LOCKED'> {
  return new QForgeError('KEY_POOL_LOCKED', { path, keyFile: keyFile.path, reason }, { cause });
}
