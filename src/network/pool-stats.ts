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
  /** Buffers given back and let go, because the tier kept enough. */
  readonly discarded: number;
  /** Buffers out now. */
  readonly inUse: number;
  /** Most buffers out at once. */
  readonly highWaterMark: number;
  /** Buffers kept for the next request. */
  readonly retained: number;
  readonly retainedBytes: number;
}

/** Requests larger than every tier, which are allocated plainly. */
export interface OversizeStats {
  readonly requests: number;
  readonly inUse: number;
}
