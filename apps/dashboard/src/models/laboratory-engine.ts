import {
  type Circuit,
  type CircuitLayout,
  chooseEngine,
  circuitLayout,
  exactChsh,
  importQasm,
  measureChsh,
  SeededRandom,
  simulate,
  wernerNoise,
} from '../../../../src/quantum/index.ts';

/** Shots of one run. */
export const MAX_LABORATORY_SHOTS = 100_000;
/** Qubits of a state vector here: it is computed while the page waits. */
export const MAX_LABORATORY_QUBITS = 16;
/** Amplitudes that are touched in one run: about a second. */
export const MAX_WORK = 400_000_000;

/** A circuit that was run. */
export interface CircuitRun {
  readonly layout: CircuitLayout;
  readonly qubits: number;
  readonly operations: number;
  readonly engine: string;
  readonly reasons: readonly string[];
  readonly shots: number;
  /** Outcomes, the most frequent first. */
  readonly counts: readonly (readonly [outcome: string, times: number])[];
  readonly durationMs: number;
  readonly seed: number;
}

/** Runs an OpenQASM program on the engine that suits it. Throws a sentence of what is wrong. */
export function runProgram(program: string, shots: number, seed: number): CircuitRun {
  const { circuit } = importQasm(program);
  const { engine } = chooseEngine(circuit);
  refuseTooMuch(circuit, engine, shots);
  const startMs = performance.now();
  const result = simulate(circuit, { shots, random: new SeededRandom(seed), kernel: 'plain' });
  return {
    layout: circuitLayout(circuit),
    qubits: circuit.qubits,
    operations: circuit.operations.length,
    engine: result.engine,
    reasons: result.reasons,
    shots,
    counts: [...result.counts].toSorted(([, a], [, b]) => b - a),
    durationMs: performance.now() - startMs,
    seed,
  };
}

/** What a run touches at most: amplitudes, rows of a tableau or words of frames. */
export function workOf(circuit: Circuit, engine: string, shots: number): number {
  const { operations, qubits } = circuit;
  if (engine === 'frames') return operations.length * Math.ceil(shots / 32);
  if (engine === 'stabilizer') return operations.length * qubits * shots;
  const firstMeasured = operations.findIndex(({ kind }) => kind === 'measure');
  const isMeasuredLast = operations.every(
    ({ kind }, at) =>
      kind === 'barrier' ||
      (kind === 'measure'
        ? true
        : kind !== 'reset' && kind !== 'noise' && (firstMeasured === -1 || at < firstMeasured)),
  );
  return operations.length * 2 ** qubits * (isMeasuredLast ? 1 : shots);
}

function refuseTooMuch(circuit: Circuit, engine: string, shots: number): void {
  if (!Number.isInteger(shots) || shots < 1 || shots > MAX_LABORATORY_SHOTS) {
    throw new RangeError(`Take 1 to ${MAX_LABORATORY_SHOTS} shots here.`);
  }
  if (engine === 'statevector' && circuit.qubits > MAX_LABORATORY_QUBITS) {
    throw new RangeError(
      `A state vector here has ${MAX_LABORATORY_QUBITS} qubits at most; "qforge quantum run" takes more.`,
    );
  }
  if (workOf(circuit, engine, shots) > MAX_WORK) {
    throw new RangeError(
      'That would keep this page busy for long: take fewer shots, or "qforge quantum run" on the machine.',
    );
  }
}

/** A Bell test that was measured. */
export interface BellRun {
  readonly value: number;
  readonly deviation: number;
  readonly correlations: readonly number[];
  /** With infinitely many shots. */
  readonly exact: number;
  readonly seed: number;
}

/** Plays the CHSH game on pairs of a fidelity, so many times at each of four settings. */
export function runBellTest(fidelity: number, shots: number, seed: number): BellRun {
  if (shots > MAX_LABORATORY_SHOTS) throw new RangeError(`Take at most ${MAX_LABORATORY_SHOTS} shots here.`);
  const noise = fidelity === 1 ? undefined : wernerNoise(fidelity);
  return { ...measureChsh(shots, new SeededRandom(seed), noise), exact: exactChsh(noise), seed };
}
