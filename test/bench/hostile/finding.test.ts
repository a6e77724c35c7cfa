import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Finding, findingTable, holds } from '../../../bench/hostile/finding.ts';

const finding: Finding = { scenario: 'crowd', figure: 'memory', value: 12, unit: 'KiB', timed: false };

describe('a finding', () => {
  test('holds on its bar and on the right side of it', () => {
    assert.equal(holds(finding), true);
    assert.equal(holds({ ...finding, bar: { atMost: 12 } }), true);
    assert.equal(holds({ ...finding, bar: { atMost: 11.9 } }), false);
    assert.equal(holds({ ...finding, bar: { atLeast: 12 } }), true);
    assert.equal(holds({ ...finding, bar: { atLeast: 12.1 } }), false);
  });

  test('does not hold when it could not be measured', () => {
    for (const bar of [{ atMost: 1 }, { atLeast: 1 }])
      assert.equal(holds({ ...finding, value: Number.NaN, bar }), false);
  });

  test('is a line of the table, with its verdict', () => {
    const table = findingTable([
      { ...finding, bar: { atMost: 16 } },
      { ...finding, figure: 'rate', value: 0.5, unit: '', bar: { atLeast: 1 }, timed: true },
      { ...finding, figure: 'left', value: 10_000, unit: '', bar: { atMost: 0 } },
    ]).split('\n');
    assert.match(table[1] ?? '', /crowd +memory +12 +KiB +<= 16 +held$/u);
    assert.match(table[2] ?? '', /rate +0\.500 +>= 1 +missed$/u);
    assert.match(table[3] ?? '', /left +10,000 +<= 0 +BROKEN$/u);
    assert.equal(new Set(table.slice(0, 2).map((line) => line.indexOf('KiB'))).size, 2);
  });
});
