import { RandomNumbers } from '../link/random-numbers.ts';
import { SeededRandom } from '../link/seeded-random.ts';
import { LdpcCode } from './ldpc-code.ts';
import { LDPC_FRAME_BITS, type LdpcRate } from './ldpc-rates.ts';

const SEED = 'qforge ldpc 1';

const built = new Map<number, LdpcCode>();

/** The code of a rate, the same in every process; it is built on first use. */
export function ldpcCode(rate: LdpcRate): LdpcCode {
  const code = built.get(rate.rate) ?? buildCode(rate);
  built.set(rate.rate, code);
  return code;
}

/**
 * Progressive edge growth (Hu, Eleftheriou and Arnold, IEEE Trans. Inf. Theory 51, 386 (2005)): edge by edge, each to a
 * check of least degree among those that share no bit with the checks the bit already has, so that no cycle has four
 * edges as long as there is such a check.
 */
function buildCode({ rate, degrees }: LdpcRate): LdpcCode {
  const checks = Math.round(LDPC_FRAME_BITS * (1 - rate));
  const graph = new GrowingGraph(checks, new RandomNumbers(new SeededRandom(`${SEED} ${rate}`)));
  for (const [degree, count] of degrees) for (let each = 0; each < count; each++) graph.addBit(degree);
  return new LdpcCode(LDPC_FRAME_BITS, graph.checkBits);
}

/** A graph of bits and checks while it grows. */
class GrowingGraph {
  readonly checkBits: number[][];
  readonly #bitChecks: number[][] = [];
  readonly #random: RandomNumbers;
  /** The bit for which a check was found too near last. */
  readonly #nearBit: Int32Array;

  constructor(checks: number, random: RandomNumbers) {
    this.checkBits = Array.from({ length: checks }, () => []);
    this.#random = random;
    this.#nearBit = new Int32Array(checks).fill(-1);
  }

  addBit(degree: number): void {
    const bit = this.#bitChecks.length;
    const own: number[] = [];
    this.#bitChecks.push(own);
    for (let edge = 0; edge < degree; edge++) {
      const check =
        this.#leastCheck((each) => this.#nearBit[each] !== bit) ?? this.#leastCheck((each) => !own.includes(each)) ?? 0;
      this.#markNear(check, bit);
      own.push(check);
      this.checkBits[check]?.push(bit);
    }
  }

  /** A check shares bits with itself and with all checks of its bits. */
  #markNear(check: number, bit: number): void {
    this.#nearBit[check] = bit;
    for (const neighbour of this.checkBits[check] ?? []) {
      for (const near of this.#bitChecks[neighbour] ?? []) this.#nearBit[near] = bit;
    }
  }

  /** The first check of least degree that is eligible, from a random one on. */
  #leastCheck(isEligible: (check: number) => boolean): number | undefined {
    const { length } = this.checkBits;
    const first = this.#random.below(length);
    let [least, chosen] = [Number.POSITIVE_INFINITY, -1];
    for (let step = 0; step < length; step++) {
      const check = (first + step) % length;
      const degree = this.checkBits[check]?.length ?? 0;
      if (degree < least && isEligible(check)) [least, chosen] = [degree, check];
    }
    return chosen < 0 ? undefined : chosen;
  }
}
