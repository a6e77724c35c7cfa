/**
 * The global performance figures of one client: real measurements, zero until something was measured.
 *
 * Times in milliseconds, rates per second, ratios from 0 to 1.
 */
export interface PerformanceMetrics {
  /** Security foundation: self-tests and randomness. */
  foundationSetupMs: number;
  /** Loading and checking of the identity and its keys. */
  cryptoInitMs: number;
  /** Quantum core, when one is in use. */
  quantumSetupMs: number;
  /** Transports and listeners. */
  networkSetupMs: number;
  /** Last verification by the quorum, when one is in use. */
  consensusVerifyMs: number;
  /** The whole of `StreamlinedSecureClient.create`. */
  totalSetupMs: number;
  /** Application bytes a second over the life of the client, both directions. */
  messageThroughput: number;
  /** Messages a second over the life of the client, both directions. */
  throughputMps: number;
  /** Mean time from sending a message to its acknowledgement. */
  avgLatencyMs: number;
  /** Share of sent messages that were acknowledged, of those whose fate is known. */
  successRate: number;
}

/** Figures before anything was measured. */
export function emptyPerformanceMetrics(): PerformanceMetrics {
  return {
    foundationSetupMs: 0,
    cryptoInitMs: 0,
    quantumSetupMs: 0,
    networkSetupMs: 0,
    consensusVerifyMs: 0,
    totalSetupMs: 0,
    messageThroughput: 0,
    throughputMps: 0,
    avgLatencyMs: 0,
    successRate: 0,
  };
}
