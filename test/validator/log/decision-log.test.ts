import assert from 'node:assert/strict';
import test from 'node:test';
import { nativeBackend } from '../../../src/crypto/index.ts';
import {
  MemoryTileStore,
  NoteSigner,
  NoteVerifier,
  parseSignedNote,
  parseTlogProof,
  TreeHasher,
  verifyTlogProof,
} from '../../../src/tlog/index.ts';
import { decodeLeaf, encodeLeaf, leafOf } from '../../../src/validator/log/decision-leaf.ts';
import { DecisionLog, logOrigin } from '../../../src/validator/log/decision-log.ts';
import { damagedCopies } from '../../crypto/damage.ts';
import { assertRefused, assertRejected } from '../../crypto/refusal.ts';
import { fixtureOf, historyOf } from '../consensus-fixture.ts';

const fixture = fixtureOf();
const leaves = historyOf(fixture, 5).map(({ block }) => leafOf(block));
const signers = Array.from(
  { length: 4 },
  (_, at) =>
    new NoteSigner(nativeBackend, `w${at}`, 'ml-dsa-44-cosignature', nativeBackend.signature('ML-DSA-44').generate()),
);
const witnesses = signers.map(({ key }) => new NoteVerifier(nativeBackend, key));
const origin = logOrigin(fixture.genesis.chainId);

function openFor(at: number, store: MemoryTileStore): Promise<DecisionLog> {
  const signer = signers[at];
  assert.ok(signer !== undefined);
  return DecisionLog.open({
    backend: nativeBackend,
    store,
    origin,
    signer,
    cosignersOf: () => ({ witnesses, quorum: 3 }),
  });
}

test('a leaf has one form', () => {
  for (const leaf of leaves) assert.deepEqual(decodeLeaf(encodeLeaf(leaf)), leaf);
  const [first] = leaves;
  assert.ok(first !== undefined);
  const bytes = encodeLeaf(first);
  for (const { bytes: damaged } of damagedCopies(bytes)) {
    try {
      assert.deepEqual(encodeLeaf(decodeLeaf(damaged)), damaged);
    } catch {
      assertRefused('MALFORMED', () => decodeLeaf(damaged));
    }
  }
  assertRefused('MALFORMED', () => decodeLeaf(encodeLeaf({ ...first, outcome: 'approved' })));
});

test('logs of the same decisions cosign each other, and give receipts from a quorum on', async () => {
  const logs = await Promise.all([0, 1, 2].map((at) => openFor(at, new MemoryTileStore())));
  for (const log of logs) await log.append(leaves, 1_700_000_000);
  const [first, second, third] = logs;
  assert.ok(first !== undefined && second !== undefined && third !== undefined);
  await assertRejected('LOG_ENTRY_UNKNOWN', () => first.receipt(1));
  const lines = [second, third].map((log) => log.ownLine());
  for (const own of lines) {
    assert.equal(await first.cosign(own?.size ?? 0, own?.line ?? ''), 'taken');
    assert.equal(await first.cosign(own?.size ?? 0, own?.line ?? ''), 'known');
  }
  assert.equal(first.trustedSize, 5);
  const receipt = parseTlogProof(await first.receipt(3));
  const policy = { origin, logKeys: [], witnesses, threshold: 3 };
  verifyTlogProof(
    new TreeHasher(nativeBackend),
    receipt,
    encodeLeaf(leaves[2] ?? decodeLeaf(new Uint8Array())),
    policy,
  );
  for (const height of [0, 6]) await assertRejected('LOG_ENTRY_UNKNOWN', () => first.receipt(height));
  assert.equal((await first.consistency(2, 5)).length > 0, true);
});

test('a cosignature of another size, head or key is not taken', async () => {
  const [log, other] = await Promise.all([openFor(0, new MemoryTileStore()), openFor(1, new MemoryTileStore())]);
  assert.equal(await log.cosign(0, 'x'), 'other-size');
  await log.append(leaves, 5);
  await other.append(leaves.slice(0, 4), 5);
  const shorter = other.ownLine();
  assert.equal(await log.cosign(4, shorter?.line ?? ''), 'other-size');
  assert.equal(await log.cosign(5, shorter?.line ?? ''), 'bad-cosignature');
  assert.equal(await log.cosign(5, 'no line'), 'bad-cosignature');
});

test('a log goes on from what was published, with its cosignatures', async () => {
  const store = new MemoryTileStore();
  const log = await openFor(0, store);
  await log.append(leaves.slice(0, 2), 5);
  const again = await openFor(0, store);
  assert.deepEqual([again.size, again.cosigners], [2, ['w0']]);
  await again.append(leaves.slice(2), 6);
  assert.equal((await openFor(0, store)).size, 5);
  const foreign = DecisionLog.open({
    backend: nativeBackend,
    store,
    origin: 'other',
    signer: signers[0] as NoteSigner,
    cosignersOf: () => ({ witnesses, quorum: 3 }),
  });
  await assertRejected('LOG_DAMAGED', () => foreign);
});

test('a checkpoint is written with the own cosignature, and once more with those of a quorum', async () => {
  const written: number[] = [];
  const store = new (class extends MemoryTileStore {
    override write(path: string, bytes: Uint8Array): Promise<void> {
      if (path === 'checkpoint') written.push(parseSignedNote(bytes).signatures.length);
      return super.write(path, bytes);
    }
  })();
  const logs = await Promise.all([0, 1, 2, 3].map((at) => openFor(at, at === 0 ? store : new MemoryTileStore())));
  for (const log of logs) await log.append(leaves, 5);
  const [log, ...others] = logs;
  assert.ok(log !== undefined);
  for (const other of others) {
    const own = other.ownLine();
    assert.equal(await log.cosign(own?.size ?? 0, own?.line ?? ''), 'taken');
  }
  assert.deepEqual(written, [1, 3]);
  assert.deepEqual([log.cosigners.length, log.trustedSize], [4, 5]);
  const again = await openFor(0, store);
  assert.deepEqual([again.cosigners.length, again.trustedSize], [3, 5]);
});
