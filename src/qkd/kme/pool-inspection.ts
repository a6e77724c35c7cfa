import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { isQForgeError, QForgeError } from '../../base/index.ts';
import { temporaryNames } from './erased-files.ts';
import type { KmeConfig } from './kme-config.ts';
import { PoolKeyFile } from './pool-key-file.ts';
import { SCHEMA_VERSION, SEALED_SCHEMA_VERSION } from './pool-schema.ts';
import { unwrapDataKey } from './row-sealer.ts';

const OTHERS = 0o077;
const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;
const PERMISSION_BITS = 0o777;

/** A file or folder of a pool that more than its user can get at. */
export interface ExposedPath {
  readonly path: string;
  /** Permission bits in octal. */
  readonly mode: string;
  readonly isOwn: boolean;
}

/** How the keys of a key manager are kept on its disk, as far as it can be told without a passphrase. */
export interface PoolInspection {
  /** Undefined: there is no pool. */
  readonly seal: 'sealed' | 'plain' | undefined;
  /** When the data key was made, in milliseconds of wall time; undefined: nobody noted it. */
  readonly madeMs: number | undefined;
  /** What the key file is under, or what is wrong with it. */
  readonly keyFile: 'none' | 'passphrase' | QForgeError;
  /** Whether the key file is that of the pool; undefined: that takes a passphrase, or one of the two is not there. */
  readonly fits: boolean | undefined;
  /** Whether a change of keys was cut short. */
  readonly isUnfinished: boolean;
  readonly exposed: readonly ExposedPath[];
}

type Places = Pick<KmeConfig, 'kme' | 'database' | 'keyFile'>;

/**
 * Looks at the pool and the key file of a key manager, which may be running: takes no lock, changes nothing, makes no file.
 *
 * What a running one has changed since its log was last taken over is not seen. Throws `KEY_POOL_DAMAGED` for what is no pool, and `FILE_UNWRITABLE`
 * for a folder that cannot be read.
 */
export async function inspectPool(places: Places): Promise<PoolInspection> {
  const seal = await sealRowOf(places.database);
  const keyFile = await protectionOf(places.keyFile);
  const remains = existsSync(dirname(places.keyFile)) ? await temporaryNames(places.keyFile) : [];
  return {
    seal: seal && (seal.version >= SEALED_SCHEMA_VERSION ? 'sealed' : 'plain'),
    madeMs: seal?.made_ms ?? undefined,
    keyFile,
    fits: keyFile === 'none' && seal?.data_key !== undefined ? await fits(places, seal) : undefined,
    isUnfinished: remains.length > 0 || (seal?.next_data_key ?? null) !== null,
    exposed: process.platform === 'win32' ? [] : exposedOf(places),
  };
}

interface InspectedSeal {
  readonly version: number;
  readonly data_key?: Uint8Array;
  readonly next_data_key?: Uint8Array | null;
  readonly made_ms?: number | null;
}

async function sealRowOf(path: string): Promise<InspectedSeal | undefined> {
  if (!existsSync(path)) return undefined;
  const { DatabaseSync: Database } = await import('node:sqlite');
  const url = pathToFileURL(path);
  // No lock, no log, and no file beside it: what the file says.
  url.searchParams.set('immutable', '1');
  try {
    using database = new Database(url, { readOnly: true });
    return readSeal(database);
  } catch (error) {
    const ours = isQForgeError(error, 'MALFORMED') ? error.details.reason : undefined;
    const reason = ours ?? (error instanceof Error ? error.message : String(error));
    throw new QForgeError('KEY_POOL_DAMAGED', { path, reason }, { cause: error });
  }
}

function readSeal(database: DatabaseSync): InspectedSeal {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version > SCHEMA_VERSION) throw malformed('it is of a newer version');
  if (version < SEALED_SCHEMA_VERSION) return { version };
  const row = database.prepare('SELECT * FROM seal').get() as Omit<InspectedSeal, 'version'> | undefined;
  if (row === undefined) throw malformed('its data key is missing');
  return { version, ...row };
}

function malformed(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The key pool', reason });
}

async function protectionOf(path: string): Promise<PoolInspection['keyFile']> {
  try {
    return await new PoolKeyFile(path).protection();
  } catch (error) {
    if (isQForgeError(error)) return error;
    throw error;
  }
}

async function fits(
  { kme, keyFile }: Places,
  { data_key: wrapped, next_data_key: next }: InspectedSeal,
): Promise<boolean> {
  using wrappingKey = await new PoolKeyFile(keyFile).read();
  return [wrapped, next ?? undefined].some((each) => {
    using dataKey = each && unwrapDataKey(wrappingKey, kme, each);
    return dataKey !== undefined;
  });
}

function exposedOf({ database, keyFile }: Places): readonly ExposedPath[] {
  const files = ['', '-wal', '-shm'].map((end) => database + end).filter((path) => existsSync(path));
  const folders = [...new Set([dirname(database), dirname(keyFile)])].filter((path) => existsSync(path));
  return [
    ...files.flatMap((path) => exposedAt(path, (mode) => (mode & OTHERS) !== 0)),
    // Whoever can write to the folder can put another file in the place of one; in a sticky one, such as /tmp, of their own alone.
    ...folders.flatMap((path) => exposedAt(path, (mode) => (mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0)),
  ];
}

function exposedAt(path: string, isOpen: (mode: number) => boolean): readonly ExposedPath[] {
  const { mode, uid } = statSync(path);
  const isOwn = uid === process.geteuid?.() || uid === 0;
  return isOwn && !isOpen(mode) ? [] : [{ path, mode: `0${(mode & PERMISSION_BITS).toString(8)}`, isOwn }];
}
