import type { QueueMarks } from './queue-marks.ts';

/** What a connection was given to write, and whom to tell when the system has it. */
export interface QueuedBytes {
  readonly bytes: Uint8Array;
  readonly onWritten: (() => void) | undefined;
}

/**
 * Counts the bytes that a connection has accepted and the system has not taken yet: one flight, and what waits for the next.
 *
 *     nothing in flight --fly--> in flight --landed--> nothing in flight          in flight: what comes waits, and flies together
 *
 * Most writes find nothing in flight and fly alone. They leave no object behind here: of ten thousand connections each of those would be
 * one more place to look at for the garbage collector.
 */
export class WriteQueue {
  queuedBytes = 0;
  readonly #marks: QueueMarks;
  #waiting: QueuedBytes[] | undefined;
  #flightBytes = 0;
  #isInFlight = false;
  /** Whom to tell of a flight of one. */
  #onLanded: (() => void) | undefined;
  #flight: readonly QueuedBytes[] | undefined;
  #wantsDrain = false;

  constructor(marks: QueueMarks) {
    this.#marks = marks;
  }

  /** Whether something waits for the next flight. */
  get waits(): boolean {
    return this.#waiting !== undefined;
  }

  /** Whether something waits, and may fly now. */
  get isReady(): boolean {
    return this.waits && !this.#isInFlight;
  }

  /** Whether there is nothing at all, so that what comes may fly alone. */
  get isEmpty(): boolean {
    return !this.waits && !this.#isInFlight;
  }

  /** So many bytes are given to the system by themselves. */
  fly(bytes: number, onWritten: (() => void) | undefined): void {
    this.queuedBytes += bytes;
    this.#flightBytes = bytes;
    this.#onLanded = onWritten;
    this.#isInFlight = true;
  }

  /** Adds bytes that wait for the next flight; they must not change until `onWritten`. */
  add(bytes: Uint8Array, onWritten: (() => void) | undefined): void {
    this.queuedBytes += bytes.length;
    this.#waiting ??= [];
    this.#waiting.push({ bytes, onWritten });
  }

  /** Whether the writer may go on; if not, `landed` says when. */
  hasRoom(): boolean {
    if (this.queuedBytes <= this.#marks.highWaterBytes) return true;
    this.#wantsDrain = true;
    return false;
  }

  /** Everything that waits, now in flight. */
  flyWaiting(): readonly QueuedBytes[] {
    const flight = this.#waiting ?? [];
    this.#waiting = undefined;
    this.#flight = flight;
    this.#flightBytes = this.queuedBytes;
    this.#isInFlight = true;
    return flight;
  }

  /** The system took the flight. True if the writer was told to wait and may go on now. */
  landed(): boolean {
    const [onLanded, flight] = [this.#onLanded, this.#flight];
    this.queuedBytes -= this.#flightBytes;
    this.#endFlight();
    onLanded?.();
    if (flight !== undefined) for (const { onWritten } of flight) onWritten?.();
    if (!this.#wantsDrain || this.queuedBytes > this.#marks.lowWaterBytes) return false;
    this.#wantsDrain = false;
    return true;
  }

  /** Forgets everything: the connection is gone. */
  clear(): void {
    this.queuedBytes = 0;
    this.#waiting = undefined;
    this.#wantsDrain = false;
    this.#endFlight();
  }

  #endFlight(): void {
    this.#flightBytes = 0;
    this.#onLanded = undefined;
    this.#flight = undefined;
    this.#isInFlight = false;
  }
}
