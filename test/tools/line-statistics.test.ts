import assert from 'node:assert/strict';
import test from 'node:test';
import { lineCount, lineStatistics, statisticsText } from '../../tools/line-statistics.ts';

test('median and p90 are the nearest ranks, whatever the order', () => {
  assert.deepEqual(lineStatistics([5, 1, 4, 2, 3]), { count: 5, median: 3, p90: 5, longest: 5 });
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  assert.deepEqual(lineStatistics(hundred), { count: 100, median: 50, p90: 90, longest: 100 });
  assert.deepEqual(lineStatistics([7]), { count: 1, median: 7, p90: 7, longest: 7 });
});

test('nothing has figures of zero', () => {
  assert.deepEqual(lineStatistics([]), { count: 0, median: 0, p90: 0, longest: 0 });
});

test('lines are counted as editors count them', () => {
  assert.equal(lineCount('a'), 1);
  assert.equal(lineCount('a\n'), 1);
  assert.equal(lineCount('a\nb\n'), 2);
  assert.equal(lineCount('a\n\n'), 2);
});

test('figures are put in one line', () => {
  assert.equal(statisticsText(lineStatistics([1, 2, 3])), '3, lines: median 2, p90 3, longest 3');
});
