import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import { MutationCount } from './mutation-count.ts';

test('only the one error of failed handshakes counts as a refusal; all else is named', () => {
  const count = new MutationCount('a packet', 'changed');
  count.mustFail('bit 1', () => {
    throw new QForgeError('HANDSHAKE_FAILED', { peer: 'x' });
  });
  count.mustFail('bit 2', () => 'an answer');
  count.mustFail('bit 3', () => {
    throw new RangeError('no');
  });
  count.mustFail('bit 4', () => {
    throw new QForgeError('INTERNAL', { what: 'x' });
  });
  const { tried, refused, faults } = count.row;
  assert.deepEqual([tried, refused], [4, 1]);
  assert.match(faults.join('\n'), /^bit 2 was accepted\nbit 3 ended in RangeError: no\nbit 4 ended in /);
});

test('a few faults are named, all are counted', () => {
  const count = new MutationCount('a packet', 'changed');
  for (let index = 0; index < 100; index++) count.judge(`bit ${index}`, 'was accepted');
  assert.deepEqual([count.row.tried, count.row.refused, count.row.faults.length], [100, 0, 5]);
});
