import { equalPublicBytes } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import {
  CompactRange,
  FileTileStore,
  type LogPolicy,
  openCheckpoint,
  TILE_WIDTH,
  type Tile,
  type TileStore,
  TREE_HASH_BYTES,
  TreeHasher,
  type TreeHead,
  tilePath,
} from '../../tlog/index.ts';
import { AuditChain } from './audit-chain.ts';
import { decodeAuditEntry } from './audit-entry.ts';
import type { AuditFinding } from './audit-finding.ts';
import { auditPaths } from './audit-folder.ts';
import { readSegments, type SegmentLines } from './audit-journal.ts';
import { readAuditVerifiers } from './audit-keys.ts';
import { CHECKPOINT_PATH } from './audit-log.ts';

/** How a trail is examined. */
export interface ExaminationOptions {
  readonly folder: string;
  readonly backend: CryptoBackend;
  /** The public keys, kept elsewhere; default: those in the folder, which prove nothing against whoever may write there. */
  readonly policy?: LogPolicy;
  /** A checkpoint that was taken from this trail before. */
  readonly remembered?: Uint8Array;
}

/** What was found. */
export interface Examination {
  readonly origin: string;
  /** Entries under the signed checkpoint. */
  readonly size: number;
  /** Entries behind it, which are chained only. */
  readonly unfolded: number;
  /** Bytes of an entry that a crash cut off. */
  readonly tornBytes: number;
  readonly findings: readonly AuditFinding[];
}

/**
 * Examines a trail from its files alone, and names what is wrong with it. spec/audit-trail §6
 *
 * Throws what reading the public keys throws.
 */
export async function examineTrail(options: ExaminationOptions): Promise<Examination> {
  const paths = auditPaths(options.folder);
  const policy = options.policy ?? (await readAuditVerifiers(paths.verifiers, options.backend));
  return new Examiner(new FileTileStore(paths.log), policy, options).examine(await readSegments(paths.journal));
}

class Examiner {
  readonly #store: TileStore;
  readonly #policy: LogPolicy;
  readonly #hasher: TreeHasher;
  readonly #chain: AuditChain;
  readonly #tree: CompactRange;
  readonly #remembered: TreeHead | undefined;
  readonly #findings: AuditFinding[] = [];
  #isComplete = true;

  constructor(store: TileStore, policy: LogPolicy, { backend, remembered }: ExaminationOptions) {
    this.#store = store;
    this.#policy = policy;
    this.#hasher = new TreeHasher(backend);
    this.#chain = new AuditChain(backend);
    this.#tree = CompactRange.empty(this.#hasher);
    this.#remembered = remembered === undefined ? undefined : openCheckpoint(remembered, policy);
  }

  async examine(segments: readonly SegmentLines[]): Promise<Examination> {
    const head = await this.#head();
    const size = head?.size ?? 0;
    for (let first = 0; first < size; first += TILE_WIDTH) {
      await this.#examineBundle(first, Math.min(TILE_WIDTH, size - first));
    }
    if (head !== undefined) this.#compareRoot(head);
    this.#compareJournal(segments, size);
    const unfolded = this.#chain.next - size;
    this.#compareRemembered(size, unfolded);
    const tornBytes = segments.at(-1)?.tornBytes ?? 0;
    return { origin: this.#policy.origin, size, unfolded, tornBytes, findings: this.#findings };
  }

  async #head(): Promise<TreeHead | undefined> {
    const unverified = await this.#store.read(CHECKPOINT_PATH);
    if (unverified === undefined) return undefined;
    try {
      return openCheckpoint(unverified, this.#policy);
    } catch (error) {
      this.#findings.push({ kind: 'unsigned', reason: error instanceof Error ? error.message : String(error) });
      return undefined;
    }
  }

  async #examineBundle(first: number, width: number): Promise<void> {
    const tile = { level: 0, index: first / TILE_WIDTH, width };
    const bundle = await this.#tile({ ...tile, level: 'entries' });
    const entries = bundle === undefined ? [] : readableEntries(bundle).slice(0, width);
    const hashes = await this.#hashes(tile);
    if (entries.length < width) return this.#examineRemains({ first, width, entries, hashes });
    for (const [at, bytes] of entries.entries()) this.#examineEntry(first + at, bytes, hashes?.[at]);
  }

  #examineEntry(entry: number, bytes: Uint8Array, hash: Uint8Array | undefined): void {
    const leaf = this.#hasher.leaf(bytes);
    if (hash !== undefined && !equalPublicBytes(leaf, hash)) this.#findings.push({ kind: 'changed', entry });
    this.#noteChain(entry, bytes);
    this.#tree.append(leaf);
    const head = this.#tree.head();
    const remembered = this.#remembered;
    if (this.#isComplete && remembered?.size === head.size && !equalPublicBytes(remembered.root, head.root)) {
      this.#findings.push({ kind: 'another-history', remembered: head.size });
    }
  }

  /** Some are gone: those that are left are known by the numbers that they bear. */
  #examineRemains({ first, width, entries, hashes }: Remains): void {
    this.#isComplete = false;
    this.#chain.passOver(width);
    const left = new Map(entries.flatMap((bytes) => numbered(bytes)));
    for (let entry = first; entry < first + width; entry += 1) {
      const [bytes, hash] = [left.get(entry), hashes?.[entry - first]];
      if (bytes === undefined) this.#noteMissing(entry, entry);
      else if (hash !== undefined && !equalPublicBytes(this.#hasher.leaf(bytes), hash)) {
        this.#findings.push({ kind: 'changed', entry });
      }
    }
  }

  /** Neighbours that are missing are one finding. */
  #noteMissing(entry: number, last: number): void {
    const before = this.#findings.at(-1);
    if (before?.kind === 'missing' && before.last === entry - 1) {
      this.#findings[this.#findings.length - 1] = { ...before, last };
    } else this.#findings.push({ kind: 'missing', entry, last });
  }

  #noteChain(entry: number, bytes: Uint8Array): void {
    const { problem } = this.#chain.take(bytes);
    if (problem !== undefined) this.#findings.push({ ...problem, entry });
  }

  #compareRoot({ size, root }: TreeHead): void {
    const isSound = this.#isComplete && equalPublicBytes(this.#tree.head().root, root);
    if (!isSound && this.#findings.length === 0) this.#findings.push({ kind: 'rewritten', size });
  }

  /** What the journal still holds of the entries below the checkpoint was read already; what is behind it goes on with the chain. */
  #compareJournal(segments: readonly SegmentLines[], size: number): void {
    for (const { first, lines } of segments) {
      if (first > this.#chain.next) {
        this.#noteMissing(this.#chain.next, first - 1);
        this.#chain.passOver(first - this.#chain.next);
      }
      for (const [at, line] of lines.entries()) {
        if (first + at >= Math.max(size, this.#chain.next)) this.#noteChain(first + at, line);
      }
    }
  }

  #compareRemembered(size: number, unfolded: number): void {
    if (this.#remembered === undefined || this.#remembered.size <= size + unfolded) return;
    this.#findings.push({ kind: 'rolled-back', size: size + unfolded, remembered: this.#remembered.size });
  }

  async #hashes(tile: Tile): Promise<readonly Uint8Array[] | undefined> {
    const unverified = await this.#tile(tile);
    if (unverified === undefined || unverified.length < tile.width * TREE_HASH_BYTES) return undefined;
    return Array.from({ length: tile.width }, (_, at) =>
      unverified.subarray(at * TREE_HASH_BYTES, (at + 1) * TREE_HASH_BYTES),
    );
  }

  /** A partial tile may have been filled since, or by a crash before its checkpoint. */
  async #tile(tile: Tile): Promise<Uint8Array | undefined> {
    const exact = await this.#store.read(tilePath(tile));
    return exact ?? (await this.#store.read(tilePath({ ...tile, width: TILE_WIDTH })));
  }
}

interface Remains {
  readonly first: number;
  readonly width: number;
  readonly entries: readonly Uint8Array[];
  readonly hashes: readonly Uint8Array[] | undefined;
}

/** The entries of a bundle as far as it can be read: C2SP tlog-tiles, "Log entries". */
function readableEntries(unverified: Uint8Array): readonly Uint8Array[] {
  const view = new DataView(unverified.buffer, unverified.byteOffset, unverified.length);
  const entries: Uint8Array[] = [];
  for (let start = 0; start + 2 <= unverified.length; ) {
    const end = start + 2 + view.getUint16(start);
    if (end > unverified.length) break;
    entries.push(unverified.subarray(start + 2, end));
    start = end;
  }
  return entries;
}

/** An entry under its own number, if it can be read. */
function numbered(unverified: Uint8Array): readonly (readonly [number, Uint8Array])[] {
  try {
    return [[decodeAuditEntry(unverified).index, unverified]];
  } catch {
    return [];
  }
}
