import { isQForgeError, QForgeError } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import {
  formatCheckpoint,
  formatSignatureLine,
  formatSignedNote,
  formatTlogProof,
  type NoteSignature,
  type NoteSigner,
  type NoteVerifier,
  parseCheckpoint,
  parseSignatureLine,
  parseSignedNote,
  TiledLog,
  type TileStore,
  TreeHasher,
} from '../../tlog/index.ts';
import { type DecisionLeaf, encodeLeaf } from './decision-leaf.ts';

const CHECKPOINT = 'checkpoint';

/** What a decision log is made of. */
export interface DecisionLogOptions {
  readonly backend: CryptoBackend;
  readonly store: TileStore;
  /** Names the log in checkpoints; for a chain `qforge/` and its id. */
  readonly origin: string;
  /** Own witness key. */
  readonly signer: NoteSigner;
  /** Who cosigns a log of so many decisions: those who decide the next one. */
  readonly cosignersOf: (size: number) => Cosigners;
}

/** The members of an epoch as cosigners. */
export interface Cosigners {
  readonly witnesses: readonly NoteVerifier[];
  /** Cosignatures that make a checkpoint one of the quorum. */
  readonly quorum: number;
}

/**
 * Decisions as leaves of a transparency log, cosigned by the validators. spec/decision-log §6
 *
 * The journal of decisions is the truth; this folds it into tiles behind it, and can always be made again from it. A cosignature leaves
 * only after the checkpoint that it speaks of is on the disk.
 */
export class DecisionLog {
  readonly #options: DecisionLogOptions;
  readonly #log: TiledLog;
  /** The published head: what is appended counts once its checkpoint is on the disk. */
  #size = 0;
  /** Signatures over the text of that head, by name. */
  #signatures = new Map<string, NoteSignature>();
  #text = '';
  /** The last checkpoint that a quorum cosigned. */
  #trusted: Uint8Array | undefined;

  private constructor(options: DecisionLogOptions, log: TiledLog) {
    this.#options = options;
    this.#log = log;
  }

  /** Opens the log in its store, or begins it. Throws `LOG_DAMAGED`, `MALFORMED`. */
  static async open(options: DecisionLogOptions): Promise<DecisionLog> {
    const hasher = new TreeHasher(options.backend);
    const published = await options.store.read(CHECKPOINT);
    if (published === undefined) return new DecisionLog(options, TiledLog.empty(options.store, hasher));
    const note = parseSignedNote(published);
    const checkpoint = parseCheckpoint(note.text);
    if (checkpoint.origin !== options.origin)
      throw new QForgeError('LOG_DAMAGED', { reason: 'it is of another chain' });
    const log = new DecisionLog(options, await TiledLog.open(options.store, hasher, checkpoint));
    [log.#size, log.#text] = [checkpoint.size, note.text];
    for (const signature of note.signatures) log.#take(signature);
    log.#trust();
    return log;
  }

  get size(): number {
    return this.#size;
  }

  /** Who of those that may has cosigned the present head. */
  get cosigners(): readonly string[] {
    const { witnesses } = this.#options.cosignersOf(this.size);
    return [...this.#signatures.values()]
      .filter((signature) => witnesses.some((witness) => witness.isNamedBy(signature)))
      .map(({ name }) => name);
  }

  /** The size of the last checkpoint that a quorum has cosigned; 0 before the first. */
  get trustedSize(): number {
    return this.#trusted === undefined ? 0 : parseCheckpoint(parseSignedNote(this.#trusted).text).size;
  }

  /** Own cosignature of the present head, to be told; undefined before the first, and for one that is no member. */
  ownLine(): { readonly size: number; readonly line: string } | undefined {
    const { name } = this.#options.signer.key;
    const own = this.cosigners.includes(name) ? this.#signatures.get(name) : undefined;
    return own === undefined ? undefined : { size: this.size, line: formatSignatureLine(own) };
  }

  /** Appends decisions that follow the last one, and cosigns the new head. */
  async append(leaves: readonly DecisionLeaf[], timestampSeconds: number): Promise<void> {
    if (leaves.length === 0) return;
    const { size, root } = await this.#log.append(leaves.map(encodeLeaf));
    const text = formatCheckpoint({ origin: this.#options.origin, size, root, extensions: [] });
    const own = this.#options.signer.sign(text, timestampSeconds);
    await this.#options.store.write(CHECKPOINT, formatSignedNote({ text, signatures: [own] }));
    [this.#size, this.#text, this.#signatures] = [size, text, new Map([[own.name, own]])];
    this.#trust();
  }

  /** Takes the cosignature of another for the present head; says whether it is a new and good one. */
  async cosign(size: number, unverifiedLine: string): Promise<'taken' | 'known' | 'other-size' | 'bad-cosignature'> {
    if (size !== this.size || size === 0) return 'other-size';
    const signature = parsedOrNone(unverifiedLine);
    if (signature === undefined) return 'bad-cosignature';
    if (this.#signatures.has(signature.name)) return 'known';
    if (!this.#take(signature)) return 'bad-cosignature';
    await this.#trustAndPublish();
    return 'taken';
  }

  /** The receipt of the decision of this height, under the last checkpoint that a quorum cosigned. Throws `LOG_ENTRY_UNKNOWN`. */
  async receipt(height: number): Promise<Uint8Array> {
    const checkpoint = this.#trusted;
    const size = this.trustedSize;
    if (checkpoint === undefined || height < 1 || height > size) {
      throw new QForgeError('LOG_ENTRY_UNKNOWN', { index: height - 1, size });
    }
    const index = height - 1;
    const [extra, proof] = [await this.#log.entry(index), await this.#log.proveInclusion(index, size)];
    return formatTlogProof({ extra, index, proof, checkpoint });
  }

  /** Proves that the log of `newSize` begins with that of `oldSize`. Throws `LOG_ENTRY_UNKNOWN`. */
  consistency(oldSize: number, newSize: number): Promise<readonly Uint8Array[]> {
    return this.#log.proveConsistency(oldSize, newSize);
  }

  /** Keeps a signature of a known key over the present text. */
  #take(signature: NoteSignature): boolean {
    const known = this.#options.cosignersOf(this.size).witnesses.find((witness) => witness.isNamedBy(signature));
    if (known?.verify(this.#text, signature) !== true) return false;
    this.#signatures.set(signature.name, signature);
    return true;
  }

  /** Once a quorum is there it is published; fewer, or more, are of use to nobody, and after a start the others tell theirs again. */
  async #trustAndPublish(): Promise<void> {
    if (this.cosigners.length === this.#options.cosignersOf(this.size).quorum)
      await this.#options.store.write(CHECKPOINT, this.#note());
    this.#trust();
  }

  #note(): Uint8Array {
    return formatSignedNote({ text: this.#text, signatures: [...this.#signatures.values()] });
  }

  #trust(): void {
    if (this.cosigners.length >= this.#options.cosignersOf(this.size).quorum) this.#trusted = this.#note();
  }
}

function parsedOrNone(unverifiedLine: string): NoteSignature | undefined {
  try {
    return parseSignatureLine(unverifiedLine);
  } catch (error) {
    if (isQForgeError(error, 'MALFORMED')) return undefined;
    throw error;
  }
}

/** The name of a chain's log. */
export function logOrigin(chainId: string): string {
  return `qforge/${chainId}`;
}
