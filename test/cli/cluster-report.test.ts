import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rightsLines } from '../../src/cli/cluster-report.ts';

test('a right that is not as it should be stands out', () => {
  const lines = rightsLines([
    { what: 'read', shouldBeAllowed: true, isAllowed: true },
    { what: 'forge', shouldBeAllowed: false, isAllowed: true },
    { what: 'collect', shouldBeAllowed: true, isAllowed: false },
    { what: 'delete', shouldBeAllowed: false, isAllowed: false },
  ]);
  assert.deepEqual(
    lines.slice(-4).map((line) => line.trim().split(/\s+/u).slice(1)),
    [
      ['allowed', 'allowed'],
      ['refused', 'allowed', 'WRONG'],
      ['allowed', 'refused', 'WRONG'],
      ['refused', 'refused'],
    ],
  );
});
