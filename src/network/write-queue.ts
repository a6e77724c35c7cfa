import type { QueueMarks } from './queue-marks.ts';

/**
 * Bytes a connection accepted and the system has not taken yet: one batch in flight, and what comes meanwhile.
 *
 * While a batch is in flight, further writes gather and leave together, so that a busy connection makes few calls.
 */
export class WriteQueue {
  queuedBytes = 0;
  readonly #marks: QueueMarks;
  /** Undefined while there is nothing: most connections are idle most of the time. */
  #waiting: Uint8Array[] | undefined;
  #waitingCallbacks: (() => void)[] | undefined;
  #flightBytes = 0;
  #flightCallbacks: (() => void)[] | undefined;
  #inFlight = false;
  #wantsDrain = false;

  constructor(marks: QueueMarks) {
    this.#marks = marks;
  }

  /** Whether there is something that is not in flight yet. */
  get waits(): boolean {
    return this.#waiting !== undefined && this.#waiting.length > 0;
  }

  /** Whether a batch may be taken now. */
  get ready(): boolean {
    return this.waits && !this.#inFlight;
  }

  /** Adds chunks, which must not change until `onWritten`. */
  add(chunks: readonly Uint8Array[], onWritten: (() => void) | undefined): void {
    this.#waiting ??= [];
    for (const chunk of chunks) {
      this.queuedBytes += chunk.length;
      this.#waiting.push(chunk);
    }
    if (onWritten === undefined) return;
    this.#waitingCallbacks ??= [];
    this.#waitingCallbacks.push(onWritten);
  }

  /** Whether the writer may go on; if not, `batchWritten` says when. */
  hasRoom(): boolean {
    if (this.queuedBytes <= this.#marks.highWaterBytes) return true;
    this.#wantsDrain = true;
    return false;
  }

  /** Everything that waits, now in flight. */
  takeBatch(): readonly Uint8Array[] {
    const batch = this.#waiting ?? [];
    this.#waiting = undefined;
    this.#flightBytes = this.queuedBytes;
    this.#flightCallbacks = this.#waitingCallbacks;
    this.#waitingCallbacks = undefined;
    this.#inFlight = true;
    return batch;
  }

  /** The system took the batch. True if the writer was told to wait and may go on now. */
  batchWritten(): boolean {
    const callbacks = this.#flightCallbacks ?? [];
    this.queuedBytes -= this.#flightBytes;
    this.#flightBytes = 0;
    this.#flightCallbacks = undefined;
    this.#inFlight = false;
    for (const onWritten of callbacks) onWritten();
    if (!this.#wantsDrain || this.queuedBytes > this.#marks.lowWaterBytes) return false;
    this.#wantsDrain = false;
    return true;
  }

  /** Forgets everything: the connection is gone. */
  clear(): void {
    this.queuedBytes = 0;
    this.#flightBytes = 0;
    this.#waiting = undefined;
    this.#waitingCallbacks = undefined;
    this.#flightCallbacks = undefined;
    this.#wantsDrain = false;
  }
}
