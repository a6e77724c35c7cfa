import { QForgeError } from '../../base/index.ts';
import type { Circuit } from '../circuit/circuit.ts';
import { memoryText } from '../memory-text.ts';
import { MAX_DENSITY_QUBITS } from '../noise/density-matrix.ts';
import { asClifford } from '../stabilizer/clifford-operation.ts';
import { gateLabel, whyNotFrames } from '../stabilizer/frame-sampler.ts';
import { MAX_STATE_QUBITS } from '../statevector/state-vector.ts';

/** The engines: each takes the one circuit type. */
export type EngineName = 'statevector' | 'stabilizer' | 'frames' | 'density';

/** An engine, and for each engine why it was taken or not, one sentence each. */
export interface EngineChoice {
  readonly engine: EngineName;
  readonly reasons: readonly string[];
}

const AMPLITUDE_BYTES = 16;

/**
 * Chooses the engine of a circuit that is to be sampled: frames where they can, else a tableau, else a state vector.
 *
 * A wanted engine is checked instead: throws `QUANTUM_ENGINE_UNSUITABLE` where it cannot run the circuit.
 */
export function chooseEngine(circuit: Circuit, wanted?: EngineName): EngineChoice {
  const problems: Readonly<Record<EngineName, string | undefined>> = {
    frames: whyNotAllFrames(circuit),
    stabilizer: whyNotStabilizer(circuit),
    statevector: whyNotStateVector(circuit),
    density: whyNotDensity(circuit),
  };
  if (wanted !== undefined) return checkedChoice(wanted, problems[wanted]);
  const order = ['frames', 'stabilizer', 'statevector'] as const;
  const engine = order.find((name) => problems[name] === undefined);
  if (engine === undefined) {
    const reason = `${problems.stabilizer ?? ''}, and ${problems.statevector ?? ''}`;
    throw new QForgeError('QUANTUM_ENGINE_UNSUITABLE', { engine: 'of any kind', reason });
  }
  const passedOver = order.slice(0, order.indexOf(engine)).map((name) => `not ${name}: ${problems[name] ?? ''}`);
  return { engine, reasons: [...passedOver, `${engine}: ${whyGood(engine, circuit)}`] };
}

function checkedChoice(engine: EngineName, problem: string | undefined): EngineChoice {
  if (problem !== undefined) throw new QForgeError('QUANTUM_ENGINE_UNSUITABLE', { engine, reason: problem });
  return { engine, reasons: [`${engine}: it was asked for`] };
}

function whyNotAllFrames({ operations }: Circuit): string | undefined {
  for (const operation of operations) {
    const problem = whyNotFrames(operation);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function whyNotStabilizer({ operations }: Circuit): string | undefined {
  for (const operation of operations) {
    if ((operation.kind === 'gate' || operation.kind === 'matrix') && asClifford(operation) === undefined) {
      return `${gateLabel(operation)} is no Clifford gate`;
    }
    if (operation.kind === 'noise' && operation.channel.pauliProbabilities === undefined) {
      return `${operation.channel.label} is no Pauli noise`;
    }
  }
  return undefined;
}

function whyNotStateVector({ qubits }: Circuit): string | undefined {
  if (qubits <= MAX_STATE_QUBITS) return undefined;
  return `a state vector of ${qubits} qubits would take ${memoryText(AMPLITUDE_BYTES * 2 ** qubits)}, and ${MAX_STATE_QUBITS} qubits are the limit`;
}

function whyNotDensity({ qubits }: Circuit): string | undefined {
  if (qubits <= MAX_DENSITY_QUBITS) return undefined;
  const memory = memoryText(AMPLITUDE_BYTES * 4 ** qubits);
  return `a density matrix of ${qubits} qubits would take ${memory}, and ${MAX_DENSITY_QUBITS} qubits are the limit`;
}

function whyGood(engine: EngineName, { qubits }: Circuit): string {
  if (engine === 'statevector') {
    return `any gate and any noise on ${qubits} qubits, in ${memoryText(AMPLITUDE_BYTES * 2 ** qubits)}`;
  }
  if (engine === 'stabilizer') return 'all gates are Clifford gates; each shot is run on a tableau';
  return 'all gates are Clifford gates and all noise is Pauli noise; shots are sampled by how they differ from one';
}
