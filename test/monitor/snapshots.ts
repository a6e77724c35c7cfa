import type { PerformanceSnapshot } from '../../src/monitor/performance-snapshot.ts';

/** A snapshot of a system that has nothing to complain of, with some figures of another. */
export function snapshotWith(figures: Partial<PerformanceSnapshot> = {}): PerformanceSnapshot {
  return {
    atMs: 0,
    spanMs: 1000,
    processorRatio: 0.1,
    residentBytes: 80e6,
    heapUsedBytes: 20e6,
    heapLimitBytes: 4e9,
    eventLoopDelayMs: { p50: 0, p90: 1, p99: 2, p999: 3 },
    eventLoopUtilization: 0.1,
    collectionRatio: 0.01,
    openDescriptors: 30,
    maxDescriptors: 1024,
    channelsOpen: 1,
    messagesPerSecond: 100,
    bytesPerSecond: 10_000,
    latencyMs: { p50: 1, p90: 2, p99: 3, p999: 4 },
    successRatio: 1,
    handshakesPerSecond: 1,
    handshakeFailureRatio: 0,
    ...figures,
  };
}
