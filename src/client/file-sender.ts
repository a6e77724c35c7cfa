import { basename } from 'node:path';
import { type Clock, equalPublicBytes, isQForgeError, QForgeError, systemClock, type Tracer } from '../base/index.ts';
import { type CryptoBackend, type Hash, type HashStream, nativeBackend } from '../crypto/index.ts';
import type { Channel, ChannelStream } from '../network/index.ts';
import { assertNotCancelled, cancellable } from './file-cancellation.ts';
import { digestPrefix } from './file-digest.ts';
import {
  ANSWER_BYTES,
  decodeAnswer,
  decodeResult,
  encodeStart,
  type FileAnswer,
  RESULT_BYTES,
} from './file-messages.ts';
import { assertFileName } from './file-name.ts';
import { encodeFileOffer } from './file-offer.ts';
import { ProgressMeter, type TransferProgress } from './file-progress.ts';
import { type FileReceipt, fileReceipt } from './file-receipt.ts';
import { FileSource } from './file-source.ts';
import { errorOfStatus } from './file-status.ts';
import { expectStreamEnd, writePieces } from './file-stream.ts';
import { StreamSource, type TransferSource } from './stream-source.ts';
import { inTransferSpan } from './transfer-span.ts';

/** What sending needs of a channel. */
export type SendingChannel = Pick<Channel, 'openStream' | 'peerId'> & Partial<Pick<Channel, 'channelId'>>;

/** How a file is sent. */
export interface SendFileOptions {
  /** The name the receiver gives it; by default its own, in Unicode normalisation form C. */
  readonly name?: string;
  /** Told at most ten times a second, and once at the end. */
  readonly onProgress?: (progress: TransferProgress) => void;
  /** Gives up; what has arrived is kept by the receiver and can be resumed. */
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  readonly backend?: CryptoBackend;
  /** Where it leaves a span; default: nowhere. */
  readonly tracer?: Tracer | undefined;
}

/**
 * Sends a regular file over a new stream; resolves when the receiver has it on its disk and its digest is right.
 *
 * Goes on where an earlier attempt stopped, if the receiver kept it. Throws `ARGUMENT_INVALID` (name), `FILE_MISSING`,
 * `FILE_UNREADABLE`, `FILE_CHANGED`, `CANCELLED`; for the receiver's side `FILE_EXISTS`, `FILE_BUSY`, `FILE_REFUSED`,
 * `FILE_UNWRITABLE`, `FILE_DIGEST_MISMATCH`, `DISK_FULL`; and what the stream throws. Source: spec/file-transfer.
 */
export async function sendFile(
  channel: SendingChannel,
  path: string,
  options: SendFileOptions = {},
): Promise<FileReceipt> {
  const { signal } = options;
  const name = options.name ?? basename(path).normalize('NFC');
  const what = `Sending ${path}`;
  assertFileName(name);
  assertNotCancelled(signal, what);
  await using source = await FileSource.open(path);
  return await sendSource(channel, source, name, what, options);
}

/**
 * Sends bytes that come once, whose length nobody knows, as a file; resolves as {@link sendFile} does. Nothing of it can be resumed.
 *
 * Throws what `sendFile` throws, and what `bytes` throws.
 */
export async function sendByteStream(
  channel: SendingChannel,
  bytes: AsyncIterable<Uint8Array>,
  options: SendFileOptions & { readonly name: string },
): Promise<FileReceipt> {
  const what = `Sending ${options.name}`;
  assertFileName(options.name);
  assertNotCancelled(options.signal, what);
  const source = new StreamSource(options.name, bytes, (options.clock ?? systemClock).wallMs());
  return sendSource(channel, source, options.name, what, options);
}

async function sendSource(
  channel: SendingChannel,
  source: TransferSource,
  name: string,
  what: string,
  options: SendFileOptions,
): Promise<FileReceipt> {
  const { bytes, mode, modifiedMs } = source;
  const stream = channel.openStream(encodeFileOffer({ name, bytes, mode, modifiedMs }));
  const sending = new FileSending(stream, source, name, `${name} at ${channel.peerId}`, options);
  const transferred = { channel, direction: 'send', kind: 'file', bytes } as const;
  return inTransferSpan(options, transferred, () => cancellable(stream, options.signal, what, () => sending.run()));
}

/** One attempt to send one file. */
class FileSending {
  readonly #stream: ChannelStream;
  readonly #source: TransferSource;
  readonly #name: string;
  /** Names the file on the other side, in errors. */
  readonly #where: string;
  readonly #options: SendFileOptions;
  readonly #clock: Clock;
  readonly #sha256: Hash;
  readonly #startMs: number;
  /** Set once all bytes have been read and found unchanged. */
  #digest: Uint8Array | undefined;

  constructor(stream: ChannelStream, source: TransferSource, name: string, where: string, options: SendFileOptions) {
    this.#stream = stream;
    this.#source = source;
    this.#name = name;
    this.#where = where;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#sha256 = (options.backend ?? nativeBackend).hash('SHA-256');
    this.#startMs = this.#clock.monotonicMs();
  }

  async run(): Promise<FileReceipt> {
    try {
      return await this.#send();
    } catch (error) {
      this.#giveUp(error);
      throw error;
    }
  }

  #giveUp(error: unknown): void {
    this.#stream.reset(isQForgeError(error, 'FILE_CHANGED') ? 'the file has changed' : 'the sender gave up');
  }

  async #send(): Promise<FileReceipt> {
    const answer = decodeAnswer(await this.#stream.readExactly(ANSWER_BYTES), this.#source.bytes ?? 0);
    if (answer.status !== 'ok') return this.#refused(answer.status);
    const { start, running } = await this.#agreeOnStart(answer);
    const meter = this.#meter(start);
    await this.#stream.write(encodeStart(start));
    const digest = await this.#sendBytesUntilResult(start, running, meter);
    meter.finish();
    const file = { name: this.#name, bytes: meter.bytes };
    return fileReceipt(file, start, digest, this.#clock.monotonicMs() - this.#startMs);
  }

  /** The receiver's refusal, once it is whole. */
  async #refused(status: Exclude<FileAnswer['status'], 'ok'>): Promise<never> {
    await expectStreamEnd(this.#stream, 'The refusal of a file');
    throw errorOfStatus(status, this.#where);
  }

  /** Where to begin: behind what the receiver has, if this file begins with just that. spec/file-transfer §2.3 */
  async #agreeOnStart(answer: { offset: number; digest: Uint8Array }): Promise<{ start: number; running: HashStream }> {
    const chunks = this.#source.chunks(0, answer.offset);
    const prefix = await digestPrefix(chunks, this.#sha256, this.#options.signal);
    if (equalPublicBytes(prefix.digest, answer.digest)) return { start: answer.offset, running: prefix.running };
    return { start: 0, running: this.#sha256.stream() };
  }

  #meter(start: number): ProgressMeter {
    const file = { name: this.#name, totalBytes: this.#source.bytes, resumedFrom: start };
    return new ProgressMeter(file, this.#clock, this.#options.onProgress);
  }

  /** Sends, and watches for a result that comes early because the receiver cannot go on; returns the digest. */
  async #sendBytesUntilResult(start: number, running: HashStream, meter: ProgressMeter): Promise<Uint8Array> {
    const sending = this.#sendBytes(start, running, meter);
    const unverified = this.#stream.readExactly(RESULT_BYTES);
    try {
      const result = decodeResult(await Promise.race([unverified, sending.then(() => unverified)]));
      if (result.status !== 'ok') return await this.#refused(result.status);
      return await this.#checkDelivered(result.digest);
    } catch (error) {
      // Wakes the writing that waits for the receiver.
      this.#giveUp(error);
      throw error;
    } finally {
      // The file is closed only when nothing reads it any more.
      await Promise.allSettled([sending, unverified]);
    }
  }

  async #sendBytes(start: number, running: HashStream, meter: ProgressMeter): Promise<void> {
    for await (const chunk of this.#source.chunks(start, this.#source.bytes)) {
      running.update(chunk);
      await writePieces(this.#stream, chunk);
      meter.advance(chunk.length);
    }
    await this.#source.assertUnchanged();
    this.#digest = running.digest();
    await this.#stream.write(this.#digest.slice());
    await this.#stream.end();
  }

  async #checkDelivered(digest: Uint8Array): Promise<Uint8Array> {
    if (this.#digest === undefined || !equalPublicBytes(digest, this.#digest)) {
      throw new QForgeError('MALFORMED', { what: 'The result of a file', reason: 'it has not the digest of the file' });
    }
    await expectStreamEnd(this.#stream, 'The result of a file');
    return this.#digest;
  }
}
