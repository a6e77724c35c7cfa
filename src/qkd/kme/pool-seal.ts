import type { DatabaseSync } from 'node:sqlite';
import { assert, isQForgeError, QForgeError, SecretBytes } from '../../base/index.ts';
import { nativeBackend } from '../../crypto/index.ts';
import type { NewProtection, PoolKeyFile } from './pool-key-file.ts';
import { makeSealTable, makeTotals, SCHEMA_VERSION, SEALED_SCHEMA_VERSION } from './pool-schema.ts';
import { RowSealer, SEAL_KEY_BYTES, unwrapDataKey, wrapDataKey } from './row-sealer.ts';
import { type RowCount, rewriteRows } from './sealed-rows.ts';

/** Where the sealed pool is, and what opens it. */
export interface PoolSealParts {
  readonly path: string;
  readonly kme: string;
  readonly keyFile: PoolKeyFile;
  /** When a data key that is made now was made. */
  readonly wallMs: number;
}

/** What a change of the keys has done. */
export interface RekeyReport extends RowCount {
  /** Rows that nothing opened before, and nothing opens now. */
  readonly damaged: number;
  /** What the key file is under now. */
  readonly protection: 'none' | 'passphrase';
}

/**
 * The sealer of a database, which the caller disposes of. Seals what is not, goes on with a change of keys that a crash cut short, and then lets
 * nothing of before stay in the file.
 *
 * Throws `KEY_POOL_LOCKED`, `KEY_POOL_DAMAGED`, `PASSPHRASE_*`, `FILE_*`, `DISK_FULL`, `ARGUMENT_INVALID`, and the errors of SQLite.
 */
export async function openPoolSeal(database: DatabaseSync, version: number, parts: PoolSealParts): Promise<RowSealer> {
  const isSealed = version >= SEALED_SCHEMA_VERSION;
  using wrappingKey = await wrappingKeyOf(parts, isSealed);
  if (!isSealed) sealAll(database, parts, wrappingKey);
  if (version < SCHEMA_VERSION) makeTotals(database);
  if (!isSealed) database.prepare('UPDATE seal SET made_ms = ?').run(parts.wallMs);
  using opening = new DisposableStack();
  const sealer = opening.use(openSealer(database, parts, wrappingKey));
  if (sealOf(database, parts.path).is_clean === 0) await removeRemains(database, parts.keyFile);
  opening.move();
  return sealer;
}

/**
 * Gives a pool a new data key and its key file a new wrapping key, under a new passphrase or none where that is wished.
 *
 * The key file is replaced in one step. A crash before it leaves the pool to the old file, one after it to the new file, and the next
 * {@link openPoolSeal} does the rest. `sealer` is that of the open pool, of no use afterwards. Throws `FILE_*`, `DISK_FULL`, `PASSPHRASE_*`, and the errors of SQLite.
 */
export async function rekeyPool(
  database: DatabaseSync,
  sealer: RowSealer,
  parts: PoolSealParts,
  protection: NewProtection,
): Promise<RekeyReport> {
  using passphrase = await parts.keyFile.newPassphrase(protection);
  using wrappingKey = freshKey();
  database.prepare('UPDATE seal SET next_data_key = ?, is_clean = 0').run(sealer.wrappedUnder(wrappingKey, parts.kme));
  await parts.keyFile.replace(wrappingKey, passphrase);
  const { sealer: next, report } = resealAll(database, sealer, parts, wrappingKey);
  next[Symbol.dispose]();
  await removeRemains(database, parts.keyFile);
  return { ...report, protection: passphrase === undefined ? 'none' : 'passphrase' };
}

/** When the data key of a pool was made; undefined if nobody noted it. */
export function dataKeyMadeMs(database: Pick<DatabaseSync, 'prepare'>): number | undefined {
  const row = database.prepare('SELECT made_ms FROM seal').get() as Pick<SealRow, 'made_ms'> | undefined;
  return row?.made_ms ?? undefined;
}

/** A sealed pool never gets a new key file: it would only hide that the right one is missing. */
async function wrappingKeyOf(parts: PoolSealParts, isSealed: boolean): Promise<SecretBytes> {
  const { keyFile } = parts;
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

/** The sealer that the wrapping key leads to: by the data key of the pool, or by the one that is to replace its wrapping. */
function openSealer(database: DatabaseSync, parts: PoolSealParts, wrappingKey: SecretBytes): RowSealer {
  const { data_key: wrapped, next_data_key: next } = sealOf(database, parts.path);
  const dataKey = unwrapDataKey(wrappingKey, parts.kme, wrapped);
  if (dataKey !== undefined) {
    // The key file is that of before: the change never came so far.
    if (next !== null) database.exec('UPDATE seal SET next_data_key = NULL');
    return new RowSealer(parts.path, dataKey);
  }
  const same = next === null ? undefined : unwrapDataKey(wrappingKey, parts.kme, next);
  if (same === undefined) throw locked(parts, 'it is that of another pool, or the pool that of another key manager');
  using old = new RowSealer(parts.path, same);
  return resealAll(database, old, parts, wrappingKey).sealer;
}

/** All in one transaction: a crash leaves a database that is sealed or one that is not. */
function sealAll(database: DatabaseSync, { path, kme }: PoolSealParts, wrappingKey: SecretBytes): void {
  using dataKey = freshKey();
  using sealer = new RowSealer(path, SecretBytes.copyOf(dataKey.expose()));
  atOnce(database, () => {
    makeSealTable(database);
    database.prepare('INSERT INTO seal VALUES (1, ?, 0)').run(wrapDataKey(wrappingKey, kme, dataKey));
    rewriteRows(database, (row, bytes) => {
      const sealed = sealer.seal(row, bytes);
      bytes.fill(0);
      return sealed;
    });
  });
}

/** Everything under a new data key, in one transaction; what does not open stays as it is, and opens for nobody. The caller disposes of both sealers. */
function resealAll(
  database: DatabaseSync,
  old: RowSealer,
  { path, kme, wallMs }: PoolSealParts,
  wrappingKey: SecretBytes,
): { readonly sealer: RowSealer; readonly report: Omit<RekeyReport, 'protection'> } {
  using dataKey = freshKey();
  const sealer = new RowSealer(path, SecretBytes.copyOf(dataKey.expose()));
  let damaged = 0;
  try {
    const count = atOnce(database, () => {
      database
        .prepare('UPDATE seal SET data_key = ?, next_data_key = NULL, made_ms = ?')
        .run(wrapDataKey(wrappingKey, kme, dataKey), wallMs);
      return rewriteRows(database, (row, bytes) => {
        using text = opened(() => old.open(row, bytes));
        if (text === undefined) damaged += 1;
        return text && sealer.seal(row, text.expose());
      });
    });
    return { sealer, report: { ...count, damaged } };
  } catch (error) {
    sealer[Symbol.dispose]();
    throw error;
  }
}

function opened(open: () => SecretBytes): SecretBytes | undefined {
  try {
    return open();
  } catch (error) {
    if (isQForgeError(error, 'KEY_POOL_DAMAGED')) return undefined;
    throw error;
  }
}

function atOnce<T>(database: DatabaseSync, action: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = action();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

interface SealRow {
  readonly data_key: Uint8Array;
  readonly is_clean: number;
  /** The data key under the wrapping key of the key file to come, while they are changed. */
  readonly next_data_key: Uint8Array | null;
  readonly made_ms: number | null;
}

function sealOf(database: DatabaseSync, path: string): SealRow {
  const row = database.prepare('SELECT * FROM seal').get() as SealRow | undefined;
  if (row === undefined) throw new QForgeError('KEY_POOL_DAMAGED', { path, reason: 'its data key is missing' });
  return row;
}

/** Writes the whole file anew and empties the log, since `secure_delete` does not reach what went through the log before; then erases the key files of before. */
async function removeRemains(database: DatabaseSync, keyFile: PoolKeyFile): Promise<void> {
  // So that the log is written over from its start before it is cut: blocks that are cut off keep what they hold.
  database.prepare('PRAGMA wal_checkpoint(RESTART)').get();
  database.exec('VACUUM');
  const result = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { readonly busy: number };
  assert(result.busy === 0, 'nobody else has the pool open');
  await keyFile.eraseRemains();
  database.exec('UPDATE seal SET is_clean = 1');
}

function freshKey(): SecretBytes {
  return SecretBytes.take(nativeBackend.random.fill(new Uint8Array(SEAL_KEY_BYTES)));
}

function locked({ path, keyFile }: PoolSealParts, reason: string, cause?: unknown): QForgeError<'KEY_POOL_LOCKED'> {
  return new QForgeError('KEY_POOL_LOCKED', { path, keyFile: keyFile.path, reason }, { cause });
}
