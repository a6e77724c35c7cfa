import {
  type Clock,
  concatBytes,
  equalPublicBytes,
  isQForgeError,
  QForgeError,
  systemClock,
  type Tracer,
} from '../base/index.ts';
import { type CryptoBackend, type Hash, type HashStream, nativeBackend } from '../crypto/index.ts';
import type { Channel, ChannelStream } from '../network/index.ts';
import { DigestTail } from './digest-tail.ts';
import { assertNotCancelled, cancellable } from './file-cancellation.ts';
import { digestPrefix } from './file-digest.ts';
import { DIGEST_BYTES, decodeStart, encodeAnswer, encodeResult, START_BYTES } from './file-messages.ts';
import { decodeFileOffer, type FileOffer } from './file-offer.ts';
import { receivedFilePaths } from './file-paths.ts';
import { assertPlaceFree } from './file-placement.ts';
import { ProgressMeter, type TransferProgress } from './file-progress.ts';
import { type FileReceipt, fileReceipt } from './file-receipt.ts';
import { statusOfFailure } from './file-status.ts';
import { LockFile } from './lock-file.ts';
import { PartialFile } from './partial-file.ts';
import { receivedFileMode } from './received-mode.ts';
import { inTransferSpan } from './transfer-span.ts';

/** How a file is received. */
export interface ReceiveFileOptions {
  /** An existing folder. */
  readonly directory: string;
  /** Whether a file of the same name may be replaced; by default not. */
  readonly overwrite?: boolean;
  /** Whether others get the permissions that they have at the sender; by default a file is for its owner alone. */
  readonly keepModes?: boolean;
  /** Takes the bytes instead of a file, each piece once the one before is taken; nothing can be resumed then. */
  readonly sink?: (bytes: Uint8Array) => Promise<void>;
  /** PeerId of the sender: keeps the unfinished files of different senders apart. */
  readonly sender?: string;
  /** Asked before anything is answered; false declines. */
  readonly accept?: (offer: FileOffer) => boolean | Promise<boolean>;
  /** Told at most ten times a second, and once at the end. */
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

/** What the receiver knows of a file that has arrived. */
export interface ReceivedFile extends FileReceipt {
  /** Where it is; undefined when a sink took it. */
  readonly path: string | undefined;
}

/** Where bytes go as they come. */
interface Destination {
  append(bytes: Uint8Array): Promise<void>;
  flush(): Promise<void>;
}

/** How long a refused or failed sender may take to give up the stream. */
const LINGER_MS = 5_000;

/**
 * Receives the file that a stream offers; resolves when it is durable under its name.
 *
 * Throws `MALFORMED` (the sender breaks the rules), `FILE_REFUSED` (declined), `FILE_EXISTS`, `FILE_BUSY`,
 * `FILE_UNWRITABLE`, `DISK_FULL`, `FILE_DIGEST_MISMATCH`, `CANCELLED`, and what the stream throws. The sender is told
 * of the receiver's own failures. Source: spec/file-transfer.
 */
export async function receiveFile(stream: ChannelStream, options: ReceiveFileOptions): Promise<ReceivedFile> {
  const reception = new FileReception(stream, options);
  const transferred = { channel: options.channel, direction: 'receive', kind: 'file', bytes: undefined } as const;
  return inTransferSpan(options, transferred, () =>
    cancellable(stream, options.signal, 'Receiving a file', () => reception.run()),
  );
}

/** One attempt to receive one file. */
class FileReception {
  readonly #stream: ChannelStream;
  readonly #options: ReceiveFileOptions;
  readonly #clock: Clock;
  readonly #sha256: Hash;
  readonly #startMs: number;
  /** What the sender waits for: first the answer, then the result. */
  #awaited: 'answer' | 'result' = 'answer';

  constructor(stream: ChannelStream, options: ReceiveFileOptions) {
    this.#stream = stream;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#sha256 = (options.backend ?? nativeBackend).hash('SHA-256');
    this.#startMs = this.#clock.monotonicMs();
  }

  async run(): Promise<ReceivedFile> {
    try {
      assertNotCancelled(this.#options.signal, 'Receiving a file');
      const offer = await this.#acceptedOffer();
      const { sink } = this.#options;
      const received = await (sink === undefined ? this.#receiveLocked(offer) : this.#receiveInto(sink, offer));
      await this.#sayLast(encodeResult({ status: 'ok', digest: received.digest }));
      return received.file;
    } catch (error) {
      await this.#tellFailure(error);
      throw error;
    }
  }

  async #acceptedOffer(): Promise<FileOffer> {
    const offer = decodeFileOffer(this.#stream.header);
    if (this.#options.accept !== undefined && !(await this.#options.accept(offer))) {
      throw new QForgeError('FILE_REFUSED', { path: offer.name, reason: 'it was declined' });
    }
    return offer;
  }

  async #receiveLocked(offer: FileOffer): Promise<{ file: ReceivedFile; digest: Uint8Array }> {
    const { directory, overwrite = false, keepModes = false, sender = '' } = this.#options;
    const paths = receivedFilePaths(directory, offer.name, sender, this.#sha256);
    await using lock = await LockFile.tryAcquire(paths.lock, { removeAfter: true });
    if (lock === undefined) throw new QForgeError('FILE_BUSY', { path: paths.target });
    await assertPlaceFree(paths.target, overwrite);
    await using partial = await PartialFile.open(paths, (bytes) => this.#stream.giveBack(bytes));
    const { start, running } = await this.#agreeOnStart(partial, offer);
    const file = { name: offer.name, totalBytes: offer.bytes, resumedFrom: start };
    const meter = new ProgressMeter(file, this.#clock, this.#options.onProgress);
    const announced = await this.#receiveBytes(partial, leftBytes(offer, start), running, meter);
    const digest = running.digest();
    if (!equalPublicBytes(digest, announced)) {
      await partial.restart();
      throw new QForgeError('FILE_DIGEST_MISMATCH', { path: paths.target });
    }
    await partial.commit(offer.modifiedMs, receivedFileMode(offer.mode, keepModes), overwrite);
    return { file: this.#received(offer, meter, digest, paths.target), digest };
  }

  /** Hands the bytes on as they come; their digest is known only when they are gone. spec/file-transfer §5 */
  async #receiveInto(
    sink: (bytes: Uint8Array) => Promise<void>,
    offer: FileOffer,
  ): Promise<{ file: ReceivedFile; digest: Uint8Array }> {
    const running = this.#sha256.stream();
    await this.#answerOffset(0, this.#sha256.digest(new Uint8Array(0)));
    const meter = new ProgressMeter(
      { name: offer.name, totalBytes: offer.bytes, resumedFrom: 0 },
      this.#clock,
      this.#options.onProgress,
    );
    const destination = { append: sink, flush: () => Promise.resolve() };
    const announced = await this.#receiveBytes(destination, offer.bytes, running, meter);
    const digest = running.digest();
    if (!equalPublicBytes(digest, announced)) throw new QForgeError('FILE_DIGEST_MISMATCH', { path: offer.name });
    return { file: this.#received(offer, meter, digest, undefined), digest };
  }

  #received(offer: FileOffer, meter: ProgressMeter, digest: Uint8Array, path: string | undefined): ReceivedFile {
    meter.finish();
    const file = { name: offer.name, bytes: meter.bytes };
    const durationMs = this.#clock.monotonicMs() - this.#startMs;
    return { ...fileReceipt(file, meter.resumedFrom, digest, durationMs), path };
  }

  /** Says what is there of the file, and hears where the sender begins. spec/file-transfer §2.3 */
  async #agreeOnStart(partial: PartialFile, offer: FileOffer): Promise<{ start: number; running: HashStream }> {
    if (offer.bytes === undefined || partial.length > offer.bytes) await partial.restart();
    const offset = partial.length;
    const { digest, running } = await digestPrefix(partial.chunks(), this.#sha256, this.#options.signal);
    const start = await this.#answerOffset(offset, digest);
    if (start === offset) return { start, running };
    await partial.restart();
    return { start, running: this.#sha256.stream() };
  }

  /** Says what is there; returns where the sender begins. */
  async #answerOffset(offset: number, digest: Uint8Array): Promise<number> {
    await this.#stream.write(encodeAnswer({ status: 'ok', offset, digest }));
    this.#awaited = 'result';
    return decodeStart(await this.#stream.readExactly(START_BYTES), offset);
  }

  /** Takes the stream to its end, pieces as they come, so that a cut loses none; returns the digest behind the bytes. */
  async #receiveBytes(
    destination: Destination,
    leftBytes: number | undefined,
    running: HashStream,
    meter: ProgressMeter,
  ): Promise<Uint8Array> {
    const tail = leftBytes === undefined ? new DigestTail(DIGEST_BYTES) : new KnownTail(leftBytes);
    for await (const piece of this.#stream) {
      for (const bytes of tail.push(piece)) {
        // What was written is given back, and empty then.
        const { length } = bytes;
        running.update(bytes);
        await destination.append(bytes);
        meter.advance(length);
      }
    }
    await destination.flush();
    if (tail.held.length < DIGEST_BYTES) throw new QForgeError('STREAM_ENDED', { stream: this.#stream.id });
    return tail.held;
  }

  /** Tells the sender why it ends, or just ends the stream. */
  async #tellFailure(error: unknown): Promise<void> {
    const isBadOffer = this.#awaited === 'answer' && isQForgeError(error, 'MALFORMED');
    const status = isBadOffer ? 'unacceptable' : statusOfFailure(error);
    if (status === undefined) this.#stream.reset('the receiver gave up');
    else await this.#sayLast(this.#awaited === 'answer' ? encodeAnswer({ status }) : encodeResult({ status }));
  }

  /** Sends the last message. The file's fate is decided by now, so a sender that is gone makes no difference. */
  async #sayLast(message: Uint8Array): Promise<void> {
    // A sender that goes on sending, or does not read, is not waited for.
    this.#clock.schedule(LINGER_MS, () => this.#stream.reset('the transfer is over'));
    try {
      await this.#stream.write(message);
      await this.#stream.end();
    } catch {
      // Nobody is left to tell.
    }
  }
}

/** What is still to come of a file of known length. */
function leftBytes(offer: FileOffer, start: number): number | undefined {
  return offer.bytes === undefined ? undefined : offer.bytes - start;
}

/** Divides a stream of known length from the digest behind it. */
class KnownTail {
  #leftBytes: number;
  #held: Uint8Array = new Uint8Array(0);

  constructor(leftBytes: number) {
    this.#leftBytes = leftBytes;
  }

  get held(): Uint8Array {
    return this.#held;
  }

  /** Throws `MALFORMED` for more than a digest behind the bytes. */
  push(piece: Uint8Array): readonly Uint8Array[] {
    const bytes = piece.subarray(0, this.#leftBytes);
    this.#leftBytes -= bytes.length;
    const behind = piece.length - bytes.length;
    if (this.#held.length + behind > DIGEST_BYTES) {
      throw new QForgeError('MALFORMED', { what: 'The digest of a file', reason: 'bytes follow it' });
    }
    if (behind > 0) this.#held = concatBytes(this.#held, piece.subarray(bytes.length));
    return bytes.length === 0 ? [] : [bytes];
  }
}
