import assert from 'node:assert/strict';
import test from 'node:test';
import { nativeBackend } from '../../src/crypto/index.ts';
import {
  FileTileStore,
  MemoryTileStore,
  TiledLog,
  type TileStore,
  TreeHasher,
  verifyConsistency,
  verifyInclusion,
} from '../../src/tlog/index.ts';
import { flipped } from '../crypto/damage.ts';
import { toHex } from '../crypto/hex.ts';
import { assertRejected } from '../crypto/refusal.ts';
import { temporaryFolder } from '../crypto/temporary-folder.ts';
import { Chances } from '../simulation/chances.ts';
import { slowHead, slowLeaf, someEntries } from './slow-tree.ts';

const hasher = new TreeHasher(nativeBackend);
const seed = Number(process.env['SEED'] ?? 20_261_130);

test(`a log that grows by random steps proves everything about itself (seed ${seed})`, async () => {
  const chances = new Chances(seed);
  const entries = someEntries(1500);
  const store = new MemoryTileStore();
  let log = TiledLog.empty(store, hasher);
  while (log.head.size < entries.length) {
    const { size } = log.head;
    await log.append(entries.slice(size, size + chances.between(0, 180)));
    if (chances.happens(0.5)) log = await TiledLog.open(store, hasher, log.head);
    const head = slowHead(entries.slice(0, log.head.size));
    assert.deepEqual(log.head, head);
    if (head.size === 0) continue;
    const index = chances.below(head.size);
    assert.deepEqual(await log.entry(index), entries[index]);
    const proof = await log.proveInclusion(index);
    verifyInclusion(hasher, { index, leafHash: slowLeaf(entries[index] ?? new Uint8Array()), proof }, head);
    const old = slowHead(entries.slice(0, chances.below(head.size + 1)));
    assert.deepEqual(await log.headAt(old.size), old);
    verifyConsistency(hasher, await log.proveConsistency(old.size), old, head);
  }
});

test('only the partial tiles of what is still partial are kept', async () => {
  const store = new MemoryTileStore();
  const log = TiledLog.empty(store, hasher);
  for (const entry of someEntries(260)) await log.append([entry]);
  assert.deepEqual(
    store.paths().filter((path) => path.includes('000')),
    ['tile/0/000', 'tile/1/000.p/1', 'tile/entries/000'],
  );
});

test('a failed write leaves the log as it was, and the next append goes on', async () => {
  const store = new MemoryTileStore();
  let budget = Number.POSITIVE_INFINITY;
  const failing: TileStore = {
    read: (path) => store.read(path),
    removeBelow: (path) => store.removeBelow(path),
    write: async (path, bytes) => {
      if (--budget < 0) throw new RangeError('the disk is full');
      await store.write(path, bytes);
    },
  };
  const entries = someEntries(300);
  const log = TiledLog.empty(failing, hasher);
  await log.append(entries.slice(0, 250));
  for (let writes = 0; writes < 5; writes++) {
    budget = writes;
    await assert.rejects(log.append(entries.slice(250, 300)), RangeError);
    assert.equal(log.head.size, 250);
    // As after a crash: what was written beyond the head does no harm.
    budget = Number.POSITIVE_INFINITY;
    const reopened = await TiledLog.open(failing, hasher, log.head);
    assert.equal(toHex(reopened.head.root), toHex(slowHead(entries.slice(0, 250)).root));
  }
  await log.append(entries.slice(250, 300));
  assert.deepEqual(log.head, slowHead(entries));
});

test('a crash between filling a tile and its checkpoint loses nothing, whatever comes next', async () => {
  const store = new MemoryTileStore();
  const entries = someEntries(400);
  const first = TiledLog.empty(store, hasher);
  const published = await first.append(entries.slice(0, 250));
  await first.append(entries.slice(250, 300));
  const reopened = await TiledLog.open(store, hasher, published);
  assert.deepEqual(await reopened.entry(249), entries[249]);
  const other = someEntries(500).slice(400, 403);
  const head = await reopened.append(other);
  assert.deepEqual(head, slowHead([...entries.slice(0, 250), ...other]));
  for (const [at, entry] of other.entries()) assert.deepEqual(await reopened.entry(250 + at), entry);
  const rest = await reopened.append(entries.slice(300));
  assert.deepEqual(rest, slowHead([...entries.slice(0, 250), ...other, ...entries.slice(300)]));
});

test('every damaged byte of tiles and bundles is found', async () => {
  const store = new MemoryTileStore();
  const log = TiledLog.empty(store, hasher);
  const head = await log.append(someEntries(5));
  for (const path of store.paths()) {
    const bytes = await store.read(path);
    assert.ok(bytes !== undefined);
    for (let index = 0; index < bytes.length; index++) {
      await store.write(path, flipped(bytes, index));
      await assert.rejects(async () => {
        const opened = await TiledLog.open(store, hasher, head);
        for (let entry = 0; entry < 5; entry++) await opened.entry(entry);
      });
    }
    await store.write(path, bytes);
  }
  await TiledLog.open(store, hasher, head);
});

test('a missing tile or bundle, and a foreign head, are damage', async () => {
  const store = new MemoryTileStore();
  const head = await TiledLog.empty(store, hasher).append(someEntries(5));
  await assertRejected('LOG_DAMAGED', () => TiledLog.open(store, hasher, { ...head, root: flipped(head.root, 0) }));
  await assertRejected('LOG_DAMAGED', () => TiledLog.open(store, hasher, { ...head, size: 6 }));
  const log = await TiledLog.open(store, hasher, head);
  await store.removeBelow('tile/entries/000.p');
  await assertRejected('LOG_DAMAGED', () => log.entry(0));
  await store.removeBelow('tile/0/000.p');
  await assertRejected('LOG_DAMAGED', () => TiledLog.open(store, hasher, head));
});

test('an entry that is not there is unknown, and one too long a defect of the caller', async () => {
  const log = TiledLog.empty(new MemoryTileStore(), hasher);
  await log.append(someEntries(3));
  for (const index of [-1, 3, 0.5]) {
    await assertRejected('LOG_ENTRY_UNKNOWN', () => log.entry(index));
    await assertRejected('LOG_ENTRY_UNKNOWN', () => log.proveInclusion(index));
  }
  await assertRejected('LOG_ENTRY_UNKNOWN', () => log.headAt(4));
  await assertRejected('LOG_ENTRY_UNKNOWN', () => log.proveConsistency(1, 4));
  await assertRejected('ASSERTION_FAILED', () => log.append([new Uint8Array(65_536)]));
});

test('a log in a folder comes back', async (t) => {
  const store = new FileTileStore(temporaryFolder(t));
  const entries = someEntries(300);
  const head = await TiledLog.empty(store, hasher).append(entries);
  const log = await TiledLog.open(store, hasher, head);
  assert.deepEqual(await log.entry(299), entries[299]);
  assert.deepEqual(log.head, slowHead(entries));
});
