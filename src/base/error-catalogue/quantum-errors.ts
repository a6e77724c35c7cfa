import { type ErrorEntries, EXIT_CODES } from './error-entry.ts';

/** What the errors of the quantum simulator carry. */
export interface QuantumErrorDetails {
  QUANTUM_GATE_UNKNOWN: { gate: string };
  QUANTUM_CIRCUIT_INVALID: { reason: string };
  QUANTUM_NOT_UNITARY: { what: string; deviation: number };
  QUANTUM_ENGINE_UNSUITABLE: { engine: string; reason: string };
  QUANTUM_STATE_UNKNOWN: { id: string };
  QUANTUM_STATE_LIMIT: { limit: string };
  QASM_INVALID: { line: number; column: number; reason: string };
  QASM_UNSUPPORTED: { line: number; column: number; what: string };
  QUANTUM_BACKEND_UNAVAILABLE: { backend: string; reason: string };
  QUANTUM_BACKEND_REFUSED: { backend: string; reason: string };
  QUANTUM_TOKEN_REFUSED: { backend: string };
  QUANTUM_JOB_FAILED: { backend: string; jobId: string; reason: string };
  QUANTUM_TOO_LARGE: { what: string; qubits: number; limit: number; memoryText: string };
}

const { failure, identity, network, usage } = EXIT_CODES;

/** The errors of the quantum simulator. */
export const quantumErrors: ErrorEntries<QuantumErrorDetails> = {
  QUANTUM_GATE_UNKNOWN: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `There is no gate named ${d.gate}.`,
    hint: 'Use a gate of docs/spec/quantum.md, or give its matrix.',
  },
  QUANTUM_CIRCUIT_INVALID: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `The circuit is not valid: ${d.reason}.`,
    hint: 'Correct the circuit; qubits and bits count from 0.',
  },
  QUANTUM_NOT_UNITARY: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `${d.what} is not unitary: it is off by ${d.deviation}.`,
    hint: 'Give a matrix whose conjugate transpose is its inverse, to 10 digits.',
  },
  QUANTUM_ENGINE_UNSUITABLE: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `The engine ${d.engine} does not suit: ${d.reason}.`,
    hint: 'Leave the choice of the engine to qforge, or see with --explain what each one needs.',
  },
  QUANTUM_STATE_UNKNOWN: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `There is no quantum state ${d.id}, or it has expired.`,
    hint: 'Create it again; a state that is not used for its lifetime is dropped.',
  },
  QUANTUM_STATE_LIMIT: {
    errorClass: 'performance',
    exitCode: usage,
    sentence: (d) => `There is no room for another quantum state: the limit is ${d.limit}.`,
    hint: 'Release states that are not needed any more, or raise the limit of the core.',
  },
  QASM_INVALID: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `The OpenQASM program is wrong in line ${d.line}, column ${d.column}: ${d.reason}.`,
    hint: 'Correct that line; OpenQASM 2 and 3 are read.',
  },
  QASM_UNSUPPORTED: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) =>
      `The OpenQASM program has ${d.what} in line ${d.line}, column ${d.column}, which is not supported.`,
    hint: 'Write it with gates, measurements, conditions on bits and loops over known values; see docs/spec/quantum.md.',
  },
  QUANTUM_BACKEND_UNAVAILABLE: {
    errorClass: 'recoverable',
    exitCode: network,
    sentence: (d) => `The quantum backend ${d.backend} is not available: ${d.reason}.`,
    hint: 'Try again later, or let the simulator stand in for it.',
  },
  QUANTUM_BACKEND_REFUSED: {
    errorClass: 'usage',
    exitCode: failure,
    sentence: (d) => `The quantum backend ${d.backend} refused the request: ${d.reason}.`,
    hint: 'See what it says; the circuit, the name of the machine or the plan may not suit it.',
  },
  QUANTUM_TOKEN_REFUSED: {
    errorClass: 'security',
    exitCode: identity,
    sentence: (d) => `The quantum backend ${d.backend} does not accept the token.`,
    hint: 'Check that the token is right, has not expired, and may use this machine.',
  },
  QUANTUM_JOB_FAILED: {
    errorClass: 'recoverable',
    exitCode: failure,
    sentence: (d) => `The job ${d.jobId} at ${d.backend} failed: ${d.reason}.`,
    hint: 'Run it again, or on another backend.',
  },
  QUANTUM_TOO_LARGE: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `${d.what} of ${d.qubits} qubits would take ${d.memoryText}; the limit is ${d.limit} qubits.`,
    hint: 'Use fewer qubits, or Clifford gates only: the stabilizer engine takes thousands of qubits.',
  },
};
