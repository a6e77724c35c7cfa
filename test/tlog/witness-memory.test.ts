import assert from 'node:assert/strict';
import test from 'node:test';
import { nativeBackend } from '../../src/crypto/index.ts';
import { FileTileStore, MemoryTileStore, StoredWitnessMemory } from '../../src/tlog/index.ts';
import { flipped } from '../crypto/damage.ts';
import { assertRejected } from '../crypto/refusal.ts';
import { temporaryFolder } from '../crypto/temporary-folder.ts';
import { slowHead, someEntries } from './slow-tree.ts';

const head = slowHead(someEntries(12));

test('each log is remembered apart, also by another process', async (t) => {
  const folder = temporaryFolder(t);
  const memory = new StoredWitnessMemory(new FileTileStore(folder), nativeBackend);
  assert.equal(await memory.last('a'), undefined);
  await memory.remember('a', head);
  const again = new StoredWitnessMemory(new FileTileStore(folder), nativeBackend);
  const { size, root } = (await again.last('a')) ?? {};
  assert.deepEqual({ size, root }, head);
  assert.equal(await again.last('../../etc'), undefined);
});

test('a damaged memory is no memory: the witness stops', async () => {
  const store = new MemoryTileStore();
  const memory = new StoredWitnessMemory(store, nativeBackend);
  await memory.remember('a', head);
  const [path = ''] = store.paths();
  const bytes = (await store.read(path)) ?? new Uint8Array();
  for (const damaged of [
    new Uint8Array(0),
    bytes.slice(0, -1),
    flipped(bytes, 0),
    flipped(bytes, 1),
    Uint8Array.of(0xff),
  ]) {
    await store.write(path, damaged);
    await assertRejected('LOG_DAMAGED', () => memory.last('a'));
  }
});
