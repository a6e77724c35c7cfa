/** What the simulated network does to connections now; may change while they live. */
export interface NetworkConditions {
  /** One way, each segment anew, in milliseconds; the order inside a connection is kept. */
  readonly latencyMs: readonly [number, number];
  /** Bytes in one segment, each anew. */
  readonly segmentBytes: readonly [number, number];
  /** Throughput of each direction of each connection. */
  readonly bytesPerMs: number;
  /** Chance that a segment is lost: it comes later, after a retransmission, and holds back all behind it. */
  readonly lossRate: number;
  /** Chance that one bit of a segment is changed. */
  readonly corruptionRate: number;
  /** Chance that a connection breaks at a segment, before or inside it. */
  readonly cutRate: number;
  /** Nothing gets through, and nobody is told: as a pulled cable. */
  readonly dark: boolean;
}

/** A network without faults: 1 ms each way, whole segments of 16 KiB, 100 MB/s. */
export const CALM: NetworkConditions = {
  latencyMs: [1, 1],
  segmentBytes: [16_384, 16_384],
  bytesPerMs: 100_000,
  lossRate: 0,
  corruptionRate: 0,
  cutRate: 0,
  dark: false,
};
