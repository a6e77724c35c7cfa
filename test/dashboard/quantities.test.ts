import assert from 'node:assert/strict';
import test from 'node:test';
import {
  binaryByteCount,
  byteCount,
  counted,
  duration,
  percentage,
  plainNumber,
  quantityText,
  scaled,
  wholeNumber,
} from '../../apps/dashboard/src/quantities.ts';

const spaced = (text: string): string => text.replaceAll('\u202f', '_');

test('numbers have three significant digits, and groups of three', () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, '0'],
    [0.1234, '0.123'],
    [1, '1'],
    [9.994, '9.99'],
    [12.34, '12.3'],
    [999.6, '1000'],
    [1234.5, '1_235'],
    [1_048_576, '1_048_576'],
    [Number.NaN, '–'],
  ];
  for (const [value, text] of cases)
    assert.equal(spaced(plainNumber(value)).replace('1_000', '1000'), text, String(value));
  assert.equal(spaced(wholeNumber(1_048_576)), '1_048_576');
  assert.deepEqual(
    [1_048_576, undefined].map((count) => spaced(quantityText(counted(count)))),
    ['1_048_576', '–'],
  );
});

test('units carry the prefix that leaves one to three digits', () => {
  const text = (value: number | undefined): string => spaced(quantityText(byteCount(value)));
  assert.deepEqual([0, 999, 999.4, 999.6, 1000, 156_400_000, 999_700_000, 4.4e9, 2e15, undefined].map(text), [
    '0_B',
    '999_B',
    '999_B',
    '1_kB',
    '1_kB',
    '156_MB',
    '1_GB',
    '4.4_GB',
    '2_000_TB',
    '–_B',
  ]);
  assert.equal(spaced(quantityText(scaled(2500, '/s'))), '2.5_k/s');
});

test('what is set in powers of two is told in them', () => {
  const text = (value: number): string => spaced(quantityText(binaryByteCount(value)));
  assert.deepEqual([0, 512, 65_536, 262_144, 8_388_608, 1_310_720, 65_537].map(text), [
    '0_B',
    '512_B',
    '64_KiB',
    '256_KiB',
    '8_MiB',
    '1.25_MiB',
    '64_KiB',
  ]);
});

test('durations are told in the unit that fits', () => {
  const text = (ms: number | undefined): string => spaced(quantityText(duration(ms)));
  assert.deepEqual([0, 0.0451, 3.1449, 1500, 90_000, 240_000, 7_200_000, 200_000_000, undefined].map(text), [
    '0_ms',
    '45.1_µs',
    '3.14_ms',
    '1.5_s',
    '90_s',
    '4_min',
    '2_h',
    '2_d',
    '–_ms',
  ]);
});

test('shares are told in percent, and nearly all is not all', () => {
  const text = (ratio: number | undefined): string => spaced(quantityText(percentage(ratio)));
  assert.deepEqual([0, 0.0213, 0.5, 0.9912, 0.99951, 0.999_999, 1, undefined].map(text), [
    '0_%',
    '2.1_%',
    '50.0_%',
    '99.12_%',
    '99.95_%',
    '99.99_%',
    '100_%',
    '–_%',
  ]);
});
