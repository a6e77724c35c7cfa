import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { formatBytes, formatRate } from '../../src/cli/byte-count.ts';

const seed = Number(process.env['SEED'] ?? 20_260_401);

describe('byte counts for people', () => {
  for (const [bytes, text] of [
    [0, '0 B'],
    [1, '1 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [1023, '1.02 kB'],
    [99_950, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.00 MB'],
    [1_048_576, '1.05 MB'],
    [12_345_678_901, '12.3 GB'],
    [1e15, '1.00 PB'],
  ] as const) {
    test(`${bytes} is ${text}`, () => assert.equal(formatBytes(bytes), text));
  }

  test('are never off by more than half of their last digit', (t) => {
    t.diagnostic(`seed ${seed}`);
    const powers: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, PB: 1e15 };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e15 }), (bytes) => {
        const [number = '', unit = ''] = formatBytes(bytes).split(' ');
        const shown = Number(number) * (powers[unit] ?? Number.NaN);
        assert.ok(Math.abs(shown - bytes) <= 0.005_001 * bytes, `${bytes} is shown as ${number} ${unit}`);
        assert.ok(Number(number) < 1000);
      }),
      { seed },
    );
  });

  test('rates are counts by the second', () => assert.equal(formatRate(2_500_000), '2.50 MB/s'));
});
