import { assert, concatBytes, QForgeError } from '../base/index.ts';
import { STREAM_DATA_HEADER_BYTES } from './frame.ts';
import { freeIfAlone } from './free-bytes.ts';
import { keptBytes } from './kept-bytes.ts';
import { ReceivedBytes } from './received-bytes.ts';
import { FRAGMENT_BYTES, STREAM_WINDOW_BYTES } from './record-limits.ts';

/** How a stream writes its frames. */
export interface StreamFrames {
  data(stream: number, piece: Uint8Array): void;
  end(stream: number): void;
  reset(stream: number, reason: string): void;
  credit(stream: number, bytes: number): void;
  /** Resolves when the connection wants more bytes. */
  uncongested(): Promise<void>;
  /** Both directions are closed. */
  gone(stream: number): void;
}

/** One ordered byte stream in both directions inside a channel. spec/records §6 */
export interface ChannelStream extends AsyncIterable<Uint8Array>, AsyncDisposable {
  readonly id: number;
  /** What the opener said the stream is for. */
  readonly header: Uint8Array;
  /**
   * Resolves when the bytes fit the peer's credit and are encrypted; the array is the stream's until then, and the caller's again
   * afterwards. Throws once the stream is gone.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** No more bytes from this side. */
  end(): Promise<void>;
  /** The next `length` bytes. Throws `STREAM_ENDED` if the peer ended before. */
  readExactly(length: number): Promise<Uint8Array>;
  /** Up to `maxBytes` of what comes next, waiting for some; undefined at the end. */
  readSome(maxBytes: number): Promise<Uint8Array | undefined>;
  /**
   * Says that bytes this stream has handed out, the array itself, have had their last use: their memory is free at once where nothing else lies
   * in it, and every array on it is empty then. Saves the garbage collector the work that large streams make; what is never given back is
   * left to it.
   */
  giveBack(bytes: Uint8Array): void;
  /** Gives up both directions. */
  reset(reason: string): void;
  /**
   * Resets what is not over at the end of an `await using` block. What this side ended before, the peer still reads to its end; what
   * it wrote and did not end, the peer does not take for whole.
   */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Credit goes back to the peer in pieces of at least this. */
const CREDIT_STEP_BYTES = STREAM_WINDOW_BYTES / 4;

/** More credit than any honest peer has to give. */
const MAX_CREDIT_BYTES = 2 ** 32;

interface Wakeup {
  readonly promise: Promise<void>;
  readonly wake: () => void;
}

function wakeup(): Wakeup {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, wake: resolve };
}

/**
 * A stream with its credit in both directions.
 *
 *     open --end()--> half-closed --peer's end--> gone        reset, by either side: open | half-closed -> gone
 */
export class CreditStream implements ChannelStream {
  readonly id: number;
  readonly header: Uint8Array;
  readonly #frames: StreamFrames;
  readonly #received = new ReceivedBytes();
  #unreportedBytes = 0;
  #sendCredit: number;
  #receiveCredit = STREAM_WINDOW_BYTES;
  #localEnded = false;
  #remoteEnded = false;
  #failure: QForgeError | undefined;
  #writable = wakeup();
  #readable = wakeup();
  #writing: Promise<void> = Promise.resolve();

  constructor(id: number, header: Uint8Array, sendCredit: number, frames: StreamFrames) {
    this.id = id;
    this.header = header;
    this.#sendCredit = sendCredit;
    this.#frames = frames;
  }

  write(bytes: Uint8Array): Promise<void> {
    const written = this.#writing.then(() => this.#writeAll(bytes));
    this.#writing = written.catch(() => undefined);
    return written;
  }

  async end(): Promise<void> {
    await this.#writing;
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#localEnded) return;
    this.#localEnded = true;
    this.#frames.end(this.id);
    this.#closeIfDone();
  }

  reset(reason: string): void {
    if (this.#isGone) return;
    this.#frames.reset(this.id, reason);
    this.fail(new QForgeError('STREAM_RESET', { stream: this.id, reason }));
    this.#frames.gone(this.id);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.reset('nobody uses it any more');
    return Promise.resolve();
  }

  async readExactly(length: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (let missing = length; missing > 0; ) {
      const chunk = await this.#take(missing);
      if (chunk === undefined) throw new QForgeError('STREAM_ENDED', { stream: this.id });
      parts.push(chunk);
      missing -= chunk.length;
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : concatBytes(...parts);
  }

  readSome(maxBytes: number): Promise<Uint8Array | undefined> {
    return this.#take(maxBytes);
  }

  giveBack(bytes: Uint8Array): void {
    freeIfAlone(bytes, STREAM_DATA_HEADER_BYTES);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const chunk = await this.#take(Number.POSITIVE_INFINITY);
      if (chunk === undefined) return;
      yield chunk;
    }
  }

  /** Bytes from the peer. Throws `MALFORMED` beyond the credit or after its end. */
  receive(bytes: Uint8Array): void {
    if (this.#failure !== undefined) return;
    this.#receiveCredit -= bytes.length;
    if (this.#remoteEnded || this.#receiveCredit < 0) {
      throw new QForgeError('MALFORMED', { what: 'The stream data', reason: 'it is beyond the end or the credit' });
    }
    this.#received.push(keptBytes(bytes));
    this.#readable.wake();
  }

  /** The peer sends no more. Throws `MALFORMED` if it said so before. */
  receiveEnd(): void {
    if (this.#remoteEnded) throw new QForgeError('MALFORMED', { what: 'The stream', reason: 'it ended twice' });
    this.#remoteEnded = true;
    this.#readable.wake();
    this.#closeIfDone();
  }

  /** The peer allows more bytes. Throws `MALFORMED` if the sum is absurd. */
  receiveCredit(bytes: number): void {
    this.#sendCredit += bytes;
    if (this.#sendCredit > MAX_CREDIT_BYTES) {
      throw new QForgeError('MALFORMED', { what: 'The stream credit', reason: 'it is too large' });
    }
    this.#writable.wake();
  }

  /** The stream is over: by a reset, or because the channel is gone. */
  fail(error: QForgeError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#writable.wake();
    this.#readable.wake();
  }

  get #isGone(): boolean {
    return this.#failure !== undefined || (this.#localEnded && this.#remoteEnded);
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    assert(!this.#localEnded, 'nothing is written after the end');
    for (let offset = 0; offset < bytes.length; ) {
      await this.#creditOrFailure();
      const piece = bytes.subarray(offset, offset + Math.min(FRAGMENT_BYTES, this.#sendCredit));
      this.#sendCredit -= piece.length;
      this.#frames.data(this.id, piece);
      offset += piece.length;
    }
  }

  async #creditOrFailure(): Promise<void> {
    for (;;) {
      await this.#frames.uncongested();
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#sendCredit > 0) return;
      this.#writable = wakeup();
      await this.#writable.promise;
    }
  }

  /** Up to `maxBytes` of what has come, waiting for some; undefined at the end. */
  async #take(maxBytes: number): Promise<Uint8Array | undefined> {
    for (;;) {
      const chunk = this.#received.take(maxBytes);
      if (chunk !== undefined) {
        this.#giveCredit(chunk.length);
        return chunk;
      }
      // An end that came before a reset is an end: the peer has said all that it had to say.
      if (this.#remoteEnded) return undefined;
      if (this.#failure !== undefined) throw this.#failure;
      this.#readable = wakeup();
      await this.#readable.promise;
    }
  }

  #giveCredit(bytes: number): void {
    this.#unreportedBytes += bytes;
    if (this.#remoteEnded || this.#failure !== undefined || this.#unreportedBytes < CREDIT_STEP_BYTES) return;
    this.#receiveCredit += this.#unreportedBytes;
    this.#frames.credit(this.id, this.#unreportedBytes);
    this.#unreportedBytes = 0;
  }

  #closeIfDone(): void {
    if (this.#localEnded && this.#remoteEnded) this.#frames.gone(this.id);
  }
}
