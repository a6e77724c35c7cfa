import {
  assert,
  type Clock,
  concatBytes,
  type MetricsSink,
  QForgeError,
  type ScheduledCall,
  utf8,
} from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import {
  FileTileStore,
  formatCheckpoint,
  formatSignedNote,
  formatTlogProof,
  type TiledLog,
  TreeHasher,
} from '../../tlog/index.ts';
import { AuditChain } from './audit-chain.ts';
import { type AuditEvent, encodeAuditEntry } from './audit-entry.ts';
import { auditPaths, prepareAuditFolder } from './audit-folder.ts';
import { AuditJournal } from './audit-journal.ts';
import {
  type AuditSigners,
  formatAuditVerifiers,
  openAuditKeys,
  parseAuditVerifiers,
  writeAuditVerifiers,
} from './audit-keys.ts';
import { CHECKPOINT_PATH, openPublishedLog } from './audit-log.ts';
import { unfoldedLines } from './unfolded-lines.ts';

/** So many entries are put under a checkpoint together. spec/audit-trail §4 */
export const FOLD_AT_ENTRIES = 256;
/** No entry waits longer for its checkpoint while the trail is open. spec/audit-trail §4 */
export const FOLD_AFTER_MS = 10_000;
/** So many entries may wait for a disk that cannot be written; those that come then are refused and counted. */
export const MAX_WAITING_ENTRIES = 65_536;

const RETRY_MS = 1000;
const LINE_FEED = utf8('\n');

/** What a trail is made with. */
export interface AuditTrailOptions {
  readonly folder: string;
  /** Where the private keys are; default: `signing.key` in the folder. */
  readonly keyPath?: string;
  readonly backend: CryptoBackend;
  readonly clock: Clock;
  readonly metrics: MetricsSink;
  /** Told when entries cannot be written, once until they can be. */
  readonly onFailure?: (error: unknown) => void;
  readonly segmentBytes?: number;
}

/** What whoever recorded an event holds. */
export interface AuditReceipt {
  readonly index: number;
  /** SHA-256 of the entry, in hex: what the entry behind it names. */
  readonly hash: string;
}

/** How a trail does, as plain data. */
export interface AuditStanding {
  /** The last attempt to write was in vain. */
  readonly isFailing: boolean;
  /** Entries that wait for the disk. */
  readonly waiting: number;
  /** Entries that were refused since the trail was opened. */
  readonly unrecorded: number;
}

interface WaitingEntry extends AuditReceipt {
  readonly bytes: Uint8Array;
  readonly acknowledge: (receipt: AuditReceipt) => void;
}

/**
 * A trail of events that nobody edits quietly: each entry names the hash of the one before, and all of them are leaves of a tree
 * whose head is signed. spec/audit-trail
 *
 *     record -> journal, on the disk -> acknowledged -> leaf of the tree -> under a signed checkpoint
 *
 * One trail to a folder at a time: its owner holds a lock.
 */
export class AuditTrail implements AsyncDisposable {
  readonly origin: string;
  readonly #options: AuditTrailOptions;
  readonly #signers: AuditSigners;
  readonly #store: FileTileStore;
  readonly #journal: AuditJournal;
  readonly #log: TiledLog;
  readonly #chain: AuditChain;
  #waiting: WaitingEntry[] = [];
  #unfolded: Uint8Array[];
  #published: number;
  #committing: Promise<void> | undefined;
  #folding: Promise<void> = Promise.resolve();
  #foldCall: ScheduledCall | undefined;
  #refused = 0;
  #unrecorded = 0;
  /** What could not be written the last time it was tried. */
  readonly #failing = new Set<'journal' | 'checkpoint'>();
  #isClosed = false;

  private constructor(options: AuditTrailOptions, parts: TrailParts) {
    this.#options = options;
    this.origin = parts.signers.origin;
    this.#signers = parts.signers;
    this.#store = parts.store;
    this.#journal = parts.journal;
    this.#log = parts.log;
    this.#chain = parts.chain;
    this.#unfolded = [...parts.unfolded];
    this.#published = parts.log.head.size;
    if (this.#unfolded.length > 0) this.#foldSoon();
  }

  /**
   * Opens the trail in a folder, or begins one.
   *
   * Throws `AUDIT_DAMAGED` where the trail does not hold together - it is not written to then -, `NOTE_UNVERIFIED`, `LOG_DAMAGED`, `KEY_FILE_*`,
   * `FILE_*` and `DISK_FULL`.
   */
  static async open(options: AuditTrailOptions): Promise<AuditTrail> {
    const { folder, backend, segmentBytes } = options;
    const paths = auditPaths(folder);
    await prepareAuditFolder(folder);
    const signers = await openAuditKeys(options.keyPath ?? paths.signingKey, backend);
    await writeAuditVerifiers(folder, signers);
    const store = new FileTileStore(paths.log);
    const policy = parseAuditVerifiers(formatAuditVerifiers(signers), backend);
    const { log } = await openPublishedLog(store, new TreeHasher(backend), policy);
    const { size } = log.head;
    const chain = new AuditChain(backend);
    if (size > 0) chain.passOver(size - 1);
    if (size > 0) chain.pass(await log.entry(size - 1));
    const unfolded = await unfoldedLines(paths.journal, chain);
    const journal = await AuditJournal.open(paths.journal, chain.next, segmentBytes);
    return new AuditTrail(options, { signers, store, journal, log, chain, unfolded });
  }

  /** Entries so far, those that wait for the disk included. */
  get size(): number {
    return this.#chain.next;
  }

  /** Entries under a signed checkpoint. */
  get publishedSize(): number {
    return this.#published;
  }

  /** Whether entries can be written now, and what has become of those that could not. */
  get standing(): AuditStanding {
    const { length: waiting } = this.#waiting;
    return { isFailing: this.#failing.size > 0, waiting, unrecorded: this.#unrecorded };
  }

  /**
   * Records an event; resolves when it is on the disk. While the disk cannot be written it waits, and is tried again each second.
   *
   * Rejects with `MESSAGE_TOO_LARGE`, and with `AUDIT_UNWRITABLE` when too many wait or the trail is closed: it is not recorded then.
   */
  record(event: AuditEvent): Promise<AuditReceipt> {
    if (this.#isClosed || this.#waiting.length >= MAX_WAITING_ENTRIES) return Promise.reject(this.#refusal());
    const index = this.#chain.next;
    let bytes: Uint8Array;
    try {
      bytes = encodeAuditEntry({ ...event, index, previous: this.#chain.previous });
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new QForgeError('INTERNAL', { what: String(error) }));
    }
    this.#chain.pass(bytes);
    const { promise, resolve: acknowledge } = Promise.withResolvers<AuditReceipt>();
    this.#waiting.push({ index, hash: this.#chain.previous, bytes, acknowledge });
    this.#committing ??= this.#commitAll();
    return promise;
  }

  /** Puts everything that is on the disk under a signed checkpoint; resolves when that is published. Rejects with what the disk says. */
  async publish(): Promise<void> {
    await this.#committing;
    await this.#fold();
  }

  /**
   * A receipt that shows to anyone with the public keys that the entry is in the trail: C2SP tlog-proof. Publishes it first if need be.
   *
   * Rejects with `LOG_ENTRY_UNKNOWN`.
   */
  async prove(index: number): Promise<Uint8Array> {
    if (index >= this.#published) await this.publish();
    const proof = await this.#log.proveInclusion(index, this.#published);
    const checkpoint = await this.#store.read(CHECKPOINT_PATH);
    assert(checkpoint !== undefined, 'what is published has a checkpoint');
    return formatTlogProof({ index, proof, checkpoint });
  }

  /** Writes what waits, if the disk takes it, puts it under a checkpoint, and takes nothing more. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#foldCall?.cancel();
    await this.#committing;
    await this.#fold().catch((error: unknown) => this.#fail('checkpoint', error));
    await this.#journal.close();
  }

  /** {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #refusal(): QForgeError<'AUDIT_UNWRITABLE'> {
    this.#refused += 1;
    this.#unrecorded += 1;
    this.#options.metrics.count('qforge_audit_entries_lost_total', 1);
    const reason = this.#isClosed ? 'it is closed' : `${this.#waiting.length} entries wait for the disk`;
    return new QForgeError('AUDIT_UNWRITABLE', { path: this.#options.folder, reason });
  }

  /** One write and one sync for all entries that wait: those that come meanwhile go with the next. */
  async #commitAll(): Promise<void> {
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        if (this.#journal.isFull) await this.#journal.startSegment(batch[0]?.index ?? this.#chain.next);
        await this.#journal.append(concatBytes(...batch.flatMap(({ bytes }) => [bytes, LINE_FEED])));
        this.#acknowledge(batch);
      } catch (error) {
        this.#waiting = [...batch, ...this.#waiting];
        this.#fail('journal', error);
        if (this.#isClosed) break;
        await new Promise<void>((resolve) => this.#options.clock.schedule(RETRY_MS, resolve));
      }
    }
    this.#committing = undefined;
  }

  #acknowledge(batch: readonly WaitingEntry[]): void {
    this.#failing.delete('journal');
    this.#options.metrics.count('qforge_audit_entries_total', batch.length);
    for (const { index, hash, bytes, acknowledge } of batch) {
      this.#unfolded.push(bytes);
      acknowledge({ index, hash });
    }
    if (this.#unfolded.length >= FOLD_AT_ENTRIES) this.#foldNow();
    else this.#foldSoon();
    this.#tellOfRefused();
  }

  /** The trail itself says what is missing in it. */
  #tellOfRefused(): void {
    if (this.#refused === 0 || this.#isClosed) return;
    const fields = { entries: this.#refused };
    this.#refused = 0;
    const timeMs = this.#options.clock.wallMs();
    this.record({ timeMs, level: 'error', category: 'audit', event: 'audit entries lost', fields }).catch(
      () => undefined,
    );
  }

  #foldSoon(): void {
    this.#foldCall ??= this.#options.clock.schedule(FOLD_AFTER_MS, () => this.#foldNow());
  }

  #foldNow(): void {
    this.#fold().catch((error: unknown) => {
      this.#fail('checkpoint', error);
      if (!this.#isClosed) this.#foldSoon();
    });
  }

  /** Folds follow each other. */
  #fold(): Promise<void> {
    this.#foldCall?.cancel();
    this.#foldCall = undefined;
    const folded = this.#folding.catch(() => undefined).then(() => this.#foldAll());
    this.#folding = folded;
    return folded;
  }

  /** Leaves first, then the signed head over them: a crash in between leaves leaves that nobody vouches for, written again next time. */
  async #foldAll(): Promise<void> {
    // A copy: more are acknowledged meanwhile.
    const entries = [...this.#unfolded];
    await this.#log.append(entries);
    this.#unfolded = this.#unfolded.slice(entries.length);
    const { size, root } = this.#log.head;
    if (size === this.#published) return;
    const text = formatCheckpoint({ origin: this.origin, size, root, extensions: [] });
    const seconds = Math.floor(this.#options.clock.wallMs() / 1000);
    const signatures = [this.#signers.log, this.#signers.cosigner].map((signer) => signer.sign(text, seconds));
    await this.#store.write(CHECKPOINT_PATH, formatSignedNote({ text, signatures }));
    this.#published = size;
    this.#options.metrics.count('qforge_audit_checkpoints_total', 1);
    await this.#journal.removeBelow(size);
    this.#failing.delete('checkpoint');
  }

  #fail(part: 'journal' | 'checkpoint', error: unknown): void {
    this.#options.metrics.count('qforge_audit_failures_total', 1);
    if (this.#failing.size === 0) this.#options.onFailure?.(error);
    this.#failing.add(part);
  }
}

interface TrailParts {
  readonly signers: AuditSigners;
  readonly store: FileTileStore;
  readonly journal: AuditJournal;
  readonly log: TiledLog;
  readonly chain: AuditChain;
  readonly unfolded: readonly Uint8Array[];
}
