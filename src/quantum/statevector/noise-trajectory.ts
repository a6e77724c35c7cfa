import { adjoint, type ComplexMatrix, matrixProduct, scaledMatrix } from '../complex-matrix.ts';
import { type NoiseChannel, pauliMatrix } from '../noise/noise-channel.ts';
import { drawIndex } from '../random/draw-index.ts';
import type { RandomDraws } from '../random/random-draws.ts';
import { reducedDensity } from './reduced-density.ts';
import type { StateVector } from './state-vector.ts';

/** Lets one Kraus operator of a channel act, drawn with its probability in this state; the norm stays 1. */
export function applyTrajectory(
  state: StateVector,
  channel: NoiseChannel,
  qubits: readonly number[],
  draws: RandomDraws,
): void {
  if (channel.pauliProbabilities === undefined) return applyDrawnKraus(state, channel, qubits, draws);
  const number = drawIndex(channel.pauliProbabilities, draws);
  if (number !== 0) applyMatrix(state, pauliMatrix(number, channel.qubits), qubits);
}

function applyDrawnKraus(
  state: StateVector,
  { kraus }: NoiseChannel,
  qubits: readonly number[],
  draws: RandomDraws,
): void {
  const density = reducedDensity(state, qubits);
  const weights = kraus.map((operator) =>
    realTrace(matrixProduct(matrixProduct(adjoint(operator), operator), density)),
  );
  const drawn = drawIndex(weights, draws);
  applyMatrix(state, scaledMatrix(kraus[drawn], 1 / Math.sqrt(weights[drawn]), 0), qubits);
}

function applyMatrix(state: StateVector, matrix: ComplexMatrix, targets: readonly number[]): void {
  state.applyLinear([{ matrix, targets, controls: [] }]);
}

function realTrace({ size, entries }: ComplexMatrix): number {
  let trace = 0;
  for (let row = 0; row < size; row++) trace += entries[2 * row * (size + 1)];
  return trace;
}
