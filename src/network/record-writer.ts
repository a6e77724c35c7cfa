import { assert } from '../base/index.ts';
import { FRAME_HEADER_BYTES } from './frame.ts';
import type { GatherBuffers } from './packet-assembler.ts';
import {
  COALESCED_RECORD_BYTES,
  COPIED_BODY_BYTES,
  FRAGMENT_BYTES,
  MAX_RECORD_PLAINTEXT_BYTES,
} from './record-limits.ts';
import type { RecordSealer } from './record-protection.ts';

/** Where records go: true while the connection wants more. */
export type RecordSink = (record: readonly Uint8Array[]) => boolean;

assert(
  COALESCED_RECORD_BYTES + 2 * FRAME_HEADER_BYTES + FRAGMENT_BYTES <= MAX_RECORD_PLAINTEXT_BYTES,
  'a full record of small frames and one fragment fit together',
);
assert(COPIED_BODY_BYTES + 2 * FRAME_HEADER_BYTES <= COALESCED_RECORD_BYTES, 'a copied frame fits a record');

/**
 * Collects frames into records. spec/records §7
 *
 * Small frames are copied and wait for the end of the turn, or for the connection to drain; a large body goes out at once with
 * what has been collected, encrypted from where it stands.
 */
export class RecordWriter {
  readonly #sealer: RecordSealer;
  readonly #sink: RecordSink;
  readonly #buffers: GatherBuffers;
  readonly #onError: (error: unknown) => void;
  #staging: Uint8Array | undefined;
  #staged = 0;
  #congested = false;
  #flushScheduled = false;

  constructor(sealer: RecordSealer, sink: RecordSink, buffers: GatherBuffers, onError: (error: unknown) => void) {
    this.#sealer = sealer;
    this.#sink = sink;
    this.#buffers = buffers;
    this.#onError = onError;
  }

  /** True while the connection has more queued than it wants. */
  get isCongested(): boolean {
    return this.#congested;
  }

  /** Adds a frame whose body is `prefix` (short) and then `body` (at most a fragment long). */
  append(type: number, prefix: Uint8Array, body: Uint8Array): void {
    assert(body.length <= FRAGMENT_BYTES, 'a body is at most one fragment');
    const copied = body.length <= COPIED_BODY_BYTES;
    const stagedBytes = FRAME_HEADER_BYTES + prefix.length + (copied ? body.length : 0);
    if (this.#staged + stagedBytes > COALESCED_RECORD_BYTES) this.flush();
    this.#stageHeader(type, prefix, body.length);
    if (copied) this.#stage(body);
    else this.#sendWith(body);
    if (this.#staged > 0) this.#scheduleFlush();
  }

  /** Sends what has been collected now. */
  flush(): void {
    if (this.#staged === 0 || this.#staging === undefined) return;
    this.#seal([this.#staging.subarray(0, this.#staged)]);
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

  #stageHeader(type: number, prefix: Uint8Array, bodyBytes: number): void {
    this.#staging ??= this.#buffers.acquire(COALESCED_RECORD_BYTES);
    const length = prefix.length + bodyBytes;
    const at = this.#staged;
    this.#staging[at] = type;
    this.#staging[at + 1] = length >>> 16;
    this.#staging[at + 2] = (length >>> 8) & 0xff;
    this.#staging[at + 3] = length & 0xff;
    this.#staged = at + FRAME_HEADER_BYTES;
    if (prefix.length > 0) this.#stage(prefix);
  }

  #stage(bytes: Uint8Array): void {
    this.#staging?.set(bytes, this.#staged);
    this.#staged += bytes.length;
  }

  #sendWith(body: Uint8Array): void {
    assert(this.#staging !== undefined, 'the frame header is staged');
    this.#seal([this.#staging.subarray(0, this.#staged), body]);
  }

  /** Sealing makes a copy, so the staging buffer goes back: an idle channel holds none. */
  #seal(parts: readonly Uint8Array[]): void {
    const record = this.#sealer.seal(parts);
    this.dispose();
    this.#congested = !this.#sink(record);
  }

  #scheduleFlush(): void {
    if (this.#flushScheduled || this.#congested) return;
    this.#flushScheduled = true;
    queueMicrotask(() => this.#flushAtEndOfTurn());
  }

  #flushAtEndOfTurn(): void {
    this.#flushScheduled = false;
    if (this.#congested) return;
    try {
      this.flush();
    } catch (error) {
      this.#onError(error);
    }
  }
}
