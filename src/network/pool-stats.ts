/** Figures of one tier of the memory pool since it was made. Ratios from 0 to 1, 0 before anything happened. */
export interface PoolStats {
  /** Length of every buffer of the tier. */
  readonly bufferBytes: number;
  /** Requests served by a kept buffer. */
  readonly hits: number;
  /** Requests for which a buffer had to be allocated. */
  readonly misses: number;
  /** Share of requests served by a kept buffer. */
  readonly hitRatio: number;
  /** Of the buffers given back, the share that has gone out again. */
  readonly reuseRatio: number;
  /** Buffers given back in all. */
  readonly released: number;
  /** Buffers let go: there were enough of them, or no more bytes may be kept. */
  readonly discarded: number;
  /** Of those, the ones that demand would have kept and the tier's limit in bytes did not. */
  readonly discardedAtLimit: number;
  /** Buffers that nobody gave back before they were garbage. */
  readonly leaked: number;
  /** Buffers out now. */
  readonly inUse: number;
  /** Most buffers out at once. */
  readonly highWaterMark: number;
  /** Buffers that demand lets the tier own, out and kept together. */
  readonly target: number;
  /** Buffers kept for the next request. */
  readonly retained: number;
  readonly retainedBytes: number;
  /** Sum of what was asked for. */
  readonly requestedBytes: number;
  /** Share of the bytes handed out that nobody had asked for, since buffers come in one size. */
  readonly wasteRatio: number;
  /** A size that 99 % of the requests did not exceed, to 25 %. */
  readonly p99RequestBytes: number;
}

/** Requests larger than every tier, which are allocated plainly. */
export interface OversizeStats {
  readonly requests: number;
  readonly inUse: number;
  readonly leaked: number;
  readonly p99RequestBytes: number;
}

/** The ratio, or 0 where nothing happened yet. */
export function ratioOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
