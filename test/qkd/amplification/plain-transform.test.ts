import assert from 'node:assert/strict';
import test from 'node:test';
import { plainTransform } from '../../../src/qkd/amplification/plain-transform.ts';
import { toeplitzKernel } from '../../../src/qkd/amplification/toeplitz-kernel.ts';
import type { ToeplitzTransform } from '../../../src/qkd/amplification/toeplitz-transform.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';

/** The coefficients of a sum of products, by one transform. */
function coefficients(transform: ToeplitzTransform, factors: readonly Uint8Array[]): readonly Uint8Array[] {
  const values = factors.map((factor) => transform.evaluate(factor));
  const pairs = values.slice(1).map((other) => [values[0] ?? other, other] as const);
  const { low, high } = transform.interpolateProducts(pairs);
  return [low.slice(), high.slice()];
}

test('the transforms in TypeScript and in WebAssembly, over fields of their own, give the same products', () => {
  const kernel = toeplitzKernel();
  assert.ok(kernel !== undefined);
  for (const seed of ['a', 'b', 'c']) {
    const random = new SeededRandom(`twins ${seed}`);
    const factors = [65_536, 40_000, 1, 65_535].map((length) => random.fill(new Uint8Array(length)));
    assert.deepEqual(coefficients(plainTransform, factors), coefficients(kernel, factors), `seed ${seed}`);
  }
});
