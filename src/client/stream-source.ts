import { QForgeError } from '../base/index.ts';

/** Permissions of what was never a file. */
const DEFAULT_MODE = 0o600;

/** What a file transfer reads from. */
export interface TransferSource extends AsyncDisposable {
  /** Names it in errors. */
  readonly path: string;
  /** Undefined when it is not known before the end. */
  readonly bytes: number | undefined;
  readonly modifiedMs: number;
  readonly mode: number;
  /** The bytes from `start` to `end`, or to wherever they end. */
  chunks(start: number, end: number | undefined): AsyncIterable<Uint8Array>;
  /** Throws `FILE_CHANGED` if it is not what it was at first. */
  assertUnchanged(): Promise<void>;
}

/** Bytes that come once and cannot be read again, such as those of standard input. */
export class StreamSource implements TransferSource {
  readonly path: string;
  readonly bytes = undefined;
  readonly modifiedMs: number;
  readonly mode: number = DEFAULT_MODE;
  readonly #stream: AsyncIterable<Uint8Array>;

  /** `nowMs` is wall-clock time: it becomes the time of modification. */
  constructor(path: string, stream: AsyncIterable<Uint8Array>, nowMs: number) {
    this.path = path;
    this.modifiedMs = nowMs;
    this.#stream = stream;
  }

  async *chunks(start: number, end: number | undefined): AsyncGenerator<Uint8Array, void, undefined> {
    if (end !== undefined) return;
    if (start !== 0) throw new QForgeError('FILE_CHANGED', { path: this.path });
    for await (const chunk of this.#stream) if (chunk.length > 0) yield chunk;
  }

  async assertUnchanged(): Promise<void> {
    // What is read once has no earlier state.
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // It belongs to whoever opened it.
  }
}
