import type { RandomSource } from '../../base/index.ts';
import { Circuit } from '../circuit/circuit.ts';
import type { BitCounts } from '../engines/bit-counts.ts';
import { exactBranches } from '../engines/exact-branches.ts';
import { simulate } from '../engines/simulation.ts';
import type { NoiseChannel } from '../noise/noise-channel.ts';
import { addBellPair } from './bell-states.ts';

/** The pairs of angles, in radians from Z towards X, at which Phi+ gives the most; the last one counts negative. */
const SETTINGS = [
  { alice: 0, bob: Math.PI / 4, sign: 1 },
  { alice: 0, bob: -Math.PI / 4, sign: 1 },
  { alice: Math.PI / 2, bob: Math.PI / 4, sign: 1 },
  { alice: Math.PI / 2, bob: -Math.PI / 4, sign: -1 },
] as const;

/** A measured CHSH value. No local model gives more than 2; quantum mechanics gives up to 2.83. */
export interface ChshResult {
  readonly value: number;
  /** Standard deviation of the value by chance alone. */
  readonly deviation: number;
  /** The four correlations, in the order of the settings. */
  readonly correlations: readonly number[];
}

/** Alice and Bob each measure half of a pair along an angle, in radians. `noise`, of one qubit, acts on Bob's half. */
export function chshCircuit(alice: number, bob: number, noise?: NoiseChannel): Circuit {
  const circuit = addBellPair(new Circuit(2), 0, 1);
  if (noise !== undefined) circuit.noise(noise, 1);
  return circuit.ry(-alice, 0).ry(-bob, 1).measureAll();
}

/** The CHSH value with infinitely many shots (Clauser, Horne, Shimony and Holt 1969). */
export function exactChsh(noise?: NoiseChannel): number {
  return SETTINGS.reduce((sum, { alice, bob, sign }) => {
    const branches = exactBranches(chshCircuit(alice, bob, noise));
    const correlation = branches.reduce(
      (mean, { bits, probability }) => mean + (bits[0] === bits[1] ? probability : -probability),
      0,
    );
    return sum + sign * correlation;
  }, 0);
}

/** Plays the game so many times at each of the four settings. Throws `ARGUMENT_INVALID` for a number of shots that {@link simulate} refuses. */
export function measureChsh(shots: number, random: RandomSource, noise?: NoiseChannel): ChshResult {
  const correlations = SETTINGS.map(({ alice, bob }) => {
    const { counts } = simulate(chshCircuit(alice, bob, noise), { shots, random });
    return correlationOf(counts, shots);
  });
  const variance = correlations.reduce((sum, mean) => sum + (1 - mean * mean) / shots, 0);
  return {
    value: correlations.reduce((sum, mean, index) => sum + mean * SETTINGS[index].sign, 0),
    deviation: Math.sqrt(variance),
    correlations,
  };
}

function correlationOf(counts: BitCounts, shots: number): number {
  const equal = (counts.get('00') ?? 0) + (counts.get('11') ?? 0);
  return (2 * equal) / shots - 1;
}
