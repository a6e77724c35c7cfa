import assert from 'node:assert/strict';
import test from 'node:test';
import { BitCounter, bitText } from '../../../src/quantum/engines/bit-counts.ts';

test('the last sign is bit 0', () => {
  assert.equal(bitText([1, 0, 0]), '001');
  assert.equal(bitText(new Uint8Array(0)), '');
});

test('outcomes are counted, and listed in order', () => {
  const counter = new BitCounter();
  for (const outcome of ['11', '00', '11']) counter.add(outcome);
  counter.add('01', 5);
  assert.deepEqual(
    [...counter.finish()],
    [
      ['00', 1],
      ['01', 5],
      ['11', 2],
    ],
  );
});
