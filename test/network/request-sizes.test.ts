import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { RequestSizes } from '../../src/network/request-sizes.ts';

const seed = Number(process.env['SEED'] ?? 20_261_131);

function sizesOf(values: readonly number[]): RequestSizes {
  const sizes = new RequestSizes();
  for (const value of values) sizes.add(value);
  return sizes;
}

describe('sizes of requests', () => {
  test('nothing asked for has no size', () => {
    const sizes = new RequestSizes();
    assert.deepEqual([sizes.requests, sizes.bytes, sizes.quantile(0.99)], [0, 0, 0]);
  });

  test('requests and bytes are exact', () => {
    const sizes = sizesOf([0, 1, 4096, 1_049_600]);
    assert.deepEqual([sizes.requests, sizes.bytes], [4, 1_053_697]);
  });

  test(`a quantile is that of the sorted list, to 25 % above (seed ${seed})`, () => {
    const values = fc.array(fc.integer({ min: 0, max: 2 ** 31 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (list, share) => {
        const sorted = list.toSorted((first, second) => first - second);
        const exact = sorted[Math.max(0, Math.ceil(share * list.length) - 1)] ?? 0;
        const told = sizesOf(list).quantile(share);
        assert.ok(told >= exact && told <= 1.25 * exact + 1, `${told} for ${exact}`);
      }),
      { seed },
    );
  });

  test('what is beyond 4 GiB counts as that', () => {
    assert.equal(sizesOf([2 ** 40]).quantile(0.5), 2 ** 32 - 1);
  });
});
