import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { LockFile } from '../../src/client/lock-file.ts';
import { TrustStore } from '../../src/client/trust-store.ts';
import { ManualClock } from './manual-clock.ts';
import { samplePeerId } from './peer-samples.ts';
import { makeFolders } from './transfer-rig.ts';

const worker = new URL('trust-worker.ts', import.meta.url);
const bob = { name: 'bob', peerId: samplePeerId('bob') };
const carol = { name: 'carol', peerId: samplePeerId('carol'), address: 'tcp://carol.example:1', trusted: true };

async function storePath(t: TestContext): Promise<string> {
  return join((await makeFolders(t)).root, 'config', 'peers.json');
}

/** Makes a store with peers in it. */
async function filledStore(path: string): Promise<TrustStore> {
  const store = await TrustStore.open(path);
  await store.add(bob);
  await store.add(carol);
  return store;
}

test('rules for tunnels are checked, kept in the file, and taken away again', async (t) => {
  const path = await storePath(t);
  const store = await filledStore(path);
  await store.allow('carol', 'connect', 'db:5432');
  assert.deepEqual((await TrustStore.open(path)).find('carol')?.tunnel, { connect: ['db:5432'], bind: [] });
  await assert.rejects(store.allow('carol', 'connect', 'db'), { code: 'ADDRESS_INVALID' });
  await assert.rejects(store.allow('nobody', 'connect', 'db:1'), { code: 'PEER_UNKNOWN' });
  await assert.rejects(store.disallow('carol', 'bind', 'db:5432'), { code: 'ARGUMENT_INVALID' });
  await store.disallow('carol', 'connect', 'db:5432');
  assert.deepEqual((await TrustStore.open(path)).find('carol')?.tunnel, { connect: [], bind: [] });
});

/** A process that adds `count` peers `LABEL-0`, ... one by one; it tells of each that is added. */
function startWriter(t: TestContext, path: string, label: string, count: number): ChildProcess {
  const child = fork(worker, [path, label, String(count)]);
  t.after(() => child.kill('SIGKILL'));
  return child;
}

test('a list in memory knows what it was told, and trusts nobody by itself', async () => {
  const clock = new ManualClock();
  const store = TrustStore.inMemory({ clock });
  await store.add(bob);
  assert.deepEqual(store.list(), [{ ...bob, trusted: false, firstUse: false, addedAtMs: clock.wallMs() }]);
  assert.equal(store.isTrusted(bob.peerId), false);
  await store.trust('bob');
  assert.equal(store.isTrusted(bob.peerId), true);
  assert.equal(store.isTrusted('bob'), false, 'trust goes by PeerId');
  await store.trust(bob.peerId, false);
  assert.equal(store.isTrusted(bob.peerId), false);
  await store.remove('bob');
  await store.refresh();
  assert.deepEqual(store.list(), []);
});

test('a file remembers, for its owner alone, in a folder made for it', async (t) => {
  const path = await storePath(t);
  const store = await filledStore(path);
  await store.trust('bob');
  await store.remove('carol');
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.equal((await stat(join(path, '..'))).mode & 0o777, 0o700);
  const again = await TrustStore.open(path);
  assert.deepEqual(again.list(), store.list());
  assert.equal(again.find('BOB')?.trusted, true);
});

test('opening a list that does not exist writes nothing', async (t) => {
  const path = await storePath(t);
  const store = await TrustStore.open(path);
  await store.refresh();
  assert.deepEqual(store.list(), []);
  await assert.rejects(stat(join(path, '..')), { code: 'ENOENT' });
});

test('a change that is refused changes nothing, and the next one works', async (t) => {
  const path = await storePath(t);
  const store = await filledStore(path);
  const before = await readFile(path, 'utf8');
  await assert.rejects(store.add(bob), { code: 'PEER_EXISTS' });
  await assert.rejects(store.add({ name: '../x', peerId: samplePeerId('x') }), { code: 'ARGUMENT_INVALID' });
  await assert.rejects(store.trust('nobody'), { code: 'PEER_UNKNOWN' });
  await assert.rejects(store.remove('nobody'), { code: 'PEER_UNKNOWN' });
  assert.equal(await readFile(path, 'utf8'), before);
  await store.trust('bob');
});

test('a damaged file is told, and never replaced by an empty list', async (t) => {
  const path = await storePath(t);
  const store = await filledStore(path);
  const damaged = (await readFile(path, 'utf8')).slice(0, -20);
  await writeFile(path, damaged);
  await assert.rejects(TrustStore.open(path), { code: 'TRUST_STORE_DAMAGED' });
  await assert.rejects(store.add({ name: 'dave', peerId: samplePeerId('dave') }), { code: 'TRUST_STORE_DAMAGED' });
  await assert.rejects(store.refresh(), { code: 'TRUST_STORE_DAMAGED' });
  assert.equal(await readFile(path, 'utf8'), damaged);
  assert.equal(store.list().length, 2, 'what was known is still known');
});

test('a file that disappears is told, and not begun anew', async (t) => {
  const path = await storePath(t);
  const store = await filledStore(path);
  await rm(path);
  await assert.rejects(store.trust('bob'), { code: 'TRUST_STORE_DAMAGED', message: /gone/u });
  await assert.rejects(store.refresh(), { code: 'TRUST_STORE_DAMAGED', message: /gone/u });
  await assert.rejects(stat(path), { code: 'ENOENT' });
});

test('what another process changes is seen after a refresh, and never undone by a change here', async (t) => {
  const path = await storePath(t);
  const [here, there] = [await filledStore(path), await TrustStore.open(path)];
  await there.remove('bob');
  await there.trust('carol', false);
  assert.equal(here.isTrusted(carol.peerId), true);
  await here.refresh();
  assert.equal(here.isTrusted(carol.peerId), false);
  assert.equal(here.find('bob'), undefined);
  await there.add({ name: 'dave', peerId: samplePeerId('dave') });
  await here.add({ name: 'erin', peerId: samplePeerId('erin') });
  const names = (await TrustStore.open(path)).list().map(({ name }) => name);
  assert.deepEqual(names, ['carol', 'dave', 'erin']);
});

test('many changes at once, through several stores of one process, are all kept', async (t) => {
  const path = await storePath(t);
  const names = Array.from({ length: 45 }, (_, index) => `peer-${index}`);
  const stores = await Promise.all([TrustStore.open(path), TrustStore.open(path), TrustStore.open(path)]);
  const adding = stores.flatMap((store, index) =>
    names.filter((_, place) => place % 3 === index).map((name) => store.add({ name, peerId: samplePeerId(name) })),
  );
  await Promise.all(adding);
  const kept = (await TrustStore.open(path)).list().map(({ name }) => name);
  assert.deepEqual(kept.toSorted(), names.toSorted());
});

test("several processes lose none of each other's changes", { timeout: 600_000 }, async (t) => {
  const path = await storePath(t);
  const labels = ['a', 'b', 'c', 'd'];
  const children = labels.map((label) => startWriter(t, path, label, 20));
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0] as number));
  assert.deepEqual(codes, [0, 0, 0, 0]);
  const kept = (await TrustStore.open(path)).list().map(({ name }) => name);
  const expected = labels.flatMap((label) => Array.from({ length: 20 }, (_, index) => `${label}-${index}`));
  assert.deepEqual(kept.toSorted(), expected.toSorted());
});

test('processes killed at any moment leave a whole file with everything they had reported', {
  timeout: 600_000,
}, async (t) => {
  const path = await storePath(t);
  const reported: string[] = [];
  const rounds = 8;
  for (let round = 0; round < rounds; round += 1) {
    const child = startWriter(t, path, `r${round}`, 1_000);
    child.on('message', (name: string) => reported.push(name));
    await once(child, 'message');
    await new Promise((resolve) => setTimeout(resolve, round * 4));
    child.kill('SIGKILL');
    await once(child, 'exit');
    const kept = new Set((await TrustStore.open(path)).list().map(({ name }) => name));
    assert.deepEqual(
      reported.filter((name) => !kept.has(name)),
      [],
    );
    assert.ok(kept.size <= reported.length + round + 1, 'at most one change per kill was under way');
  }
  t.diagnostic(`${reported.length} changes reported before ${rounds} kills, all kept`);
});

test('a process that never lets go of the lock is told of', async (t) => {
  const path = await storePath(t);
  await filledStore(path);
  const store = await TrustStore.open(path, { lockTimeoutMs: 50 });
  await using lock = await LockFile.tryAcquire(`${path}.lock`, { removeAfter: false });
  assert.ok(lock !== undefined);
  await assert.rejects(store.trust('bob'), { code: 'FILE_BUSY' });
  assert.equal(store.find('bob')?.trusted, false);
});

test('a folder that cannot be written is told', { skip: process.platform === 'win32' }, async (t) => {
  const path = await storePath(t);
  const store = await filledStore(path);
  const folder = join(path, '..');
  await chmod(folder, 0o500);
  const isSuperuser = process.geteuid?.() === 0;
  if (isSuperuser) process.seteuid?.(65_534);
  try {
    await assert.rejects(store.trust('bob'), { name: 'QForgeError' });
  } finally {
    if (isSuperuser) process.seteuid?.(0);
    await chmod(folder, 0o700);
  }
  assert.equal((await TrustStore.open(path)).find('bob')?.trusted, false);
});
