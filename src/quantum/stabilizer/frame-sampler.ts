import type { Circuit } from '../circuit/circuit.ts';
import { type Condition, conditionsHold } from '../circuit/condition.ts';
import type { MeasureOperation, NoiseOperation, Operation, UnitaryOperation } from '../circuit/operation.ts';
import type { ReadoutError } from '../noise/readout-error.ts';
import { drawIndex } from '../random/draw-index.ts';
import type { RandomDraws } from '../random/random-draws.ts';
import { asClifford } from './clifford-operation.ts';
import { FRAME_SHOTS, FRAME_WORDS, FrameBatch } from './frame-batch.ts';
import { InverseTableau } from './inverse-tableau.ts';

const PAULI_NUMBERS: Readonly<Record<string, number>> = { id: 0, x: 1, y: 2, z: 3 };

/** What one operation does to a batch; it may read and write the bits of all shots. */
type FrameStep = (frames: FrameBatch, bits: readonly Int32Array[]) => void;

/**
 * Samples a circuit of Clifford gates, Pauli noise, measurements, resets and Pauli gates under conditions.
 *
 * One shot without noise is run on a tableau; all others are found by how they differ from it (Gidney 2021, section 3.3), 1,024 at a time.
 */
export class FrameSampler {
  readonly #frames: FrameBatch;
  readonly #bits: readonly Int32Array[];
  readonly #steps: readonly FrameStep[];

  /** The circuit must be one that {@link suitsFrames} takes. */
  constructor(circuit: Circuit, draws: RandomDraws) {
    this.#frames = new FrameBatch(circuit.qubits, draws);
    this.#bits = Array.from({ length: circuit.bits }, () => new Int32Array(FRAME_WORDS));
    this.#steps = frameSteps(circuit, draws);
  }

  /** The bits of the next 1,024 shots: shot s is bit s % 32 of word s / 32. They are overwritten by the next batch. */
  nextBatch(): readonly Int32Array[] {
    for (const words of this.#bits) words.fill(0);
    this.#frames.begin();
    for (const step of this.#steps) step(this.#frames, this.#bits);
    return this.#bits;
  }
}

/** Why reference frames cannot sample an operation; undefined when they can. */
export function whyNotFrames(operation: Operation): string | undefined {
  const isConditional = operation.when !== undefined;
  switch (operation.kind) {
    case 'gate':
    case 'matrix':
      if (asClifford(operation) === undefined) return `${gateLabel(operation)} is no Clifford gate`;
      return isConditional && !isPauli(operation)
        ? `${gateLabel(operation)} under a condition is no Pauli gate`
        : undefined;
    case 'noise':
      if (operation.channel.pauliProbabilities === undefined) return `${operation.channel.label} is no Pauli noise`;
      return isConditional ? 'there is noise under a condition' : undefined;
    case 'measure':
    case 'reset':
      return isConditional ? `there is a ${operation.kind} under a condition` : undefined;
    default:
      return undefined;
  }
}

/** What a gate is called in messages. */
export function gateLabel(operation: UnitaryOperation): string {
  const name = operation.kind === 'gate' ? operation.gate : operation.label;
  return operation.controls.length === 0 ? name : `${name} with ${operation.controls.length} controls`;
}

function isPauli(operation: UnitaryOperation): boolean {
  return operation.kind === 'gate' && operation.gate in PAULI_NUMBERS && operation.controls.length === 0;
}

/** Runs the reference shot, in which every uncertain outcome is 0, and notes what each operation does to the others. */
function frameSteps(circuit: Circuit, draws: RandomDraws): readonly FrameStep[] {
  const reference = new ReferenceShot(circuit);
  return circuit.operations.flatMap((operation) => {
    switch (operation.kind) {
      case 'gate':
      case 'matrix':
        return operation.when === undefined ? reference.gate(operation) : reference.pauli(operation, operation.when);
      case 'measure':
        return [reference.measurement(operation, draws)];
      case 'reset':
        reference.tableau.reset(operation.qubit, draws);
        return [(frames: FrameBatch) => frames.reset(operation.qubit)];
      case 'noise':
        return [noiseStep(operation, draws)];
      default:
        return [];
    }
  });
}

class ReferenceShot {
  readonly tableau: InverseTableau;
  readonly #bits: Uint8Array;

  constructor({ qubits, bits }: Circuit) {
    this.tableau = new InverseTableau(qubits);
    this.#bits = new Uint8Array(bits);
  }

  gate(operation: UnitaryOperation): readonly FrameStep[] {
    const { steps, qubits } = asClifford(operation) ?? { steps: [], qubits: [] };
    this.tableau.apply(steps, qubits);
    return [(frames) => frames.apply(steps, qubits)];
  }

  /** A Pauli gate under conditions makes a difference in the shots that decide otherwise than the reference. */
  pauli(operation: UnitaryOperation, when: readonly Condition[]): readonly FrameStep[] {
    const decision = conditionsHold(when, this.#bits);
    if (decision) this.gate(operation);
    const pauli = operation.kind === 'gate' ? PAULI_NUMBERS[operation.gate] : 0;
    const shots = new Int32Array(FRAME_WORDS);
    return [
      (frames, bits) => {
        decide(when, bits, shots);
        if (decision) for (let word = 0; word < FRAME_WORDS; word++) shots[word] = ~shots[word];
        frames.strikeAll(operation.targets[0], shots, pauli);
      },
    ];
  }

  measurement({ qubit, bit, readout }: MeasureOperation, draws: RandomDraws): FrameStep {
    const outcome = this.tableau.measureOr(qubit, () => 0);
    this.#bits[bit] = outcome;
    return (frames, bits) => {
      const words = bits[bit];
      frames.measure(qubit, words);
      if (outcome === 1) for (let word = 0; word < FRAME_WORDS; word++) words[word] = ~words[word];
      if (readout !== undefined) misreadAll(words, readout, draws);
    };
  }
}

/** In which shots all conditions hold. */
function decide(when: readonly Condition[], bits: readonly Int32Array[], shots: Int32Array): void {
  shots.fill(-1);
  for (const { bits: read, value, negated } of when) {
    for (let word = 0; word < FRAME_WORDS; word++) {
      let equal = -1;
      for (const [index, bit] of read.entries()) {
        const isOne = Math.floor(value / 2 ** index) % 2 === 1;
        equal &= isOne ? bits[bit][word] : ~bits[bit][word];
      }
      if (value >= 2 ** read.length) equal = 0;
      shots[word] &= negated ? ~equal : equal;
    }
  }
}

/** Pauli errors are rare: the way to the next one is drawn, not whether each shot has one. */
function noiseStep({ channel, qubits }: NoiseOperation, draws: RandomDraws): FrameStep {
  const weights = (channel.pauliProbabilities ?? [1]).map((weight, index) => (index === 0 ? 0 : weight));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return (frames) => {
    forRareShots(total, draws, (shot) => {
      let number = drawIndex(weights, draws);
      for (const qubit of qubits) {
        frames.strike(qubit, shot, number % 4);
        number = Math.floor(number / 4);
      }
    });
  };
}

function misreadAll(words: Int32Array, { zeroAsOne, oneAsZero }: ReadoutError, draws: RandomDraws): void {
  const most = Math.max(zeroAsOne, oneAsZero);
  forRareShots(most, draws, (shot) => {
    const isOne = ((words[shot >> 5] >>> (shot & 31)) & 1) === 1;
    if (draws.uniform() * most < (isOne ? oneAsZero : zeroAsOne)) words[shot >> 5] ^= 1 << (shot & 31);
  });
}

/** Calls back for each shot of a batch with this probability. */
function forRareShots(probability: number, draws: RandomDraws, strike: (shot: number) => void): void {
  if (probability <= 0) return;
  const logOfFailure = Math.log1p(-Math.min(probability, 1));
  for (
    let shot = draws.failuresBefore(logOfFailure);
    shot < FRAME_SHOTS;
    shot += 1 + draws.failuresBefore(logOfFailure)
  ) {
    strike(shot);
  }
}
