import assert from 'node:assert/strict';
import test from 'node:test';
import { outcomeLines, outcomeTable } from '../../src/cli/outcome-table.ts';

test('people see the most frequent outcomes first', () => {
  const counts = new Map([
    ['00', 10],
    ['01', 50],
    ['11', 40],
  ]);
  assert.deepEqual(outcomeTable(counts, 100), [
    'OUTCOME  COUNT   SHARE',
    '01          50  50.0 %',
    '11          40  40.0 %',
    '00          10  10.0 %',
  ]);
});

test('many outcomes end in a row for the rest', () => {
  const counts = new Map(Array.from({ length: 64 }, (_, index) => [index.toString(2).padStart(6, '0'), 1] as const));
  const lines = outcomeTable(counts, 64);
  assert.equal(lines.length, 34);
  assert.match(lines.at(-1) ?? '', /^32 others +32 +50.0 %$/u);
});

test('programs get all of them, in order', () => {
  assert.deepEqual(
    outcomeLines(
      new Map([
        ['0', 3],
        ['1', 4],
      ]),
    ),
    ['0\t3', '1\t4'],
  );
});
