import assert from 'node:assert/strict';
import test from 'node:test';
import { blockGrid } from '../../../src/qkd/amplification/block-grid.ts';

const ROOM = 65_535;

/** Transforms that a grid needs, counted: one a block, and one a distance between a block of either. */
function transforms(keyBytes: number, hashBytes: number, column: number, row: number): number {
  const distances = new Set<number>();
  const [columns, rows] = [Math.ceil(keyBytes / column), Math.ceil(hashBytes / row)];
  for (let c = 0; c < columns; c++) for (let r = 0; r < rows; r++) distances.add(r * row - c * column);
  return columns + rows + distances.size;
}

test('blocks of both fit the room, and cover', () => {
  for (const keyBytes of [1, 100, 12_500, 32_767, 32_768, 65_000, 112_500, 1_000_000]) {
    for (const hashBytes of [1, 100, 12_500, 32_767, 32_768, 65_000, 112_500, 1_000_000]) {
      const { column, row } = blockGrid(keyBytes, hashBytes, ROOM);
      assert.ok(column >= 1 && row >= 1 && column + row <= ROOM, `${keyBytes}, ${hashBytes}`);
    }
  }
});

test('keys of a million bits need seven transforms, however short they are cut, and equal blocks need more', () => {
  for (const [share, equal] of [
    [0.5, 7],
    [0.1, 9],
    [0.8, 9],
  ] as const) {
    const hashBytes = 125_000 * share;
    const keyBytes = 125_000 - hashBytes;
    const { column, row } = blockGrid(keyBytes, hashBytes, ROOM);
    assert.equal(transforms(keyBytes, hashBytes, column, row), 7);
    assert.equal(transforms(keyBytes, hashBytes, 32_767, 32_767), equal);
  }
});

test('no grid of two equal sizes, or of one whole block, needs fewer', () => {
  for (let keyBytes = 1000; keyBytes < 200_000; keyBytes += 13_777) {
    for (let hashBytes = 1000; hashBytes < 200_000; hashBytes += 11_111) {
      const { column, row } = blockGrid(keyBytes, hashBytes, ROOM);
      const found = transforms(keyBytes, hashBytes, column, row);
      assert.ok(found <= transforms(keyBytes, hashBytes, 32_767, 32_767));
      if (keyBytes < ROOM) assert.ok(found <= transforms(keyBytes, hashBytes, keyBytes, ROOM - keyBytes));
      if (hashBytes < ROOM) assert.ok(found <= transforms(keyBytes, hashBytes, ROOM - hashBytes, hashBytes));
    }
  }
});
