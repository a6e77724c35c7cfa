import { assert, type Clock } from '../base/index.ts';
import { Fifo } from './fifo.ts';
import { FRAME_HEADER_BYTES, saysMoreThanAcks } from './frame.ts';
import type { GatherBuffers } from './packet-assembler.ts';
import { COPIED_BODY_BYTES, FRAGMENT_BYTES, HELD_RECORD_TIMES, MAX_HOLD_MS } from './record-limits.ts';
import { type RecordSealer, recordBytes } from './record-protection.ts';
import { defaultWriteTuning, MAX_COALESCED_BYTES, MIN_COALESCED_BYTES, type WriteTuning } from './write-tuning.ts';

/** What a writer needs. */
export interface RecordWriterParts {
  readonly buffers: GatherBuffers;
  readonly clock: Clock;
  /** Default: what holds unless somebody tunes. */
  readonly tuning?: WriteTuning | undefined;
}

/** Where records go. */
export interface RecordOutlet {
  /** Takes a record, which stays as it is until `onWritten`; true while the connection wants more. */
  sendRecord(record: Uint8Array, onWritten: () => void): boolean;
  /** A record could not be made, outside of a call. */
  onRecordFailed(error: unknown): void;
}

/** How much one record more says of what records take here. */
const RECORD_TIME_WEIGHT = 1 / 8;

assert(MIN_COALESCED_BYTES <= defaultWriteTuning.coalescedBytes, 'a copied frame fits a record');
assert(defaultWriteTuning.coalescedBytes <= MAX_COALESCED_BYTES, 'a full record of small frames and one fragment fit');

/**
 * Collects frames into records. spec/records §7
 *
 * A large body goes out at once with what has been collected, encrypted from where it stands. Small frames are copied and wait, at
 * least for the end of the turn:
 *
 *     connection full ............... until it has drained
 *     a record not yet written ...... until it is
 *     this side spoke just now ...... for the time of the tuning, or some times what a record takes here, or the turns of the tuning,
 *                                     unless the peer has spoken since: an answer never waits. To speak is to send more than
 *                                     acknowledgements
 *     else .......................... no longer
 */
export class RecordWriter {
  readonly #buffers: GatherBuffers;
  readonly #clock: Clock;
  readonly #tuning: WriteTuning;
  readonly #outlet: RecordOutlet;
  /** Records that the connection has not written yet. */
  readonly #unwritten = new Fifo<Uint8Array>();
  #sealer: RecordSealer;
  #staging: Uint8Array | undefined;
  /** What the staging buffer was acquired for: the tuning may have changed since. */
  #stagingBytes: number;
  #staged = 0;
  #congested = false;
  #flushScheduled = false;
  /** When a record was sealed that says more than acknowledgements. */
  #spokeAtMs = Number.NEGATIVE_INFINITY;
  /** What a record of small frames takes: sealing it, and the call into the system. A moving mean. */
  #recordMs = 0;
  #heldTurns = 0;
  #peerSpoke = false;

  constructor(
    sealer: RecordSealer,
    { buffers, clock, tuning = defaultWriteTuning }: RecordWriterParts,
    outlet: RecordOutlet,
  ) {
    this.#sealer = sealer;
    this.#buffers = buffers;
    this.#clock = clock;
    this.#tuning = tuning;
    this.#stagingBytes = tuning.coalescedBytes;
    this.#outlet = outlet;
  }

  /** True while the connection has more queued than it wants. */
  get isCongested(): boolean {
    return this.#congested;
  }

  /** Whether frames wait for more to share their record. */
  get hasWaitingFrames(): boolean {
    return this.#staged > 0;
  }

  /** The peer has sent more than acknowledgements: what is said next may be its answer. */
  peerSpoke(): void {
    this.#peerSpoke = true;
  }

  /** Adds a frame whose body is `prefix` (short) and then `body` (at most a fragment long). */
  append(type: number, prefix: Uint8Array, body: Uint8Array): void {
    const bodyBytes = body.length;
    if (bodyBytes > COPIED_BODY_BYTES) return this.#sendWith(type, prefix, body);
    const staging = this.#stageHead(type, prefix, bodyBytes, bodyBytes);
    staging.set(body, this.#staged);
    this.#staged += bodyBytes;
    if (!this.#flushScheduled && !this.#congested) this.#scheduleFlush();
  }

  /** Puts the beginning of a frame where `room` bytes more fit behind it. It runs millions of times a second. */
  #stageHead(type: number, prefix: Uint8Array, bodyBytes: number, room: number): Uint8Array {
    const length = prefix.length + bodyBytes;
    if (this.#staged + FRAME_HEADER_BYTES + prefix.length + room > this.#stagingBytes) this.flush();
    const staging = this.#staging ?? this.#newStaging();
    const at = this.#staged;
    staging[at] = type;
    staging[at + 1] = length >>> 16;
    staging[at + 2] = length >>> 8;
    staging[at + 3] = length;
    if (prefix.length > 0) staging.set(prefix, at + FRAME_HEADER_BYTES);
    this.#staged = at + FRAME_HEADER_BYTES + prefix.length;
    return staging;
  }

  #newStaging(): Uint8Array {
    this.#stagingBytes = this.#tuning.coalescedBytes;
    this.#staging = this.#buffers.acquire(this.#stagingBytes);
    return this.#staging;
  }

  /** Small frames wait until the input of this turn was dealt with: who was told of a channel just now speaks at once. */
  gather(): void {
    if (this.#flushScheduled || this.#congested) return;
    this.#flushScheduled = true;
    this.#clock.schedule(0, () => this.#endTurn());
  }

  /** Sends what has been collected now. */
  flush(): void {
    if (this.#staged === 0 || this.#staging === undefined) return;
    const frames = this.#staging.subarray(0, this.#staged);
    this.#seal([frames], 0, saysMoreThanAcks(frames));
  }

  /** Sends what has been collected, and seals what comes later with another key. */
  useSealer(sealer: RecordSealer): void {
    this.flush();
    this.#sealer = sealer;
  }

  /** The connection has drained. */
  drained(): void {
    this.#congested = false;
    this.flush();
  }

  /** Drops what has been collected and gives the staging buffer back. */
  dispose(): void {
    if (this.#staging !== undefined) this.#buffers.release(this.#staging);
    this.#staging = undefined;
    this.#staged = 0;
  }

  /** The connection is gone and will write nothing any more: its records are given back. */
  connectionGone(): void {
    this.dispose();
    for (let record = this.#unwritten.shift(); record !== undefined; record = this.#unwritten.shift()) {
      this.#buffers.release(record);
    }
  }

  #sendWith(type: number, prefix: Uint8Array, body: Uint8Array): void {
    assert(body.length <= FRAGMENT_BYTES, 'a body is at most one fragment');
    const staging = this.#stageHead(type, prefix, body.length, 0);
    this.#seal([staging.subarray(0, this.#staged), body], body.length, true);
  }

  /** Sealing makes a copy, so the staging buffer goes back: an idle channel holds none. Behind acknowledgements alone nothing waits. */
  #seal(plaintextParts: readonly Uint8Array[], bodyBytes: number, speaks: boolean): void {
    const beganAtMs = this.#clock.monotonicMs();
    const record = this.#buffers.acquire(recordBytes(this.#staged + bodyBytes));
    this.#unwritten.push(record);
    const length = this.#sealer.seal(record, plaintextParts);
    this.dispose();
    this.#heldTurns = 0;
    this.#congested = !this.#outlet.sendRecord(record.subarray(0, length), this.#onWritten);
    const endedAtMs = this.#clock.monotonicMs();
    if (bodyBytes === 0) this.#recordMs += (endedAtMs - beganAtMs - this.#recordMs) * RECORD_TIME_WEIGHT;
    if (!speaks) return;
    this.#peerSpoke = false;
    this.#spokeAtMs = endedAtMs;
  }

  #scheduleFlush(): void {
    this.#flushScheduled = true;
    queueMicrotask(() => this.#endTurn());
  }

  #endTurn(): void {
    this.#flushScheduled = false;
    if (this.#staged === 0 || this.#congested || this.#unwritten.length > 0) return;
    if (this.#holds()) {
      this.#flushScheduled = true;
      this.#clock.schedule(0, () => this.#endTurn());
    } else this.#flushOutsideCall();
  }

  /**
   * A sender of many small messages fills records instead of sending thousands of tiny ones a second: where a record is dear, because the
   * machine is slow or its calls are, more of them share one.
   */
  #holds(): boolean {
    if (this.#peerSpoke || this.#heldTurns >= this.#tuning.heldTurns) return false;
    this.#heldTurns += 1;
    const worthMs = Math.min(HELD_RECORD_TIMES * this.#recordMs, MAX_HOLD_MS);
    return this.#clock.monotonicMs() - this.#spokeAtMs < Math.max(worthMs, this.#tuning.holdMs);
  }

  /** Records are written in the order in which they were given. One function for all of them, as there may be millions. */
  readonly #onWritten = (): void => {
    const record = this.#unwritten.shift();
    if (record !== undefined) this.#buffers.release(record);
    if (this.#unwritten.length === 0 && !this.#congested) this.#flushOutsideCall();
  };

  #flushOutsideCall(): void {
    try {
      this.flush();
    } catch (error) {
      this.#outlet.onRecordFailed(error);
    }
  }
}
