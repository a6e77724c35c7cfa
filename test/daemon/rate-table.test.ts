import assert from 'node:assert/strict';
import test from 'node:test';
import { RateTable, SHORTEST_RATE_SPAN_MS } from '../../src/daemon/rate-table.ts';
import { ManualClock } from '../client/manual-clock.ts';

interface Row {
  readonly name: string;
  readonly apples: number;
  readonly pears: number;
}

test('rates are those of the fields that were named, from look to look, row by row', () => {
  const clock = new ManualClock();
  let rows: readonly Row[] = [{ name: 'a', apples: 10, pears: 1 }];
  const isAnother = (before: Row, now: Row): boolean => now.pears < before.pears;
  const table = new RateTable(
    { read: () => rows, keyOf: ({ name }: Row) => name, fields: ['apples'], isAnother },
    clock,
  );
  assert.deepEqual(table.look(), [{ name: 'a', apples: 10, pears: 1, rates: undefined }]);
  clock.advance(4000);
  rows = [
    { name: 'b', apples: 7, pears: 0 },
    { name: 'a', apples: 30, pears: 1 },
  ];
  const rates = { applesPerSecond: 5, spanMs: 4000 };
  assert.deepEqual(
    table.look().map((row) => row.rates),
    [undefined, rates],
  );
  clock.advance(SHORTEST_RATE_SPAN_MS - 1);
  rows = [{ name: 'a', apples: 900, pears: 1 }];
  assert.deepEqual(table.look(), [{ name: 'a', apples: 900, pears: 1, rates }]);
  clock.advance(1000);
  rows = [{ name: 'a', apples: 901, pears: 0 }];
  assert.equal(table.look()[0]?.rates, undefined);
});
