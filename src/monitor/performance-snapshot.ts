/** Where the values of a distribution lie, in milliseconds. */
export interface QuantilesMs {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
}

/** What a system does, over the span between two looks at its metrics. Ratios from 0 to 1, rates per second; undefined: not measured. */
export interface PerformanceSnapshot {
  /** Wall-clock time of the second look, in milliseconds since 1970. */
  readonly atMs: number;
  /** Time between the looks. */
  readonly spanMs: number;
  /** Processor time over time: 1 is one processor. */
  readonly processorRatio: number;
  readonly residentBytes: number;
  readonly heapUsedBytes: number;
  readonly heapLimitBytes: number;
  readonly eventLoopDelayMs: QuantilesMs;
  readonly eventLoopUtilization: number;
  /** Share of the time in which garbage was collected. */
  readonly collectionRatio: number;
  readonly openDescriptors: number | undefined;
  readonly maxDescriptors: number | undefined;
  readonly channelsOpen: number;
  readonly messagesPerSecond: number;
  readonly bytesPerSecond: number;
  /** Times to an acknowledgement. */
  readonly latencyMs: QuantilesMs | undefined;
  /** Messages that were acknowledged, of those whose fate became known. */
  readonly successRatio: number | undefined;
  readonly handshakesPerSecond: number;
  readonly handshakeFailureRatio: number | undefined;
}
