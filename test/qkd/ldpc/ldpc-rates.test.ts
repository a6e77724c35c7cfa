import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LDPC_FRAME_BITS, type LdpcRate, ldpcRates } from '../../../src/qkd/ldpc/ldpc-rates.ts';
import { binaryEntropy } from '../../../src/qkd/link/binary-entropy.ts';
import { RandomNumbers } from '../../../src/qkd/link/random-numbers.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';

test('degrees are given for every bit of a frame, and no threshold lies above the Shannon limit', () => {
  for (const { rate, threshold, degrees } of ldpcRates) {
    assert.equal(
      degrees.reduce((sum, [, bits]) => sum + bits, 0),
      LDPC_FRAME_BITS,
    );
    const efficiency = (1 - rate) / binaryEntropy(threshold);
    assert.ok(efficiency > 1 && efficiency < 1.18, `rate ${rate}: ${efficiency}`);
  }
});

const POPULATION = 3000;
const ROUNDS = 120;

/** Whether long codes of these degrees decode at an error rate: density evolution with a population of messages. */
function decodes({ rate, degrees }: LdpcRate, qber: number): boolean {
  const random = new RandomNumbers(new SeededRandom(`evolution ${rate} ${qber}`));
  const edges = degrees.reduce((sum, [degree, bits]) => sum + degree * bits, 0);
  const checkDegree = edges / (LDPC_FRAME_BITS * (1 - rate));
  const trust = Math.log((1 - qber) / qber);
  const received = (): number => (random.chance(qber) ? -trust : trust);
  const edgeDegree = (): number => {
    let point = random.uniform() * edges;
    return degrees.find(([degree, bits]) => (point -= degree * bits) < 0)?.[0] ?? 2;
  };
  let toChecks = Float64Array.from({ length: POPULATION }, received);
  for (let round = 0; round < ROUNDS; round++) {
    const tanhs = toChecks.map((message) => Math.tanh(message / 2));
    const toBits = Float64Array.from({ length: POPULATION }, () => {
      // Check degrees are concentrated on two neighbouring numbers.
      const degree = Math.floor(checkDegree) + (random.chance(checkDegree % 1) ? 1 : 0);
      let product = 1;
      for (let other = 1; other < degree; other++) product *= tanhs[random.below(POPULATION)] ?? 0;
      return Math.max(-25, Math.min(25, 2 * Math.atanh(product)));
    });
    toChecks = Float64Array.from({ length: POPULATION }, () => {
      let sum = received();
      for (let other = edgeDegree(); other > 1; other--) sum += toBits[random.below(POPULATION)] ?? 0;
      return sum;
    });
    const wrong = toChecks.reduce((sum, message) => sum + (message < 0 ? 1 : 0), 0);
    if (wrong < POPULATION * 5e-4) return true;
  }
  return false;
}

describe('density evolution finds the published thresholds, within a tenth', () => {
  for (const family of ldpcRates.filter(({ rate }) => rate <= 0.6)) {
    test(`rate ${family.rate}: ${family.threshold}`, () => {
      assert.ok(decodes(family, 0.9 * family.threshold), 'below');
      assert.ok(!decodes(family, 1.1 * family.threshold), 'above');
    });
  }
});
