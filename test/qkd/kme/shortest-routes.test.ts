import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { shortestRoutes } from '../../../src/qkd/kme/shortest-routes.ts';

describe('routes', () => {
  test('take the fewest links', () => {
    const ring = [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'd'],
      ['d', 'a'],
    ] as const;
    assert.deepEqual(
      [...shortestRoutes(ring, 'a')],
      [
        ['b', 'b'],
        ['d', 'd'],
        ['c', 'b'],
      ],
    );
  });

  test('lead along a chain, and nowhere beyond it', () => {
    const chain = [
      ['a', 'b'],
      ['c', 'b'],
      ['c', 'd'],
      ['x', 'y'],
    ] as const;
    assert.deepEqual(Object.fromEntries(shortestRoutes(chain, 'a')), { b: 'b', c: 'b', d: 'b' });
    assert.deepEqual(Object.fromEntries(shortestRoutes(chain, 'd')), { c: 'c', b: 'c', a: 'c' });
    assert.deepEqual([...shortestRoutes(chain, 'alone')], []);
  });
});
