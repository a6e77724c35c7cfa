import assert from 'node:assert/strict';
import test from 'node:test';
import { ParityBlock } from '../../../src/qkd/cascade/parity-block.ts';

test('a block is halved, the left part being the larger', () => {
  const block = new ParityBlock(1, 10, 15, 1);
  assert.equal(block.middle, 13);
  block.split(0);
  assert.deepEqual([block.left?.start, block.left?.end, block.right?.start, block.right?.end], [10, 13, 13, 15]);
  assert.equal(block.oddPart, block.right);
  const other = new ParityBlock(1, 0, 2, 1);
  other.split(1);
  assert.equal(other.oddPart, other.left);
  assert.equal(other.right?.odd, 0);
});

test('turning a bit over changes the parts around it, and names the smallest', () => {
  const block = new ParityBlock(0, 0, 8, 0);
  assert.equal(block.toggle(3), block);
  assert.equal(block.odd, 1);
  block.split(1);
  const part = block.toggle(6);
  assert.equal(part, block.right);
  assert.deepEqual([block.odd, block.left?.odd, block.right?.odd], [0, 1, 1]);
});

test('parts can be forgotten', () => {
  const block = new ParityBlock(0, 0, 8, 1);
  block.split(1);
  block.join();
  assert.equal(block.oddPart, undefined);
  assert.equal(block.size, 8);
});
