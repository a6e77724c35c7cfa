import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isoTime } from '../../../src/monitor/logging/iso-time.ts';

test('is what Date writes, in whatever order times come', () => {
  const day = fc.integer({ min: Date.UTC(2026, 10, 30), max: Date.UTC(2026, 10, 30) + 5000 });
  const times = fc.oneof(
    day,
    fc.integer({ min: -8.64e15, max: 8.64e15 }),
    fc.double({ min: -1e13, max: 1e13, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(times, { maxLength: 20 }), (all) => {
      for (const timeMs of all) assert.equal(isoTime(timeMs), new Date(timeMs).toISOString());
    }),
  );
});

test('a time that is none is refused, and spoils no later one', () => {
  assert.throws(() => isoTime(Number.NaN), RangeError);
  assert.throws(() => isoTime(9e15), RangeError);
  assert.equal(isoTime(0), '1970-01-01T00:00:00.000Z');
});
