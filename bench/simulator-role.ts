import {
  Circuit,
  depolarizing,
  FRAME_SHOTS,
  FrameSampler,
  layeredCircuit,
  RandomDraws,
  SeededRandom,
  StateVector,
  simulate,
  type UnitaryOperation,
} from '../src/quantum/index.ts';
import type { Figures } from './paired-runs.ts';
import { jsqubitsMs } from './peers/jsqubits.ts';
import { qsharpMs } from './peers/qsharp.ts';
import { quantumCircuitMs } from './peers/quantum-circuit.ts';
import type { Role } from './roles.ts';
import { amplitudeRate, familyGates } from './simulator-circuit.ts';

/** Qubits and layers of a circuit of the family. */
interface FamilySize {
  readonly qubits: number;
  readonly layers: number;
}

/** Runs simulators: ours and its peers. */
export const simulatorRole: Role = {
  simd: (argument) => ownRate(argument as unknown as FamilySize, 'simd'),
  plain: (argument) => ownRate(argument as unknown as FamilySize, 'plain'),
  jsqubits: async (argument) => peerRate(argument as unknown as FamilySize, jsqubitsMs),
  'quantum-circuit': async (argument) => peerRate(argument as unknown as FamilySize, quantumCircuitMs),
  'qsharp-lang': async (argument) => peerRate(argument as unknown as FamilySize, qsharpMs),
  copy: (argument) => copyRate(argument as unknown as FamilySize),
  ghz: (argument) => ghzTime(argument as unknown as { qubits: number }),
  frames: (argument) => frameRate(argument as unknown as { distance: number; rounds: number; batches: number }),
  randomWords: (argument) => wordRate(argument as unknown as { distance: number; rounds: number; batches: number }),
};

function ownRate({ qubits, layers }: FamilySize, kernel: 'simd' | 'plain'): Figures {
  const operations = layeredCircuit(qubits, layers).operations as readonly UnitaryOperation[];
  const state = new StateVector(qubits, kernel);
  const startCpu = process.cpuUsage();
  const startMs = performance.now();
  state.apply(operations);
  const ms = performance.now() - startMs;
  const cpuMs = process.cpuUsage(startCpu).user / 1_000;
  return {
    rate: amplitudeRate(operations.length, qubits, ms),
    cpuRate: amplitudeRate(operations.length, qubits, cpuMs),
  };
}

async function peerRate(
  { qubits, layers }: FamilySize,
  run: (qubits: number, layers: number) => Promise<number>,
): Promise<Figures> {
  return { rate: amplitudeRate(familyGates(qubits, layers).length, qubits, await run(qubits, layers)) };
}

/** What memory allows: reading every amplitude and writing it elsewhere, once for each gate. */
function copyRate({ qubits }: FamilySize): Figures {
  const [from, to] = [new Float64Array(2 ** (qubits + 1)).fill(1), new Float64Array(2 ** (qubits + 1)).fill(2)];
  const startMs = performance.now();
  to.set(from);
  return { rate: amplitudeRate(1, qubits, performance.now() - startMs) };
}

/** A GHZ state of so many qubits, made and measured once. */
function ghzTime({ qubits }: { readonly qubits: number }): Figures {
  const circuit = new Circuit(qubits).h(0);
  for (let qubit = 1; qubit < qubits; qubit++) circuit.cx(qubit - 1, qubit);
  circuit.measureAll();
  const startMs = performance.now();
  const { counts } = simulate(circuit, { shots: 1, random: new SeededRandom(1), engine: 'stabilizer' });
  const ms = performance.now() - startMs;
  const [outcome = ''] = counts.keys();
  if (!/^(?:0+|1+)$/u.test(outcome)) throw new RangeError('qubits of a GHZ state disagree');
  return { ms };
}

interface RepetitionSize {
  readonly distance: number;
  readonly rounds: number;
  readonly batches: number;
}

/** Samples of a repetition code under noise, bits packed. */
function frameRate({ distance, rounds, batches }: RepetitionSize): Figures {
  const sampler = new FrameSampler(repetitionCode(distance, rounds), new RandomDraws(new SeededRandom(1)));
  let ones = 0;
  const startMs = performance.now();
  for (let batch = 0; batch < batches; batch++) for (const [word] of sampler.nextBatch()) ones += (word ?? 0) & 1;
  const ms = performance.now() - startMs;
  if (ones === 0) throw new RangeError('noise was never seen');
  return { rate: (batches * FRAME_SHOTS) / ms / 1_000 };
}

/** What the random source allows: as many words as frames draw for measurements alone. */
function wordRate({ distance, rounds, batches }: RepetitionSize): Figures {
  const draws = new RandomDraws(new SeededRandom(1));
  const words = (batches * (distance + rounds * (distance - 1)) * FRAME_SHOTS) / 32;
  let sum = 0;
  const startMs = performance.now();
  for (let word = 0; word < words; word++) sum ^= draws.word();
  const ms = performance.now() - startMs;
  return { rate: (batches * FRAME_SHOTS) / ms / 1_000, sum: Math.abs(sum) + 1 };
}

/** Data qubits, and one between each two that compares them; depolarizing noise on data and on what compares. */
function repetitionCode(distance: number, rounds: number): Circuit {
  const checks = distance - 1;
  const circuit = new Circuit(distance + checks, rounds * checks + distance);
  const noise = depolarizing(0.004);
  for (let round = 0; round < rounds; round++) {
    for (let data = 0; data < distance; data++) circuit.noise(noise, data);
    for (let check = 0; check < checks; check++) circuit.cx(check, distance + check);
    for (let check = 0; check < checks; check++) circuit.cx(check + 1, distance + check).noise(noise, distance + check);
    for (let check = 0; check < checks; check++) {
      circuit.measure(distance + check, round * checks + check).reset(distance + check);
    }
  }
  for (let data = 0; data < distance; data++) circuit.measure(data, rounds * checks + data);
  return circuit;
}
