import type { Clock } from '../base/index.ts';

/** How far a transfer has come. */
export interface TransferProgress {
  readonly name: string;
  /** Bytes of the file that are across, those of an earlier attempt included. */
  readonly bytes: number;
  /** Undefined when it is not known before the end. */
  readonly totalBytes: number | undefined;
  /** Where this attempt began. */
  readonly resumedFrom: number;
  readonly elapsedMs: number;
  /** Smoothed rate of this attempt; in the last report its mean. */
  readonly bytesPerSecond: number;
  /** Time that is left at this rate; undefined while there is no rate. */
  readonly etaMs: number | undefined;
}

const REPORT_EVERY_MS = 100;
/** Time constant of the exponential smoothing of the rate. */
const SMOOTHING_MS = 2_000;

/** Counts the bytes of one attempt and reports them, at most ten times a second and once at the end. */
export class ProgressMeter {
  readonly #file: { readonly name: string; readonly totalBytes: number | undefined; readonly resumedFrom: number };
  readonly #clock: Clock;
  #resumedFrom: number;
  readonly #report: ((progress: TransferProgress) => void) | undefined;
  readonly #startMs: number;
  #bytes: number;
  #reportedMs: number;
  #reportedBytes: number;
  #bytesPerMs = 0;

  constructor(
    file: { readonly name: string; readonly totalBytes: number | undefined; readonly resumedFrom: number },
    clock: Clock,
    report: ((progress: TransferProgress) => void) | undefined,
  ) {
    this.#file = file;
    this.#clock = clock;
    this.#report = report;
    this.#startMs = clock.monotonicMs();
    this.#reportedMs = this.#startMs;
    this.#resumedFrom = file.resumedFrom;
    this.#bytes = file.resumedFrom;
    this.#reportedBytes = this.#bytes;
  }

  /** So many more bytes are across. */
  advance(bytes: number): void {
    this.#bytes += bytes;
    const nowMs = this.#clock.monotonicMs();
    const sinceMs = nowMs - this.#reportedMs;
    if (sinceMs < REPORT_EVERY_MS) return;
    this.#smooth((this.#bytes - this.#reportedBytes) / sinceMs, sinceMs);
    this.#reportedMs = nowMs;
    this.#reportedBytes = this.#bytes;
    this.#emit(nowMs);
  }

  /** So many bytes turned out to be there from an earlier attempt; they say nothing of the rate. */
  skip(bytes: number): void {
    this.#bytes += bytes;
    this.#reportedBytes += bytes;
    this.#resumedFrom += bytes;
  }

  /** Bytes that are across, those of an earlier attempt included. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes that were there from an earlier attempt. */
  get resumedFrom(): number {
    return this.#resumedFrom;
  }

  /** The last report, with the mean rate; returns how long the attempt took. */
  finish(): number {
    const nowMs = this.#clock.monotonicMs();
    const elapsedMs = nowMs - this.#startMs;
    this.#bytesPerMs = elapsedMs > 0 ? (this.#bytes - this.#resumedFrom) / elapsedMs : 0;
    this.#emit(nowMs);
    return elapsedMs;
  }

  #smooth(bytesPerMs: number, sinceMs: number): void {
    const isFirst = this.#reportedMs === this.#startMs;
    const weight = isFirst ? 1 : 1 - Math.exp(-sinceMs / SMOOTHING_MS);
    this.#bytesPerMs += weight * (bytesPerMs - this.#bytesPerMs);
  }

  #emit(nowMs: number): void {
    const { totalBytes } = this.#file;
    this.#report?.({
      ...this.#file,
      resumedFrom: this.#resumedFrom,
      bytes: this.#bytes,
      elapsedMs: nowMs - this.#startMs,
      bytesPerSecond: this.#bytesPerMs * 1000,
      etaMs: totalBytes === undefined ? undefined : etaMs(totalBytes - this.#bytes, this.#bytesPerMs),
    });
  }
}

function etaMs(leftBytes: number, bytesPerMs: number): number | undefined {
  if (leftBytes === 0) return 0;
  return bytesPerMs > 0 ? leftBytes / bytesPerMs : undefined;
}
