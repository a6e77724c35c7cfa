import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatDuration, formatSpan } from '../../src/cli/duration.ts';

describe('durations for people', () => {
  for (const [ms, text] of [
    [0, '0.00 ms'],
    [0.123_4, '0.12 ms'],
    [9.994, '9.99 ms'],
    [12.34, '12.3 ms'],
    [999.4, '999 ms'],
    [1000, '1.0 s'],
    [59_940, '59.9 s'],
    [60_000, '1 min 0 s'],
  ] as const) {
    test(`${ms} ms is ${text}`, () => assert.equal(formatDuration(ms), text));
  }
});

describe('spans for people', () => {
  for (const [ms, text] of [
    [0, '0 s'],
    [499, '0 s'],
    [59_499, '59 s'],
    [59_500, '1 min 0 s'],
    [3_599_000, '59 min 59 s'],
    [3_600_000, '1 h 0 min'],
    [86_399_000, '23 h 59 min'],
    [86_400_000, '1 d 0 h'],
    [90_000_000, '1 d 1 h'],
  ] as const) {
    test(`${ms} ms is ${text}`, () => assert.equal(formatSpan(ms), text));
  }
});
