import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chshOfErrorRate } from '../../../src/qkd/link/bell-chsh.ts';
import { linkSources } from '../../../src/qkd/link/link-parameters.ts';
import { linkSetup } from '../../../src/qkd/link/link-setup.ts';
import { E91_CHOICES, PAIR_ANGLES, PairLink } from '../../../src/qkd/link/pair-link.ts';
import { RandomNumbers } from '../../../src/qkd/link/random-numbers.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { exactBranches } from '../../../src/quantum/engines/exact-branches.ts';
import { depolarizing } from '../../../src/quantum/noise/noise-channel.ts';
import { chshCircuit, exactChsh } from '../../../src/quantum/protocols/chsh.ts';
import { assertBinomial, assertClose } from '../closeness.ts';

const MISALIGNMENT = 0.06;
const PAIRS = 200_000;

/** Probability of equal outcomes, from the state of the pair with one half depolarised. */
function equalByState(alice: number, bob: number, errorRate: number): number {
  const branches = exactBranches(chshCircuit(alice, bob, depolarizing(2 * errorRate)));
  return branches.reduce((sum, { bits, probability }) => (bits[0] === bits[1] ? sum + probability : sum), 0);
}

describe('pairs of the link and pairs of the quantum simulator', () => {
  test('show equal outcomes alike, at all nine settings of E91', (t) => {
    t.diagnostic('seed "cross-check"');
    const parameters = {
      ...linkSources.modern,
      detectorEfficiency: 1,
      darkCountProbability: 0,
      misalignment: MISALIGNMENT,
    };
    const setup = linkSetup({ protocol: 'e91', distanceKm: 0, parameters });
    const found = new PairLink(setup, E91_CHOICES, new RandomNumbers(new SeededRandom('cross-check'))).run(PAIRS);
    for (const alice of E91_CHOICES.alice) {
      for (const bob of E91_CHOICES.bob) {
        let [equal, count] = [0, 0];
        for (let index = 0; index < found.length; index++) {
          if (found.aliceBasisAt(index) !== alice || found.bobBasisAt(index) !== bob) continue;
          count++;
          if (found.aliceBitAt(index) === found.bobBitAt(index)) equal++;
        }
        const expected = equalByState(PAIR_ANGLES[alice] ?? 0, PAIR_ANGLES[bob] ?? 0, MISALIGNMENT);
        assert.ok(count > 10_000);
        assertBinomial(equal, count, expected, `settings ${alice} and ${bob}`);
      }
    }
  });

  test('have the same CHSH value at the same error rate', () => {
    for (const errorRate of [0, 0.03, 0.1464, 0.25]) {
      assertClose(exactChsh(depolarizing(2 * errorRate)), chshOfErrorRate(errorRate), 1e-9, `Q = ${errorRate}`);
    }
  });
});
