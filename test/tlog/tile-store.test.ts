import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { FileTileStore, MemoryTileStore, type TileStore } from '../../src/tlog/index.ts';
import { temporaryFolder } from '../crypto/temporary-folder.ts';

const kinds: Readonly<Record<string, (t: TestContext) => TileStore>> = {
  memory: () => new MemoryTileStore(),
  file: (t) => new FileTileStore(join(temporaryFolder(t), 'log')),
};

for (const [kind, make] of Object.entries(kinds)) {
  test(`a ${kind} store gives back what was written, and nothing else`, async (t) => {
    const store = make(t);
    assert.equal(await store.read('tile/0/000'), undefined);
    await store.write('tile/0/000', Uint8Array.of(1, 2));
    await store.write('tile/0/000.p/17', Uint8Array.of(3));
    await store.write('tile/0/000', Uint8Array.of(4));
    assert.deepEqual(await store.read('tile/0/000'), Uint8Array.of(4));
    assert.deepEqual(await store.read('tile/0/000.p/17'), Uint8Array.of(3));
    await store.removeBelow('tile/0/000.p');
    await store.removeBelow('tile/7/000.p');
    assert.equal(await store.read('tile/0/000.p/17'), undefined);
    assert.deepEqual(await store.read('tile/0/000'), Uint8Array.of(4));
  });

  test(`what a ${kind} store gave or took is not changed from outside`, async (t) => {
    const store = make(t);
    const bytes = Uint8Array.of(1);
    await store.write('checkpoint', bytes);
    bytes[0] = 2;
    const read = await store.read('checkpoint');
    assert.deepEqual(read, Uint8Array.of(1));
    read[0] = 3;
    assert.deepEqual(await store.read('checkpoint'), Uint8Array.of(1));
  });
}

test('a memory store tells its paths', async () => {
  const store = new MemoryTileStore();
  await store.write('b', Uint8Array.of());
  await store.write('a', Uint8Array.of());
  assert.deepEqual(store.paths(), ['a', 'b']);
});

test('a file store leaves nothing but the resources', async (t) => {
  const folder = temporaryFolder(t);
  await new FileTileStore(folder).write('tile/0/000', Uint8Array.of(1));
  assert.deepEqual(readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted(), [
    'tile',
    'tile/0',
    'tile/0/000',
  ]);
});
