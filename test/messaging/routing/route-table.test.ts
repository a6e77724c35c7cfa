import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RouteTable } from '../../../src/messaging/routing/route-table.ts';
import {
  MAX_DESTINATIONS,
  MAX_DESTINATIONS_OF_NEIGHBOUR,
  MAX_ROUTES_OF_DESTINATION,
  SWITCH_FACTOR,
} from '../../../src/messaging/routing/routing-limits.ts';

const announcement = (sequence: number) => ({
  sequence,
  expiresAtMs: sequence + 1000,
  bytes: Uint8Array.of(sequence & 255),
});
const told = (origin: string, costUs: number, path: readonly string[] = [origin], sequence = 1) =>
  ({ kind: 'route', origin, sequence, costUs, path, announcement: undefined }) as const;

function tableWith(costs: Readonly<Record<string, number>> = {}): { table: RouteTable; changes: string[] } {
  const changes: string[] = [];
  const table = new RouteTable(
    'self',
    (neighbour) => costs[neighbour] ?? 100,
    (origin) => changes.push(origin),
  );
  return { table, changes };
}

describe('a route table', () => {
  test('uses the cheapest way, and the next one when that is withdrawn', () => {
    const { table, changes } = tableWith({ a: 100, b: 200 });
    table.learn('b', told('x', 1000), announcement(1));
    table.learn('a', told('x', 1000), announcement(1));
    assert.equal(table.best('x')?.neighbour, 'b', 'the one in use is left only for one that is better by enough');
    table.learn('a', told('x', 500), announcement(1));
    assert.equal(table.best('x')?.neighbour, 'a');
    assert.deepEqual(table.best('x')?.path, ['a', 'x']);
    assert.equal(table.best('x')?.costUs, 600);
    assert.deepEqual(table.nextHops('x'), ['a', 'b']);
    table.withdraw('a', 'x');
    assert.equal(table.best('x')?.neighbour, 'b');
    table.dropNeighbour('b');
    assert.equal(table.best('x'), undefined);
    assert.equal(table.size, 0);
    assert.deepEqual(changes, ['x', 'x', 'x', 'x']);
  });

  test('changes over only when the other way is better by the factor', () => {
    const { table } = tableWith({ a: 0, b: 0 });
    table.learn('a', told('x', 1000), announcement(1));
    table.learn('b', told('x', 1000 * SWITCH_FACTOR), announcement(1));
    assert.equal(table.best('x')?.neighbour, 'a');
    table.learn('b', told('x', 1000 * SWITCH_FACTOR - 1), announcement(1));
    assert.equal(table.best('x')?.neighbour, 'b');
  });

  test('takes no way through itself, none that is too long, and none that begins in the air', () => {
    const { table } = tableWith();
    assert.equal(table.learn('a', told('x', 1, ['b', 'self', 'x']), announcement(1)), 'looped');
    assert.equal(table.learn('a', told('self', 1), announcement(1)), 'looped');
    assert.equal(table.learn('a', told('x', 1, []), announcement(1)), 'looped');
    assert.equal(
      table.learn('a', told('x', 1, [...Array.from({ length: 15 }, (_, hop) => `h${hop}`), 'x']), announcement(1)),
      'looped',
    );
    assert.equal(table.size, 0);
    table.learn('a', told('x', 1), announcement(1));
    assert.equal(table.learn('a', told('x', 1, ['self', 'x']), announcement(1)), 'looped');
    assert.equal(table.best('x'), undefined, 'a way that has come to lead through us is no way');
  });

  test('wants an announcement, once for each sequence', () => {
    const { table } = tableWith();
    assert.equal(table.learn('a', told('x', 1), undefined), 'unproved');
    assert.equal(table.learn('a', told('x', 1), announcement(1)), 'taken');
    assert.equal(table.learn('b', told('x', 1), undefined), 'taken');
    assert.equal(table.learn('b', told('x', 1, ['x'], 2), undefined), 'unproved');
    assert.equal(table.learn('b', told('x', 1, ['x'], 2), announcement(2)), 'taken');
    assert.equal(table.learn('a', told('x', 1), undefined), 'taken', 'the older one holds until it expires');
    table.expire(1001);
    assert.deepEqual(table.nextHops('x'), ['b']);
    table.expire(1002);
    assert.equal(table.best('x'), undefined);
  });

  test('a way that does not deliver is left, and comes back when it does again', () => {
    const { table } = tableWith({ a: 0, b: 0 });
    table.learn('a', told('x', 1000), announcement(1));
    table.learn('b', told('x', 1500), announcement(1));
    for (let failure = 0; failure < 3; failure += 1) table.report('x', 'a', false);
    assert.equal(table.best('x')?.neighbour, 'b');
    for (let delivery = 0; delivery < 20; delivery += 1) table.report('x', 'a', true);
    assert.equal(table.best('x')?.neighbour, 'a');
    table.report('nobody', 'a', false);
  });

  test('one neighbour fills its share and no more; others still find room; the table ends somewhere', () => {
    const { table } = tableWith();
    const fill = (neighbour: string): number => {
      let taken = 0;
      for (let number = 0; number <= MAX_DESTINATIONS_OF_NEIGHBOUR; number += 1) {
        if (table.learn(neighbour, told(`${neighbour}${number}`, 1), announcement(1)) === 'taken') taken += 1;
      }
      return taken;
    };
    assert.equal(fill('a'), MAX_DESTINATIONS_OF_NEIGHBOUR);
    assert.equal(fill('b'), MAX_DESTINATIONS - MAX_DESTINATIONS_OF_NEIGHBOUR);
    assert.equal(table.learn('c', told('z', 1), announcement(1)), 'full');
    table.dropNeighbour('a');
    assert.equal(table.learn('c', told('z', 1), announcement(1)), 'taken');
  });

  test('of many ways to one destination the best are kept', () => {
    const { table } = tableWith();
    for (let way = 20; way > 0; way -= 1) table.learn(`n${way}`, told('x', way * 100), announcement(1));
    assert.equal(table.nextHops('x').length, MAX_ROUTES_OF_DESTINATION);
    assert.ok(table.nextHops('x').includes('n1'));
  });
});
