export { Circuit } from './circuit/circuit.ts';
export { MAX_CIRCUIT_QUBITS, MAX_MATRIX_TARGETS } from './circuit/circuit-checks.ts';
export { type CircuitSize, circuitSize } from './circuit/circuit-size.ts';
export { type Condition, MAX_CONDITION_BITS } from './circuit/condition.ts';
export { inverseOperation } from './circuit/inverse-operation.ts';
export { layeredCircuit } from './circuit/layered-circuit.ts';
export type {
  BarrierOperation,
  Control,
  GateOperation,
  MatrixOperation,
  MeasureOperation,
  NoiseOperation,
  Operation,
  ResetOperation,
  UnitaryOperation,
} from './circuit/operation.ts';
export { type ComplexMatrix, complexMatrix, diagonalMatrix, realMatrix } from './complex-matrix.ts';
export {
  MAX_CORE_BYTES,
  MAX_CORE_STATES,
  MAX_RANDOM_BITS,
  type Measured,
  QuantumCore,
  type QuantumCoreOptions,
  type QuantumStatus,
  type SimulatedBits,
  STATE_LIFETIME_MS,
} from './core/quantum-core.ts';
export type { KeptStateSummary, StateLimits } from './core/state-table.ts';
export { type CircuitLayout, circuitLayout, type DrawnCell, type DrawnOperation } from './drawing/circuit-layout.ts';
export { drawCircuitSvg } from './drawing/svg-drawing.ts';
export { drawCircuit } from './drawing/text-drawing.ts';
export type { BitCounts } from './engines/bit-counts.ts';
export type { EngineChoice, EngineName } from './engines/engine-choice.ts';
export { chooseEngine } from './engines/engine-choice.ts';
export { type Branch, exactBranches } from './engines/exact-branches.ts';
export { MAX_SHOTS, type SimulationOptions, type SimulationResult, simulate } from './engines/simulation.ts';
export { type FinalState, finalState, runOnce, type SingleRun } from './engines/single-run.ts';
export { gateNames } from './gates/gate-spellings.ts';
export { type GateCall, type GateEntry, type GateName, gateTable } from './gates/gate-table.ts';
export { basisCircuit } from './hardware/basis-circuit.ts';
export { FallbackBackend } from './hardware/fallback-backend.ts';
export { IbmBackend, type IbmOptions } from './hardware/ibm-backend.ts';
export { IonqBackend, type IonqOptions } from './hardware/ionq-backend.ts';
export { JOB_POLL_MS, JOB_TIMEOUT_MS } from './hardware/job-wait.ts';
export { type Fetch, REQUEST_TIMEOUT_MS } from './hardware/json-client.ts';
export { MAX_ANSWER_CHARS } from './hardware/limited-text.ts';
export { LocalBackend } from './hardware/local-backend.ts';
export type {
  BackendDetection,
  BackendErrorRates,
  BackendFallback,
  BackendResult,
  BackendStatus,
  JobProgress,
  QuantumBackend,
  RunOptions,
} from './hardware/quantum-backend.ts';
export {
  DEVICE_SAMPLE_BYTES,
  MAX_EQUAL_BYTES,
  MAX_REPEATED_BYTES,
  RandomDevice,
  type RandomDeviceReader,
} from './hardware/random-device.ts';
export { DensityMatrix, MAX_DENSITY_QUBITS } from './noise/density-matrix.ts';
export {
  amplitudeDamping,
  bitFlip,
  dephasing,
  depolarizing,
  depolarizing2,
  krausChannel,
  type NoiseChannel,
  pauliChannel,
} from './noise/noise-channel.ts';
export type { ReadoutError } from './noise/readout-error.ts';
export { optimiseCircuit } from './optimiser/circuit-optimiser.ts';
export {
  addBellMeasurement,
  addBellPair,
  BELL_STATES,
  type BellState,
  bellCircuit,
  bellFidelity,
  ghzCircuit,
  wCircuit,
} from './protocols/bell-states.ts';
export { type ChshResult, chshCircuit, exactChsh, measureChsh } from './protocols/chsh.ts';
export { concurrence, negativity } from './protocols/entanglement-measures.ts';
export { swappingCircuit } from './protocols/entanglement-swapping.ts';
export { averageOver, type OutcomeAverage } from './protocols/outcome-average.ts';
export {
  type BellDiagonal,
  bbpssw,
  bellDiagonalNoise,
  dejmps,
  isPurified,
  type PurificationProtocol,
  type PurifiedFidelity,
  type PurifiedPair,
  purificationCircuit,
} from './protocols/purification.ts';
export {
  attemptMs,
  chainFidelity,
  deliverPair,
  FIBRE_MS_PER_KM,
  linkNoise,
  meanAttempts,
  type RepeaterChain,
  type RepeaterDelivery,
} from './protocols/repeater-chain.ts';
export { superdenseCodingCircuit } from './protocols/superdense-coding.ts';
export { teleportationCircuit } from './protocols/teleportation.ts';
export {
  chshValue,
  swappedFidelity,
  teleportationFidelity,
  wernerErrorRate,
  wernerFidelity,
  wernerNoise,
  wernerWeight,
} from './protocols/werner-state.ts';
export type { ImportedCircuit, QasmRegister } from './qasm/qasm-elaborator.ts';
export { exportQasm } from './qasm/qasm-export.ts';
export { importQasm } from './qasm/qasm-import.ts';
export { MAX_QASM_CHARS } from './qasm/qasm-parser.ts';
export { RandomDraws } from './random/random-draws.ts';
export { SeededRandom } from './random/seeded-random.ts';
export { FRAME_SHOTS } from './stabilizer/frame-batch.ts';
export { FrameSampler } from './stabilizer/frame-sampler.ts';
export { InverseTableau } from './stabilizer/inverse-tableau.ts';
export { pauliExpectation } from './statevector/pauli-expectation.ts';
export { type KernelChoice, MAX_STATE_QUBITS, StateVector } from './statevector/state-vector.ts';
