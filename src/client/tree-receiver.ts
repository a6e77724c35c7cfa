import {
  assert,
  type Clock,
  equalPublicBytes,
  isQForgeError,
  QForgeError,
  systemClock,
  type Tracer,
} from '../base/index.ts';
import { type CryptoBackend, type Hash, type HashStream, nativeBackend } from '../crypto/index.ts';
import type { Channel, ChannelStream } from '../network/index.ts';
import { assertNotCancelled, cancellable } from './file-cancellation.ts';
import { digestPrefix } from './file-digest.ts';
import { typedWriteError } from './file-errors.ts';
import { DIGEST_BYTES, encodeAnswer, type FileAnswer } from './file-messages.ts';
import { receivedTreePaths } from './file-paths.ts';
import { ProgressMeter, type TransferProgress } from './file-progress.ts';
import { statusOfFailure } from './file-status.ts';
import { LockFile } from './lock-file.ts';
import type { PartialFile } from './partial-file.ts';
import { inTransferSpan } from './transfer-span.ts';
import {
  decodeMessageHeader,
  decodeTreeMessage,
  decodeTreeOffer,
  encodeTreeMessage,
  MESSAGE_HEADER_BYTES,
  OFFERS_AHEAD,
  type TreeEntry,
  type TreeMessage,
  type TreeOffer,
} from './tree-messages.ts';
import { TreeCount, type TreeReceipt } from './tree-receipt.ts';
import { assertTreePlaceFree, TreeStaging } from './tree-staging.ts';

/** How a folder is received. */
export interface ReceiveTreeOptions {
  /** An existing folder, which the new one becomes a part of. */
  readonly directory: string;
  /** Whether a folder of the same name may be replaced as a whole; by default not. */
  readonly overwrite?: boolean;
  /** Whether others get the permissions that they have at the sender; by default files are for their owner alone. */
  readonly keepModes?: boolean;
  /** PeerId of the sender: keeps the unfinished folders of different senders apart. */
  readonly sender?: string;
  /** Asked before anything is answered; false declines. */
  readonly accept?: (offer: TreeOffer) => boolean | Promise<boolean>;
  readonly onProgress?: (progress: TransferProgress) => void;
  /** Gives up; what has arrived is kept and can be resumed. */
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  readonly backend?: CryptoBackend;
  /** Where it leaves a span; default: nowhere. */
  readonly tracer?: Tracer | undefined;
  /** The channel of the stream, whose trace the span belongs to. */
  readonly channel?: Pick<Channel, 'channelId' | 'peerId'> | undefined;
}

/** What the receiver knows of a folder that has arrived. */
export interface ReceivedTree extends TreeReceipt {
  readonly path: string;
}

/** Files that are made durable while others arrive. */
const SETTLING_AT_ONCE = 16;
/** How much of a file is taken from the stream at once. */
const PIECE_BYTES = 262_144;
/** How long a refused or failed sender may take to give up the stream. */
const LINGER_MS = 5_000;

interface OfferedFile {
  readonly entry: Extract<TreeEntry, { kind: 'file' }>;
  readonly partial: PartialFile;
  readonly offset: number;
  readonly running: HashStream;
}

/**
 * Receives the folder that a stream offers; resolves when all of it is durable under its name.
 *
 * Throws `MALFORMED` (the sender breaks the rules), `FILE_REFUSED` (declined), `FILE_EXISTS`, `FILE_BUSY`, `FILE_UNWRITABLE`,
 * `DISK_FULL`, `FILE_DIGEST_MISMATCH`, `CANCELLED`, and what the stream throws. Source: spec/file-transfer §7.
 */
export async function receiveTree(stream: ChannelStream, options: ReceiveTreeOptions): Promise<ReceivedTree> {
  const reception = new TreeReception(stream, options);
  const transferred = { channel: options.channel, direction: 'receive', kind: 'folder', bytes: undefined } as const;
  return inTransferSpan(options, transferred, () =>
    cancellable(stream, options.signal, 'Receiving a folder', () => reception.run()),
  );
}

/** One attempt to receive one folder. */
class TreeReception {
  readonly #stream: ChannelStream;
  readonly #options: ReceiveTreeOptions;
  readonly #clock: Clock;
  readonly #sha256: Hash;
  readonly #startMs: number;
  readonly #treeHash: HashStream;
  readonly #count = new TreeCount();
  readonly #offered: OfferedFile[] = [];
  readonly #settling = new Set<Promise<void>>();
  #settlingFailure: QForgeError | undefined;

  constructor(stream: ChannelStream, options: ReceiveTreeOptions) {
    this.#stream = stream;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#sha256 = (options.backend ?? nativeBackend).hash('SHA-256');
    this.#treeHash = this.#sha256.stream();
    this.#startMs = this.#clock.monotonicMs();
  }

  async run(): Promise<ReceivedTree> {
    try {
      assertNotCancelled(this.#options.signal, 'Receiving a folder');
      const offer = await this.#acceptedOffer();
      const { tree, digest } = await this.#receiveLocked(offer);
      await this.#sayLast({ status: 'ok', offset: 0, digest });
      return tree;
    } catch (error) {
      await this.#tellFailure(error);
      throw error;
    }
  }

  async #acceptedOffer(): Promise<TreeOffer> {
    const offer = decodeTreeOffer(this.#stream.header);
    if (this.#options.accept !== undefined && !(await this.#options.accept(offer))) {
      throw new QForgeError('FILE_REFUSED', { path: offer.name, reason: 'it was declined' });
    }
    return offer;
  }

  async #receiveLocked(offer: TreeOffer): Promise<{ tree: ReceivedTree; digest: Uint8Array }> {
    const { directory, overwrite = false, sender = '', keepModes = false } = this.#options;
    const paths = receivedTreePaths(directory, offer.name, sender, this.#sha256);
    await using lock = await LockFile.tryAcquire(paths.lock, { removeAfter: true });
    if (lock === undefined) throw new QForgeError('FILE_BUSY', { path: paths.target });
    await assertTreePlaceFree(paths.target, overwrite);
    const staging = await TreeStaging.open(paths, keepModes);
    const progress = { name: offer.name, totalBytes: offer.bytes, resumedFrom: 0 };
    const meter = new ProgressMeter(progress, this.#clock, this.#options.onProgress);
    const digest = await this.#receiveAll(staging, offer, meter);
    await staging.place(overwrite);
    meter.finish();
    const durationMs = this.#clock.monotonicMs() - this.#startMs;
    const receipt = this.#count.receipt(offer.name, meter.resumedFrom, digest, durationMs);
    return { tree: { ...receipt, path: paths.target }, digest };
  }

  /** Whatever happens, no file stays open. */
  async #receiveAll(staging: TreeStaging, offer: TreeOffer, meter: ProgressMeter): Promise<Uint8Array> {
    try {
      return await this.#receiveEntries(staging, offer, meter);
    } finally {
      await Promise.all(this.#settling);
      await Promise.allSettled(this.#offered.map(({ partial }) => partial[Symbol.asyncDispose]()));
    }
  }

  /** Takes messages until the end; returns the digest over the whole. */
  async #receiveEntries(staging: TreeStaging, offer: TreeOffer, meter: ProgressMeter): Promise<Uint8Array> {
    await this.#answer({ status: 'ok', offset: 0, digest: this.#sha256.digest(new Uint8Array(0)) });
    for (;;) {
      const message = await this.#nextMessage();
      if (message.kind === 'end') return this.#finish(message.digest, staging, offer);
      if (message.kind === 'content') await this.#takeContent(message.offset, staging, meter);
      else await this.#addEntry(message, staging, offer);
    }
  }

  async #nextMessage(): Promise<TreeMessage> {
    const { type, length } = decodeMessageHeader(await this.#stream.readExactly(MESSAGE_HEADER_BYTES));
    return decodeTreeMessage(type, length === 0 ? new Uint8Array(0) : await this.#stream.readExactly(length));
  }

  async #addEntry(entry: TreeEntry, staging: TreeStaging, offer: TreeOffer): Promise<void> {
    this.#treeHash.update(encodeTreeMessage(entry));
    this.#count.add(entry);
    if (staging.size >= offer.entries || this.#count.bytes > offer.bytes)
      throw malformed('it has more than it offered');
    if (entry.kind === 'folder') await staging.addFolder(entry);
    else if (entry.kind === 'link') staging.addLink(entry);
    else await this.#answerFile(entry, staging);
  }

  /** Says what is there of a file. spec/file-transfer §7.3 */
  async #answerFile(entry: Extract<TreeEntry, { kind: 'file' }>, staging: TreeStaging): Promise<void> {
    if (this.#offered.length >= OFFERS_AHEAD) throw malformed('too many files are offered at once');
    const partial = await staging.openFile(entry.path, (bytes) => this.#stream.giveBack(bytes));
    if (partial.length > entry.bytes) await partial.restart();
    const offset = partial.length;
    const { digest, running } = await digestPrefix(partial.chunks(), this.#sha256, this.#options.signal);
    this.#offered.push({ entry, partial, offset, running });
    // Not waited for: what has arrived is read to its end even when nothing can be written any more.
    this.#answer({ status: 'ok', offset, digest }).catch(() => undefined);
  }

  /** Takes the content of the file that was offered first. */
  async #takeContent(start: number, staging: TreeStaging, meter: ProgressMeter): Promise<void> {
    const file = this.#offered.shift();
    if (file === undefined) throw malformed('content comes without a file');
    if (start !== 0 && start !== file.offset) {
      this.#offered.unshift(file);
      throw malformed('a file begins neither where it stopped nor at 0');
    }
    const { entry, partial } = file;
    try {
      const running = start === file.offset ? file.running : await this.#restarted(partial);
      meter.skip(start);
      await this.#takeBytes(file, entry.bytes - start, running, meter);
      await this.#checkDigest(entry.path, partial, running);
    } catch (error) {
      await partial[Symbol.asyncDispose]();
      throw error;
    }
    await this.#settle(partial, entry.modifiedMs, staging.fileMode(entry.mode));
  }

  async #restarted(partial: PartialFile): Promise<HashStream> {
    await partial.restart();
    return this.#sha256.stream();
  }

  async #takeBytes({ partial }: OfferedFile, bytes: number, running: HashStream, meter: ProgressMeter): Promise<void> {
    for (let left = bytes; left > 0; ) {
      const piece = await this.#stream.readSome(Math.min(left, PIECE_BYTES));
      if (piece === undefined) throw new QForgeError('STREAM_ENDED', { stream: this.#stream.id });
      // What was written is given back, and empty then.
      const { length } = piece;
      running.update(piece);
      await partial.append(piece);
      left -= length;
      meter.advance(length);
    }
  }

  async #checkDigest(path: string, partial: PartialFile, running: HashStream): Promise<void> {
    const announced = await this.#stream.readExactly(DIGEST_BYTES);
    const digest = running.digest();
    this.#treeHash.update(digest);
    if (equalPublicBytes(digest, announced)) return;
    await partial.restart();
    throw new QForgeError('FILE_DIGEST_MISMATCH', { path });
  }

  /** Makes a file durable while others arrive; a failure comes up with the next one. */
  async #settle(partial: PartialFile, modifiedMs: number, mode: number): Promise<void> {
    const settling = this.#settleAndClose(partial, modifiedMs, mode).then(() => void this.#settling.delete(settling));
    this.#settling.add(settling);
    while (this.#settling.size >= SETTLING_AT_ONCE) await Promise.race(this.#settling);
    if (this.#settlingFailure !== undefined) throw this.#settlingFailure;
  }

  async #settleAndClose(partial: PartialFile, modifiedMs: number, mode: number): Promise<void> {
    try {
      await partial.settle(modifiedMs, mode);
    } catch (error) {
      this.#settlingFailure ??= typedWriteError(this.#options.directory, error);
    } finally {
      await partial[Symbol.asyncDispose]();
    }
  }

  async #finish(announced: Uint8Array, staging: TreeStaging, offer: TreeOffer): Promise<Uint8Array> {
    if (this.#offered.length > 0) throw malformed('it ends before the content of its files');
    if (staging.size !== offer.entries || this.#count.bytes !== offer.bytes)
      throw malformed('it is not what it offered');
    await Promise.all(this.#settling);
    if (this.#settlingFailure !== undefined) throw this.#settlingFailure;
    const digest = this.#treeHash.digest();
    if (!equalPublicBytes(digest, announced)) throw malformed('its digest is not over what came');
    if ((await this.#stream.readSome(1)) !== undefined) throw malformed('bytes follow its end');
    return digest;
  }

  async #answer(answer: FileAnswer): Promise<void> {
    await this.#stream.write(encodeAnswer(answer));
  }

  async #tellFailure(error: unknown): Promise<void> {
    const status = statusOfFailure(error);
    if (status === undefined) this.#stream.reset('the receiver gave up');
    else await this.#sayLast({ status });
  }

  /** Sends the last message. The folder's fate is decided by now, so a sender that is gone makes no difference. */
  async #sayLast(answer: FileAnswer): Promise<void> {
    // A sender that goes on sending, or does not read, is not waited for.
    this.#clock.schedule(LINGER_MS, () => this.#stream.reset('the transfer is over'));
    try {
      await this.#answer(answer);
      await this.#stream.end();
    } catch (error) {
      assert(isQForgeError(error), 'a stream fails with errors of the project');
    }
  }
}

function malformed(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'A folder', reason });
}
