import { isQForgeError } from '../../base/index.ts';
import type { Circuit } from '../circuit/circuit.ts';
import type {
  BackendDetection,
  BackendFallback,
  BackendResult,
  BackendStatus,
  QuantumBackend,
  RunOptions,
} from './quantum-backend.ts';

/**
 * A backend with another one behind it, which does the work when the first cannot be reached or refuses it.
 *
 * That is never silent: the result names who did it and why, and `onFallback` is told. A job that was cancelled is not run elsewhere, and
 * neither is a circuit that is wrong.
 */
export class FallbackBackend implements QuantumBackend {
  readonly name: string;
  readonly #first: QuantumBackend;
  readonly #second: QuantumBackend;
  readonly #onFallback: (fallback: BackendFallback) => void;

  constructor(first: QuantumBackend, second: QuantumBackend, onFallback: (fallback: BackendFallback) => void) {
    this.name = `${first.name}, or ${second.name}`;
    this.#first = first;
    this.#second = second;
    this.#onFallback = onFallback;
  }

  detect(): Promise<BackendDetection> {
    return this.#first.detect();
  }

  status(): Promise<BackendStatus> {
    return this.#first.status();
  }

  async run(circuit: Circuit, shots: number, options: RunOptions = {}): Promise<BackendResult> {
    try {
      return await this.#first.run(circuit, shots, options);
    } catch (error) {
      const reason = whyElsewhere(error);
      if (reason === undefined) throw error;
      const fallback = { from: this.#first.name, reason };
      this.#onFallback(fallback);
      return { ...(await this.#second.run(circuit, shots, options)), fallback };
    }
  }
}

function whyElsewhere(error: unknown): string | undefined {
  const isOfTheBackend =
    isQForgeError(error, 'QUANTUM_BACKEND_UNAVAILABLE') ||
    isQForgeError(error, 'QUANTUM_BACKEND_REFUSED') ||
    isQForgeError(error, 'QUANTUM_TOKEN_REFUSED') ||
    isQForgeError(error, 'QUANTUM_JOB_FAILED');
  return isOfTheBackend ? error.message : undefined;
}
