import { basename, join, resolve } from 'node:path';
import {
  type Clock,
  concatBytes,
  defined,
  equalPublicBytes,
  QForgeError,
  systemClock,
  type Tracer,
} from '../base/index.ts';
import { type CryptoBackend, type Hash, type HashStream, nativeBackend } from '../crypto/index.ts';
import type { ChannelStream } from '../network/index.ts';
import { assertNotCancelled, cancellable } from './file-cancellation.ts';
import { digestPrefix } from './file-digest.ts';
import { assertFileName } from './file-name.ts';
import { ProgressMeter, type TransferProgress } from './file-progress.ts';
import type { SendingChannel } from './file-sender.ts';
import { FileSource } from './file-source.ts';
import { writePieces } from './file-stream.ts';
import { inTransferSpan } from './transfer-span.ts';
import { TreeAnswers } from './tree-answers.ts';
import { listTree, type TreeListing } from './tree-listing.ts';
import { encodeTreeMessage, encodeTreeOffer, OFFERS_AHEAD, type TreeEntry } from './tree-messages.ts';
import { TreeCount, type TreeReceipt } from './tree-receipt.ts';

/** How a folder is sent. */
export interface SendTreeOptions {
  /** The name the receiver gives it; by default its own, in Unicode normalisation form C. */
  readonly name?: string;
  /** Whether to leave out what cannot be sent, instead of refusing: links out of the folder, sockets, pipes, devices, odd names. */
  readonly leaveOut?: boolean;
  /** Told of what is left out. */
  readonly onLeftOut?: (path: string, reason: string) => void;
  readonly onProgress?: (progress: TransferProgress) => void;
  /** Gives up; what has arrived is kept by the receiver and can be resumed. */
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  readonly backend?: CryptoBackend;
  /** Where it leaves a span; default: nowhere. */
  readonly tracer?: Tracer | undefined;
}

/** Files up to this are read before their turn: many small ones then wait for the disk together. */
const SMALL_FILE_BYTES = 65_536;

type FileEntry = Extract<TreeEntry, { kind: 'file' }>;

/** A file whose offer has been sent. */
interface PendingFile {
  readonly entry: FileEntry;
  /** All of it, if it is small. */
  readonly small: Promise<Uint8Array> | undefined;
}

/**
 * Sends a folder over a new stream; resolves when the receiver has all of it on its disk and every digest is right.
 *
 * Goes on where an earlier attempt stopped, file by file. Throws what `sendFile` throws, and `FILE_UNREADABLE` for what cannot be
 * sent. Source: spec/file-transfer §7.
 */
export async function sendTree(
  channel: SendingChannel,
  path: string,
  options: SendTreeOptions = {},
): Promise<TreeReceipt> {
  const name = options.name ?? basename(resolve(path)).normalize('NFC');
  const what = `Sending ${path}`;
  assertFileName(name);
  assertNotCancelled(options.signal, what);
  const listing = await listTree(path, options.leaveOut ?? false);
  for (const { path: left, reason } of listing.leftOut) options.onLeftOut?.(left, reason);
  const stream = channel.openStream(encodeTreeOffer({ name, entries: listing.entries.length, bytes: listing.bytes }));
  const sending = new TreeSending(stream, path, name, `${name} at ${channel.peerId}`, options);
  const transferred = { channel, direction: 'send', kind: 'folder', bytes: listing.bytes } as const;
  return inTransferSpan(options, transferred, () =>
    cancellable(stream, options.signal, what, () => sending.run(listing)),
  );
}

/** One attempt to send one folder. */
class TreeSending {
  readonly #stream: ChannelStream;
  readonly #root: string;
  readonly #name: string;
  readonly #options: SendTreeOptions;
  readonly #clock: Clock;
  readonly #sha256: Hash;
  readonly #treeHash: HashStream;
  readonly #startMs: number;
  readonly #answers: TreeAnswers;
  readonly #pending: PendingFile[] = [];

  constructor(stream: ChannelStream, root: string, name: string, where: string, options: SendTreeOptions) {
    this.#stream = stream;
    this.#root = root;
    this.#name = name;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#sha256 = (options.backend ?? nativeBackend).hash('SHA-256');
    this.#treeHash = this.#sha256.stream();
    this.#startMs = this.#clock.monotonicMs();
    this.#answers = new TreeAnswers(stream, where);
  }

  async run(listing: TreeListing): Promise<TreeReceipt> {
    const progress = { name: this.#name, totalBytes: listing.bytes, resumedFrom: 0 };
    const meter = new ProgressMeter(progress, this.#clock, this.#options.onProgress);
    try {
      await this.#answers.next();
      const count = await this.#sendEntries(listing, meter);
      const digest = await this.#finish();
      meter.finish();
      return count.receipt(this.#name, meter.resumedFrom, digest, this.#clock.monotonicMs() - this.#startMs);
    } catch (error) {
      this.#stream.reset('the sender gave up');
      // A refusal of the receiver explains why writing to it failed.
      throw this.#answers.refusal ?? error;
    } finally {
      await Promise.allSettled(this.#pending.flatMap(({ small }) => (small === undefined ? [] : [small])));
    }
  }

  async #sendEntries(listing: TreeListing, meter: ProgressMeter): Promise<TreeCount> {
    const count = new TreeCount();
    for (const entry of listing.entries) {
      if (entry.kind === 'file' && this.#pending.length >= OFFERS_AHEAD) await this.#sendNext(meter);
      const message = encodeTreeMessage(entry);
      this.#treeHash.update(message);
      count.add(entry);
      await this.#stream.write(message);
      if (entry.kind === 'file') this.#pending.push({ entry, small: this.#readSmall(entry) });
    }
    while (this.#pending.length > 0) await this.#sendNext(meter);
    return count;
  }

  async #finish(): Promise<Uint8Array> {
    const digest = this.#treeHash.digest();
    await this.#stream.write(encodeTreeMessage({ kind: 'end', digest }));
    await this.#stream.end();
    const result = await this.#answers.next();
    if (result.offset !== 0 || !equalPublicBytes(result.digest, digest)) {
      throw new QForgeError('MALFORMED', {
        what: 'The result of a folder',
        reason: 'it has not the digest of the folder',
      });
    }
    await this.#answers.end();
    return digest;
  }

  /** Sends the content of the file that was offered first, from where the receiver needs it. */
  async #sendNext(meter: ProgressMeter): Promise<void> {
    const answer = await this.#answers.next();
    const { entry, small } = defined(this.#pending.shift(), 'a file that was offered');
    if (answer.offset > entry.bytes) {
      throw new QForgeError('MALFORMED', { what: 'The answer to a file', reason: 'it claims more than the file has' });
    }
    if (small === undefined) await this.#sendLarge(entry, answer, meter);
    else await this.#sendSmall(await small, answer, meter);
  }

  async #sendSmall(
    bytes: Uint8Array,
    answer: { offset: number; digest: Uint8Array },
    meter: ProgressMeter,
  ): Promise<void> {
    const isResumed = equalPublicBytes(this.#sha256.digest(bytes.subarray(0, answer.offset)), answer.digest);
    const offset = isResumed ? answer.offset : 0;
    const digest = this.#sha256.digest(bytes);
    this.#treeHash.update(digest);
    meter.skip(offset);
    const header = encodeTreeMessage({ kind: 'content', offset });
    await this.#stream.write(concatBytes(header, bytes.subarray(offset), digest));
    meter.advance(bytes.length - offset);
  }

  async #sendLarge(
    entry: FileEntry,
    answer: { offset: number; digest: Uint8Array },
    meter: ProgressMeter,
  ): Promise<void> {
    await using source = await this.#open(entry);
    const prefix = await digestPrefix(source.chunks(0, answer.offset), this.#sha256, this.#options.signal);
    const isResumed = equalPublicBytes(prefix.digest, answer.digest);
    const offset = isResumed ? answer.offset : 0;
    const running = isResumed ? prefix.running : this.#sha256.stream();
    meter.skip(offset);
    await this.#stream.write(encodeTreeMessage({ kind: 'content', offset }));
    for await (const chunk of source.chunks(offset, entry.bytes)) {
      running.update(chunk);
      await writePieces(this.#stream, chunk);
      meter.advance(chunk.length);
    }
    await source.assertUnchanged();
    const digest = running.digest();
    this.#treeHash.update(digest);
    await this.#stream.write(digest.slice());
  }

  #readSmall(entry: FileEntry): Promise<Uint8Array> | undefined {
    if (entry.bytes > SMALL_FILE_BYTES) return undefined;
    const reading = this.#readWhole(entry);
    // Whoever sends it sees the failure; until then it must not count as unhandled.
    reading.catch(() => undefined);
    return reading;
  }

  async #readWhole(entry: FileEntry): Promise<Uint8Array> {
    await using source = await this.#open(entry);
    const whole = new Uint8Array(entry.bytes);
    let filled = 0;
    for await (const chunk of source.chunks(0, entry.bytes)) {
      whole.set(chunk, filled);
      filled += chunk.length;
    }
    await source.assertUnchanged();
    return whole;
  }

  /** The file, if it is still the one that was listed. Throws `FILE_CHANGED`. */
  async #open(entry: FileEntry): Promise<FileSource> {
    const path = join(this.#root, entry.path);
    const source = await FileSource.open(path, { followLinks: false });
    if (source.bytes === entry.bytes && source.modifiedMs === entry.modifiedMs) return source;
    await source[Symbol.asyncDispose]();
    throw new QForgeError('FILE_CHANGED', { path });
  }
}
