import assert from 'node:assert/strict';
import test from 'node:test';
import { limLength } from '../../../src/qkd/figures/lim-system.ts';
import { referenceFigures } from '../reference-figures.ts';

for (const { L, N, l } of referenceFigures.lim2014) {
  test(`${L} km, ${N} pulses: ${l} bits`, () => {
    assert.ok(Math.abs(limLength(L, N) - l) <= 1, `${limLength(L, N)}`);
  });
}
