import type { QueueMarks } from '../../src/network/queue-marks.ts';
import type { Chances } from './chances.ts';
import type { NetworkConditions } from './network-conditions.ts';
import type { SimulatedTime } from './simulated-time.ts';

/** What one direction of a simulated connection tells its two ends. */
export interface LinkEnds {
  onData(bytes: Uint8Array): void;
  onEnd(): void;
  onDrain(): void;
  /** The connection breaks here. */
  onCut(): void;
}

/** What a link is made with. */
export interface LinkParts {
  readonly time: SimulatedTime;
  readonly chances: Chances;
  readonly conditions: () => NetworkConditions;
  readonly marks: QueueMarks;
}

/** Bytes under way or unread before the writer has to queue: the buffers of both systems. */
export const SYSTEM_BUFFER_BYTES = 65_536;

/** TCP's first retransmission time-out on Linux; it doubles with each loss of the same segment. */
const RETRANSMIT_MS = 200;
const POISON = 0xa5;

interface QueuedChunk {
  readonly bytes: Uint8Array;
  readonly onWritten: (() => void) | undefined;
}

/** One direction of a connection: bytes become segments, segments take time, and arrive in order or not at all. */
export class SimulatedLink {
  /** Bytes written and not yet on their way. */
  queuedBytes = 0;
  /** The connection breaks once so many bytes are on their way. */
  cutAfterBytes = Number.POSITIVE_INFINITY;
  /** An attacker on the way: what it makes of the bytes of each segment; nothing by default. */
  tamper: (segment: Uint8Array) => Uint8Array = (segment) => segment;
  readonly #parts: LinkParts;
  readonly #queue: QueuedChunk[] = [];
  readonly #arrived: Uint8Array[] = [];
  #ends: LinkEnds | undefined;
  #offset = 0;
  #sentBytes = 0;
  #outstandingBytes = 0;
  #lineFreeMs = 0;
  #lastArrivalMs = 0;
  #ending = false;
  #endArrived = false;
  #reading = false;
  #wantsDrain = false;
  #deliveryScheduled = false;
  #takeScheduled = false;
  #abandoned = false;
  #isCut = false;

  constructor(parts: LinkParts) {
    this.#parts = parts;
  }

  /** Bytes that are on their way or were. */
  get sentBytes(): number {
    return this.#sentBytes;
  }

  /** Sets who is told. */
  connect(ends: LinkEnds): void {
    this.#ends = ends;
  }

  /** Queues bytes; false above the high-water mark. What is written to a reader that has gone goes nowhere. */
  write(bytes: Uint8Array, onWritten?: () => void): boolean {
    if (this.#ends === undefined) return true;
    this.queuedBytes += bytes.length;
    this.#queue.push({ bytes, onWritten });
    // The system takes bytes a moment later, never inside the call.
    this.#takeSoon();
    this.#wantsDrain ||= this.queuedBytes > this.#parts.marks.highWaterBytes;
    return this.queuedBytes <= this.#parts.marks.highWaterBytes;
  }

  /** Nothing more will be written. */
  end(): void {
    this.#ending = true;
    this.#takeSoon();
  }

  /** Lets deliveries happen, or holds them back. */
  setReading(reading: boolean): void {
    this.#reading = reading;
    this.wake();
  }

  /** The conditions have changed: goes on if it can. */
  wake(): void {
    if (this.#deliveryScheduled || !this.#canDeliver()) return;
    this.#deliveryScheduled = true;
    this.#later(0, () => this.#deliver());
  }

  /** The writer has gone: what is not on its way stays, and nobody is told of what was. */
  abandon(): void {
    this.#abandoned = true;
    this.#queue.length = 0;
    this.queuedBytes = 0;
  }

  /** The reader has gone, or the connection: nothing is told to anybody after this. */
  drop(): void {
    this.abandon();
    this.#arrived.length = 0;
    this.#ends = undefined;
  }

  #later(delayMs: number, step: () => void): void {
    this.#parts.time.schedule(delayMs, () => {
      if (this.#ends !== undefined) step();
    });
  }

  #takeSoon(): void {
    if (this.#takeScheduled) return;
    this.#takeScheduled = true;
    this.#later(0, () => {
      this.#takeScheduled = false;
      this.#takeSegments();
    });
  }

  #takeSegments(): void {
    const { chances } = this.#parts;
    while (!this.#isCut && this.#outstandingBytes < SYSTEM_BUFFER_BYTES && this.#queue.length > 0) {
      const { segmentBytes, cutRate } = this.#parts.conditions();
      const segment = this.#takeBytes(Math.min(chances.between(...segmentBytes), this.cutAfterBytes - this.#sentBytes));
      const cutHere = chances.happens(cutRate) ? chances.below(segment.length + 1) : segment.length;
      this.#send(this.tamper(segment.subarray(0, cutHere)));
      if (cutHere < segment.length || this.#sentBytes >= this.cutAfterBytes) return this.#sendCut();
    }
    if (this.#ending && this.#queue.length === 0) this.#sendEnd();
    this.#reportDrain();
  }

  /** The next bytes of the queue, copied: at most so many, and never from two chunks. */
  #takeBytes(maxBytes: number): Uint8Array {
    const [chunk] = this.#queue;
    if (chunk === undefined) return new Uint8Array(0);
    const segment = new Uint8Array(chunk.bytes.subarray(this.#offset, this.#offset + maxBytes));
    this.#offset += segment.length;
    this.queuedBytes -= segment.length;
    if (this.#offset === chunk.bytes.length) {
      this.#queue.shift();
      this.#offset = 0;
      const { onWritten } = chunk;
      if (onWritten !== undefined) this.#later(0, () => !this.#abandoned && onWritten());
    }
    return segment;
  }

  #send(segment: Uint8Array): void {
    if (segment.length === 0) return;
    const { chances } = this.#parts;
    this.#sentBytes += segment.length;
    this.#outstandingBytes += segment.length;
    if (chances.happens(this.#parts.conditions().corruptionRate)) {
      const position = chances.below(segment.length);
      segment[position] = (segment[position] ?? 0) ^ (1 << chances.below(8));
    }
    this.#later(this.#travelMs(segment.length), () => {
      this.#arrived.push(segment);
      this.wake();
    });
  }

  /** What is on its way still arrives; then the connection is found broken. */
  #sendCut(): void {
    this.#isCut = true;
    this.#later(this.#travelMs(0) + 1, () => this.#ends?.onCut());
  }

  #sendEnd(): void {
    this.#ending = false;
    this.#later(this.#travelMs(0), () => {
      this.#endArrived = true;
      this.wake();
    });
  }

  /** How long from now until the other side has it: its turn on the line, the way, retransmissions, and the order. */
  #travelMs(bytes: number): number {
    const { time, chances } = this.#parts;
    const { bytesPerMs, latencyMs, lossRate } = this.#parts.conditions();
    this.#lineFreeMs = Math.max(this.#lineFreeMs, time.monotonicMs()) + bytes / bytesPerMs;
    let arrivalMs = this.#lineFreeMs + chances.between(...latencyMs);
    for (let waitMs = RETRANSMIT_MS; chances.happens(lossRate); waitMs *= 2) arrivalMs += waitMs;
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, arrivalMs);
    return this.#lastArrivalMs - time.monotonicMs();
  }

  #canDeliver(): boolean {
    if (!this.#reading || this.#ends === undefined || this.#parts.conditions().dark) return false;
    return this.#arrived.length > 0 || this.#endArrived;
  }

  #deliver(): void {
    this.#deliveryScheduled = false;
    const ends = this.#ends;
    if (ends === undefined || !this.#canDeliver()) return;
    const segment = this.#arrived.shift();
    if (segment === undefined) {
      this.#endArrived = false;
      ends.onEnd();
    } else {
      ends.onData(segment);
      segment.fill(POISON);
      this.#outstandingBytes -= segment.length;
      this.#takeSoon();
    }
    this.wake();
  }

  #reportDrain(): void {
    if (!this.#wantsDrain || this.queuedBytes > this.#parts.marks.lowWaterBytes) return;
    this.#wantsDrain = false;
    this.#ends?.onDrain();
  }
}
