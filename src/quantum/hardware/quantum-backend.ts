import type { Circuit } from '../circuit/circuit.ts';
import type { BitCounts } from '../engines/bit-counts.ts';

/** Whether a backend can be reached, and if not, why. */
export interface BackendDetection {
  readonly available: boolean;
  /** What was found, or why nothing was. */
  readonly detail: string;
}

/** Mean error rates, as the backend states them from its calibration; undefined where it does not. */
export interface BackendErrorRates {
  readonly oneQubit: number | undefined;
  readonly twoQubit: number | undefined;
  readonly readout: number | undefined;
}

/** How a backend is. */
export interface BackendStatus {
  readonly online: boolean;
  readonly qubits: number;
  /** How long a new job waits, in milliseconds, as the backend estimates it. */
  readonly queueMs: number | undefined;
  readonly errorRates: BackendErrorRates;
}

/** Where a job is. */
export interface JobProgress {
  readonly jobId: string;
  /** The backend's own word for it. */
  readonly state: string;
  readonly waitedMs: number;
}

/** How to run a job. */
export interface RunOptions {
  /** Cancels the job, at the backend too. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: JobProgress) => void;
}

/** Why another backend did the work. */
export interface BackendFallback {
  readonly from: string;
  readonly reason: string;
}

/** What a job gave. */
export interface BackendResult {
  readonly backend: string;
  /** Whether a simulator did it, wherever that runs. */
  readonly simulated: boolean;
  readonly shots: number;
  readonly counts: BitCounts;
  readonly jobId: string | undefined;
  /** Set when the backend that was asked could not do it. */
  readonly fallback: BackendFallback | undefined;
}

/**
 * Something that runs circuits: a simulator here, or a machine elsewhere.
 *
 * Calls reject with `QUANTUM_BACKEND_UNAVAILABLE`, `QUANTUM_BACKEND_REFUSED` or `QUANTUM_TOKEN_REFUSED` when the machine does not do what
 * was asked.
 */
export interface QuantumBackend {
  readonly name: string;
  /** Looks whether it can be reached. */
  detect(): Promise<BackendDetection>;
  /** How it is now. */
  status(): Promise<BackendStatus>;
  /**
   * Runs a circuit so many times. Rejects with `QUANTUM_ENGINE_UNSUITABLE` for a circuit that it cannot run, `QUANTUM_JOB_FAILED`,
   * `CANCELLED` when the signal aborts.
   */
  run(circuit: Circuit, shots: number, options?: RunOptions): Promise<BackendResult>;
}
