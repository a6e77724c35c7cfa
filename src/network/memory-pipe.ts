import type { QueueMarks } from './queue-marks.ts';

/** What a pipe tells the two ends of its one direction. */
export interface MemoryPipeEnds {
  /** To the reader: bytes, valid during the call only. */
  onData(bytes: Uint8Array): void;
  /** To the reader: nothing more comes. */
  onEnd(): void;
  /** To the writer: there is room again. */
  onDrain(): void;
}

/** What delivered bytes are overwritten with, so that a reader that keeps them is found out. */
const POISON = 0xa5;

interface QueuedChunk {
  readonly bytes: Uint8Array;
  readonly onWritten: (() => void) | undefined;
}

/** One direction of an in-process connection. Each delivery is a step of the scheduler. */
export class MemoryPipe {
  /** Bytes written and not yet delivered. */
  queuedBytes = 0;
  readonly #schedule: (step: () => void) => void;
  readonly #marks: QueueMarks;
  readonly #scratch: Uint8Array;
  #ends: MemoryPipeEnds | undefined;
  #queue: QueuedChunk[] = [];
  #offset = 0;
  #reading = false;
  #ended = false;
  #wantsDrain = false;
  #stepScheduled = false;

  constructor(schedule: (step: () => void) => void, marks: QueueMarks, deliveryBytes: number) {
    this.#schedule = schedule;
    this.#marks = marks;
    this.#scratch = new Uint8Array(deliveryBytes);
  }

  /** Sets who is told; before this nothing is delivered. */
  connect(ends: MemoryPipeEnds): void {
    this.#ends = ends;
  }

  /** Queues bytes; false above the high-water mark. */
  write(bytes: Uint8Array, onWritten?: () => void): boolean {
    this.queuedBytes += bytes.length;
    this.#queue.push({ bytes, onWritten });
    this.#wantsDrain = this.queuedBytes > this.#marks.highWaterBytes;
    this.#wake();
    return !this.#wantsDrain;
  }

  /** Nothing more will be written. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** Lets deliveries happen, or holds them back. */
  setReading(reading: boolean): void {
    this.#reading = reading;
    this.#wake();
  }

  /** Forgets what was not delivered; nothing is told to anybody after this. */
  drop(): void {
    this.#queue = [];
    this.queuedBytes = 0;
    this.#ends = undefined;
  }

  #wake(): void {
    const hasWork = this.#queue.length > 0 || this.#ended;
    if (!this.#reading || !hasWork || this.#stepScheduled || this.#ends === undefined) return;
    this.#stepScheduled = true;
    this.#schedule(() => this.#step());
  }

  #step(): void {
    this.#stepScheduled = false;
    if (!this.#reading || this.#ends === undefined) return;
    const chunk = this.#queue[0];
    if (chunk === undefined) this.#deliverEnd(this.#ends);
    else this.#deliver(chunk, this.#ends);
    this.#wake();
  }

  #deliver(chunk: QueuedChunk, ends: MemoryPipeEnds): void {
    const length = Math.min(chunk.bytes.length - this.#offset, this.#scratch.length);
    const piece = this.#scratch.subarray(0, length);
    piece.set(chunk.bytes.subarray(this.#offset, this.#offset + length));
    this.#offset += length;
    this.queuedBytes -= length;
    if (this.#offset === chunk.bytes.length) this.#finishChunk(chunk);
    if (length > 0) ends.onData(piece);
    piece.fill(POISON);
    if (this.#wantsDrain && this.queuedBytes <= this.#marks.lowWaterBytes) {
      this.#wantsDrain = false;
      this.#ends?.onDrain();
    }
  }

  #finishChunk(chunk: QueuedChunk): void {
    this.#queue.shift();
    this.#offset = 0;
    chunk.onWritten?.();
  }

  #deliverEnd(ends: MemoryPipeEnds): void {
    this.#ended = false;
    ends.onEnd();
  }
}
