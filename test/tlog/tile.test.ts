import assert from 'node:assert/strict';
import test from 'node:test';
import { parseTilePath, TILE_WIDTH, type Tile, tilePath } from '../../src/tlog/index.ts';
import { newBundles, newTiles, partialFolder, tileAt, tileOfNode } from '../../src/tlog/tile.ts';
import { assertRefused } from '../crypto/refusal.ts';
import { Chances } from '../simulation/chances.ts';

const seed = Number(process.env['SEED'] ?? 20_261_130);

test('tiles have the paths that C2SP tlog-tiles gives', () => {
  const examples: readonly (readonly [Tile, string])[] = [
    [{ level: 0, index: 1_234_067, width: TILE_WIDTH }, 'tile/0/x001/x234/067'],
    [{ level: 0, index: 0, width: TILE_WIDTH }, 'tile/0/000'],
    [{ level: 2, index: 999, width: 5 }, 'tile/2/999.p/5'],
    [{ level: 0, index: 1000, width: 255 }, 'tile/0/x001/000.p/255'],
    [{ level: 63, index: 273, width: 112 }, 'tile/63/273.p/112'],
    [{ level: 'entries', index: 123_456_078, width: 2 }, 'tile/entries/x123/x456/078.p/2'],
  ];
  for (const [tile, path] of examples) {
    assert.equal(tilePath(tile), path);
    assert.deepEqual(parseTilePath(path), tile);
  }
  assert.equal(partialFolder({ level: 0, index: 7, width: 3 }), 'tile/0/007.p');
});

test('a path has one form', () => {
  const bad = [
    '',
    'tile/0',
    'tile/0/0',
    'tile/0/0000',
    'tile/0/x000/001',
    'tile/0/123/456',
    'tile/0/x123',
    'tile/00/001',
    'tile/64/001',
    'tile/-1/001',
    'tile/data/001',
    'tile/0/001.p/0',
    'tile/0/001.p/256',
    'tile/0/001.p/05',
    'tile/0/001.p/',
    'tile/0/001/',
    '/tile/0/001',
    'tile/0/../001',
    `tile/0/${'x999/'.repeat(7)}999`,
    'tile/0/001\n',
  ];
  for (const path of bad) assert.equal(parseTilePath(path), undefined, path);
});

test('a tree of 70,000 leaves has the tiles that C2SP tlog-tiles counts', () => {
  const tiles = newTiles(0, 70_000);
  const full = (level: number) => tiles.filter((tile) => tile.level === level && tile.width === TILE_WIDTH).length;
  assert.deepEqual([full(0), full(1), full(2)], [273, 1, 0]);
  assert.deepEqual(
    tiles.filter(({ width }) => width < TILE_WIDTH),
    [
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ],
  );
  assert.deepEqual(newTiles(0, 256), [
    { level: 0, index: 0, width: 256 },
    { level: 1, index: 0, width: 1 },
  ]);
  assert.equal(newBundles(0, 70_000).length, 274);
});

test(`tiles that grow step by step are those of the whole tree (seed ${seed})`, () => {
  const chances = new Chances(seed);
  for (let round = 0; round < 20; round++) {
    const widest = new Map<string, Tile>();
    let size = 0;
    for (let step = 0; step < 12; step++) {
      const next = size + chances.below(9000);
      for (const tile of newTiles(size, next)) widest.set(`${tile.level}/${tile.index}`, tile);
      size = next;
    }
    const whole = newTiles(0, size);
    assert.equal(widest.size, whole.length);
    for (const tile of whole) assert.deepEqual(widest.get(`${tile.level}/${tile.index}`), tile);
  }
});

test('a node is found in the tile of its level', () => {
  assert.deepEqual(tileOfNode({ level: 0, index: 300 }, 301), {
    tile: { level: 0, index: 1, width: 45 },
    first: 44,
    count: 1,
  });
  assert.deepEqual(tileOfNode({ level: 7, index: 1 }, 256), {
    tile: { level: 0, index: 0, width: 256 },
    first: 128,
    count: 128,
  });
  assert.deepEqual(tileOfNode({ level: 9, index: 0 }, 600), {
    tile: { level: 1, index: 0, width: 2 },
    first: 0,
    count: 2,
  });
  assertRefused('ASSERTION_FAILED', () => tileOfNode({ level: 3, index: 0 }, 7));
  assert.equal(tileAt(0, 1, 256).width, 0);
});
