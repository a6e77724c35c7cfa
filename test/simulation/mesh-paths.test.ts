import assert from 'node:assert/strict';
import test from 'node:test';
import { Chances } from './chances.ts';
import { delayByHops, type MeshEdge, shortestDelays } from './mesh-paths.ts';

const edges: readonly MeshEdge[] = [
  { ends: [0, 1], delayMs: 10 },
  { ends: [1, 2], delayMs: 10 },
  { ends: [0, 2], delayMs: 50 },
  { ends: [3, 2], delayMs: 1 },
];

test('the shortest way is found past a long direct link; what no link leads to is infinitely far', () => {
  assert.deepEqual(shortestDelays(5, edges, 0), [0, 10, 20, 21, Number.POSITIVE_INFINITY]);
});

test('shortest delays agree with repeated relaxation on random meshes', () => {
  const chances = new Chances(11);
  for (let round = 0; round < 20; round += 1) {
    const links = Array.from({ length: 30 }, (): MeshEdge => {
      return { ends: [chances.below(12), chances.below(12)], delayMs: chances.between(1, 90) };
    });
    const slow = Array.from({ length: 12 }, (_, node) => (node === 0 ? 0 : Number.POSITIVE_INFINITY));
    for (let turn = 0; turn < 12; turn += 1) {
      for (const { ends, delayMs } of links) {
        const [a, b] = ends;
        slow[b] = Math.min(slow[b] ?? 0, (slow[a] ?? 0) + delayMs);
        slow[a] = Math.min(slow[a] ?? 0, (slow[b] ?? 0) + delayMs);
      }
    }
    assert.deepEqual(shortestDelays(12, links, 0), slow);
  }
});

test('the way by next hops has the delays of its links, and none when it circles or ends', () => {
  const direct = new Map([
    [0, 2],
    [2, 3],
  ]);
  assert.equal(
    delayByHops(edges, (node) => direct.get(node), 0, 3),
    51,
  );
  const circle = new Map([
    [0, 1],
    [1, 0],
  ]);
  assert.equal(
    delayByHops(edges, (node) => circle.get(node), 0, 3),
    undefined,
  );
  assert.equal(
    delayByHops(edges, () => 3, 0, 3),
    undefined,
    'there is no link',
  );
});
