import assert from 'node:assert/strict';
import test from 'node:test';
import { DiscreteChoice } from '../../../src/qkd/link/discrete-choice.ts';
import { RandomNumbers } from '../../../src/qkd/link/random-numbers.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { assertBinomial } from '../closeness.ts';

test('indices come as often as their weights say', () => {
  const random = new RandomNumbers(new SeededRandom('choice'));
  const choice = new DiscreteChoice([0, 2, 0, 5, 1]);
  assert.equal(choice.total, 8);
  const counts = [0, 0, 0, 0, 0];
  for (let draw = 0; draw < 40_000; draw++) {
    const index = choice.draw(random);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  for (const [index, weight] of [0, 2, 0, 5, 1].entries()) {
    assertBinomial(counts[index] ?? 0, 40_000, weight / 8, `index ${index}`);
  }
});
