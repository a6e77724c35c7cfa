import assert from 'node:assert/strict';
import test from 'node:test';
import { nativeBackend } from '../../src/crypto/index.ts';
import { MemoryTileStore, TiledLog, TreeHasher } from '../../src/tlog/index.ts';
import { TileHashReader } from '../../src/tlog/tile-hashes.ts';
import { toHex } from '../crypto/hex.ts';
import { assertRejected } from '../crypto/refusal.ts';
import { slowRoot, someEntries } from './slow-tree.ts';

const hasher = new TreeHasher(nativeBackend);
const entries = someEntries(700);

async function filledStore(): Promise<MemoryTileStore> {
  const store = new MemoryTileStore();
  await TiledLog.empty(store, hasher).append(entries);
  return store;
}

test('the hash of every kind of node is that of the recursive definition', async () => {
  const reader = new TileHashReader(await filledStore(), hasher, 700);
  for (const [level, index] of [
    [0, 0],
    [0, 699],
    [3, 86],
    [7, 4],
    [8, 0],
    [8, 1],
    [9, 0],
  ] as const) {
    const expected = slowRoot(entries.slice(index * 2 ** level, (index + 1) * 2 ** level));
    assert.equal(toHex(await reader.read({ level, index })), toHex(expected), `${level}/${index}`);
  }
});

test('a full tile stands in for a partial one, and nothing for a missing one', async () => {
  const store = await filledStore();
  assert.equal(
    toHex(await new TileHashReader(store, hasher, 100).read({ level: 2, index: 10 })),
    toHex(slowRoot(entries.slice(40, 44))),
  );
  await assertRejected('LOG_DAMAGED', () => new TileHashReader(store, hasher, 600).read({ level: 0, index: 599 }));
});

test('a tile of another length is refused', async () => {
  const store = await filledStore();
  for (const bytes of [new Uint8Array(0), new Uint8Array(31), new Uint8Array(256 * 32 + 1), new Uint8Array(255 * 32)]) {
    await store.write('tile/0/001', bytes);
    await assertRejected('LOG_DAMAGED', () => new TileHashReader(store, hasher, 700).read({ level: 0, index: 300 }));
  }
});
