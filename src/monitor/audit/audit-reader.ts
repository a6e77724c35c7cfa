import { utf8Text } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import { FileTileStore, type TileStore, TreeHasher } from '../../tlog/index.ts';
import { type AuditEntry, decodeAuditEntry } from './audit-entry.ts';
import { auditPaths } from './audit-folder.ts';
import { readSegments } from './audit-journal.ts';
import { readAuditVerifiers } from './audit-keys.ts';
import { openPublishedLog } from './audit-log.ts';

const RECENT_TILES = 8;

/** An entry as it stands in a trail. */
export interface ReadEntry {
  readonly entry: AuditEntry;
  /** Its bytes, as text. */
  readonly text: string;
  /** Whether a signed checkpoint speaks of it. */
  readonly isPublished: boolean;
}

/**
 * Reads the entries of a trail, which may be open elsewhere, in order: those under the checkpoint, then those behind it.
 *
 * Throws `LOG_DAMAGED`, `NOTE_UNVERIFIED`, `MALFORMED` at the first that is not as it should be, `FILE_UNREADABLE`, and what
 * reading the keys throws.
 */
export async function* readEntries(options: {
  readonly folder: string;
  readonly backend: CryptoBackend;
  /** The first one; default: 0. */
  readonly from?: number;
}): AsyncGenerator<ReadEntry, void> {
  const { folder, backend, from = 0 } = options;
  const paths = auditPaths(folder);
  // The journal first: what leaves it meanwhile is under the checkpoint that is read after it.
  const segments = await readSegments(paths.journal);
  const policy = await readAuditVerifiers(paths.verifiers, backend);
  const { log } = await openPublishedLog(new RecentTiles(paths.log), new TreeHasher(backend), policy);
  const { size } = log.head;
  for (let index = from; index < size; index += 1) yield readEntry(await log.entry(index), true);
  for (const { first, lines } of segments) {
    for (const [at, line] of lines.entries()) {
      if (first + at >= Math.max(size, from)) yield readEntry(line, false);
    }
  }
}

/** How many entries a trail has, which may be open elsewhere, and how many of them are under its checkpoint. Throws as {@link readEntries}. */
export async function trailSize(options: {
  readonly folder: string;
  readonly backend: CryptoBackend;
}): Promise<{ readonly entries: number; readonly published: number }> {
  const { folder, backend } = options;
  const paths = auditPaths(folder);
  const segments = await readSegments(paths.journal);
  const policy = await readAuditVerifiers(paths.verifiers, backend);
  const { log } = await openPublishedLog(new FileTileStore(paths.log), new TreeHasher(backend), policy);
  const published = log.head.size;
  const last = segments.at(-1);
  return { entries: Math.max(published, last === undefined ? 0 : last.first + last.lines.length), published };
}

/** Entries are read one after another: the tiles of the last ones are at hand. */
class RecentTiles extends FileTileStore implements TileStore {
  readonly #recent = new Map<string, Promise<Uint8Array | undefined>>();

  override read(path: string): Promise<Uint8Array | undefined> {
    const known = this.#recent.get(path) ?? super.read(path);
    this.#recent.delete(path);
    this.#recent.set(path, known);
    const [oldest] = this.#recent.keys();
    if (this.#recent.size > RECENT_TILES && oldest !== undefined) this.#recent.delete(oldest);
    return known;
  }
}

function readEntry(unverified: Uint8Array, isPublished: boolean): ReadEntry {
  return { entry: decodeAuditEntry(unverified), text: utf8Text(unverified), isPublished };
}
