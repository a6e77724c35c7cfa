import assert from 'node:assert/strict';
import test from 'node:test';
import { shownValue } from '../../../src/monitor/alerts/shown-value.ts';

test('values read as people say them', () => {
  const shown: readonly (readonly [number, string, string])[] = [
    [0.0325, 'ratio', '3.25 %'],
    [0.0421, 'seconds', '42.1 ms'],
    [1.7, 'seconds', '1.7 s'],
    [0, 'bytes', '0 B'],
    [999, 'bytes', '999 B'],
    [120e6, 'bytes', '120 MB'],
    [5e18, 'bytes', '5000000 TB'],
    [-2500, 'bytes per second', '-2.5 kB a second'],
    [4.5, 'per second', '4.5 a second'],
    [12, 'count', '12'],
  ];
  for (const [value, unit, text] of shown) assert.equal(shownValue(value, unit), text);
});
