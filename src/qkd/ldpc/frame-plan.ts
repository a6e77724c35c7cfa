import { defined } from '../../base/index.ts';
import { binaryEntropy } from '../link/binary-entropy.ts';
import { RandomNumbers } from '../link/random-numbers.ts';
import { SeededRandom } from '../link/seeded-random.ts';
import type { LdpcCode } from './ldpc-code.ts';
import { LDPC_FRAME_BITS, ldpcRates } from './ldpc-rates.ts';
import { ldpcCode } from './peg-code.ts';

/** Bits of a frame that adapt its rate: shortened ones are known to both ends, punctured ones only to Alice. */
export const ADAPTING_BITS = 400;
/** Bits of key in a frame. */
export const FRAME_KEY_BITS: number = LDPC_FRAME_BITS - ADAPTING_BITS;

/** Punctured bits of a frame at most: more of them stand in each other's way. */
const MOST_PUNCTURED = 200;

/** How far above the Shannon limit frames of this size are planned, so that nearly all decode: found by trial. */
function plannedEfficiency(qber: number): number {
  return 1.25 + 0.0025 / Math.max(qber, LEAST_QBER);
}

/** Error rates below this are planned as this. */
const LEAST_QBER = 0.005;

/** How frames are made for one error rate. */
export interface FramePlan {
  readonly code: LdpcCode;
  /** Places of the key, of the shortened and of the punctured bits. */
  readonly keyPlaces: Uint16Array;
  readonly shortened: Uint16Array;
  readonly punctured: Uint16Array;
  /** Bits that the syndrome of a frame discloses about its key. */
  readonly disclosed: number;
}

/**
 * Chooses the code and how many bits are punctured, so that a frame discloses f h(Q) bits for each bit of key.
 *
 * Elkouss, Martinez-Mateo and Martin, Quantum Inf. Comput. 11, 226 (2011). Places are random, from a fixed seed.
 */
export function framePlan(qber: number): FramePlan {
  const wanted = Math.ceil(plannedEfficiency(qber) * binaryEntropy(Math.max(qber, LEAST_QBER)) * FRAME_KEY_BITS);
  const rate = ldpcRates.find((each) => checksOf(each.rate) >= wanted) ?? defined(ldpcRates.at(-1), 'the lowest rate');
  const code = ldpcCode(rate);
  const punctured = Math.max(0, Math.min(MOST_PUNCTURED, code.checks - wanted));
  const places = shuffledPlaces();
  return {
    code,
    punctured: places.subarray(0, punctured),
    shortened: places.subarray(punctured, ADAPTING_BITS),
    keyPlaces: places.slice(ADAPTING_BITS).toSorted(),
    disclosed: code.checks - punctured,
  };
}

function checksOf(rate: number): number {
  return Math.round(LDPC_FRAME_BITS * (1 - rate));
}

function shuffledPlaces(): Uint16Array {
  const random = new RandomNumbers(new SeededRandom('qforge ldpc places 1'));
  const places = Uint16Array.from({ length: LDPC_FRAME_BITS }, (_, place) => place);
  for (let last = places.length - 1; last > 0; last--) {
    const chosen = random.below(last + 1);
    const kept = places[last] ?? 0;
    places[last] = places[chosen] ?? 0;
    places[chosen] = kept;
  }
  return places;
}
