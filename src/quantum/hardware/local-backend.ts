import type { RandomSource } from '../../base/index.ts';
import type { Circuit } from '../circuit/circuit.ts';
import { simulate } from '../engines/simulation.ts';
import { MAX_STATE_QUBITS } from '../statevector/state-vector.ts';
import type { BackendDetection, BackendResult, BackendStatus, QuantumBackend } from './quantum-backend.ts';

/** The simulator of this process as a backend. */
export class LocalBackend implements QuantumBackend {
  readonly name = 'local simulator';
  readonly #random: RandomSource;

  constructor(random: RandomSource) {
    this.#random = random;
  }

  detect(): Promise<BackendDetection> {
    return Promise.resolve({ available: true, detail: 'runs in this process; simulated' });
  }

  status(): Promise<BackendStatus> {
    const errorRates = { oneQubit: 0, twoQubit: 0, readout: 0 };
    return Promise.resolve({ online: true, qubits: MAX_STATE_QUBITS, queueMs: 0, errorRates });
  }

  run(circuit: Circuit, shots: number): Promise<BackendResult> {
    // In a promise, so that a circuit that cannot be run rejects as it does elsewhere.
    return Promise.resolve().then(() => {
      const { counts, engine } = simulate(circuit, { shots, random: this.#random });
      const backend = `${this.name} (${engine})`;
      return { backend, simulated: true, shots, counts, jobId: undefined, fallback: undefined };
    });
  }
}
