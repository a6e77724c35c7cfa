import type { Duplex } from 'node:stream';
import { type Clock, concatBytes, QForgeError } from '../../base/index.ts';
import type { ClassicalChannel } from '../post-processing/classical-channel.ts';
import { MAX_MESSAGE_BYTES } from '../post-processing/message-types.ts';

/** Time without a message after which the other end is given up, unless another is asked for. */
export const QKD_SILENCE_MS = 30_000;

const LENGTH_BYTES = 4;

/**
 * A classical channel over a stream, such as a socket: each message behind its length (u32).
 *
 * Takes bytes from the stream only while a message is waited for, so that the other end is held back; a length is checked
 * before anything is stored. docs/spec/qkd-post-processing.md §3.
 */
export class StreamChannel implements ClassicalChannel, Disposable {
  readonly #stream: Duplex;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #clock: Clock;
  readonly #silenceMs: number;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;

  constructor(stream: Duplex, clock: Clock, silenceMs: number = QKD_SILENCE_MS) {
    this.#stream = stream;
    this.#chunks = stream.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>;
    this.#clock = clock;
    this.#silenceMs = silenceMs;
    stream.on('error', () => undefined);
  }

  async send(message: Uint8Array): Promise<void> {
    if (this.#stream.destroyed) throw closed();
    const frame = new Uint8Array(LENGTH_BYTES + message.length);
    new DataView(frame.buffer).setUint32(0, message.length);
    frame.set(message, LENGTH_BYTES);
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(frame, (error) => (error ? reject(closed(error)) : resolve()));
    });
  }

  /** The next message. Throws `QKD_ABORTED` when the other end is gone or silent, `MALFORMED` for too long a message. */
  async receive(): Promise<Uint8Array> {
    const silence = this.#clock.schedule(this.#silenceMs, () => this.#stream.destroy(silent(this.#silenceMs)));
    try {
      const header = await this.#take(LENGTH_BYTES);
      const length = new DataView(header.buffer, header.byteOffset).getUint32(0);
      if (length > MAX_MESSAGE_BYTES) {
        this.close();
        throw new QForgeError('MALFORMED', {
          what: 'The message of post-processing',
          reason: `it has ${length} bytes, over the limit of ${MAX_MESSAGE_BYTES}`,
        });
      }
      return await this.#take(length);
    } finally {
      silence.cancel();
    }
  }

  close(): void {
    this.#stream.destroy();
  }

  /** {@link close}, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  async #take(count: number): Promise<Uint8Array> {
    while (this.#pendingBytes < count) {
      const chunk = await this.#nextChunk();
      this.#pending.push(chunk);
      this.#pendingBytes += chunk.length;
    }
    const all = concatBytes(...this.#pending);
    this.#pending = [all.subarray(count)];
    this.#pendingBytes = all.length - count;
    return all.subarray(0, count);
  }

  async #nextChunk(): Promise<Uint8Array> {
    try {
      const step = await this.#chunks.next();
      if (step.done !== true) return step.value;
    } catch (error) {
      throw error instanceof QForgeError ? error : closed(error);
    }
    throw closed();
  }
}

function closed(cause?: unknown): QForgeError<'QKD_ABORTED'> {
  return new QForgeError('QKD_ABORTED', { reason: 'the other end closed the channel' }, { cause });
}

function silent(afterMs: number): QForgeError<'QKD_ABORTED'> {
  return new QForgeError('QKD_ABORTED', { reason: `the other end was silent for ${afterMs} ms` });
}
