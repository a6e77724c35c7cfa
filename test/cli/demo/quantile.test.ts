import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { quantile } from '../../../src/cli/demo/quantile.ts';

const seed = Number(process.env['SEED'] ?? 20_260_404);

describe('a quantile', () => {
  test('is the value of nearest rank', () => {
    const values = [15, 20, 35, 40, 50];
    assert.deepEqual(
      [0, 0.05, 0.3, 0.4, 0.5, 1].map((q) => quantile(values, q)),
      [15, 15, 20, 20, 35, 50],
    );
    assert.equal(quantile([7], 0.99), 7);
  });

  test('is the least value that at least a share q of the values does not exceed', (t) => {
    t.diagnostic(`seed ${seed}`);
    fc.assert(
      fc.property(
        fc.array(fc.integer(), { minLength: 1 }),
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        (values, q) => {
          const share = (limit: number): number => values.filter((value) => value <= limit).length / values.length;
          const found = quantile(values, q);
          const least = values.toSorted((a, b) => a - b).find((value) => share(value) >= q);
          assert.equal(found, least);
        },
      ),
      { seed },
    );
  });
});
