import assert from 'node:assert/strict';
import test from 'node:test';
import { certify } from '../../../src/consensus/ballots/ballot-certificate.ts';
import { checkConsensus, honestShare } from '../../../src/consensus/verification/consensus-check.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { MemoryTileStore, TiledLog, TreeHasher } from '../../../src/tlog/index.ts';
import { ballotOf, blockOn, castOf, certificateOf, proposalOf } from '../cast.ts';

const cast = castOf(4);
const proposal = proposalOf(cast);
const pinned = { set: cast.set, chainId: cast.genesis.chainId };

function ballots(verdict: 'approve' | 'reject') {
  const certificate = certify(
    [0, 1, 3].map((validator) => ballotOf(cast, validator, proposal.id, verdict)),
    cast.set,
  );
  assert.ok(certificate !== undefined);
  return { kind: 'ballots', certificate, proposalId: proposal.id, ...pinned } as const;
}

test('an approval passes with the share of honest validators behind it', () => {
  const { passed, confidence, reason } = checkConsensus(ballots('approve'), nativeBackend);
  assert.deepEqual([passed, confidence, reason], [true, 2 / 3, '3 of 4 approve']);
});

test('a certificate of rejection, of another proposal or that is forged does not', () => {
  assert.ok(!checkConsensus(ballots('reject'), nativeBackend).passed);
  assert.ok(!checkConsensus({ ...ballots('approve'), proposalId: 'ab'.repeat(32) }, nativeBackend).passed);
  const { certificate } = ballots('approve');
  const forged = { ...ballots('approve'), certificate: { ...certificate, ballots: certificate.ballots.slice(1) } };
  assert.match(checkConsensus(forged, nativeBackend).reason, /2 ballots, and it takes 3/u);
});

test('a decided block passes under its certificate alone', () => {
  const block = blockOn(cast.chain);
  const certificate = certificateOf(cast, cast.chain, block, [0, 1, 2, 3]);
  const claim = { kind: 'block', certificate, blockId: block.id, ...pinned } as const;
  assert.deepEqual(
    [checkConsensus(claim, nativeBackend).passed, checkConsensus(claim, nativeBackend).confidence],
    [true, 1],
  );
  assert.ok(!checkConsensus({ ...claim, blockId: 'ab'.repeat(32) }, nativeBackend).passed);
});

test('an entry of the log passes with its proof, and no other does', async () => {
  const hasher = new TreeHasher(nativeBackend);
  const log = TiledLog.empty(new MemoryTileStore(), hasher);
  const entries = [0, 1, 2, 3, 4].map((index) => Uint8Array.of(index));
  const head = await log.append(entries);
  const proof = await log.proveInclusion(2);
  const of = (entry: number) => ({ index: 2, leafHash: hasher.leaf(Uint8Array.of(entry)), proof });
  assert.ok(checkConsensus({ kind: 'inclusion', inclusion: of(2), head }, nativeBackend).passed);
  assert.ok(!checkConsensus({ kind: 'inclusion', inclusion: of(3), head }, nativeBackend).passed);
});

test('the share counts all malicious validators against the voters', () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((voters) => honestShare(voters, 4)),
    [0, 0, 1 / 3, 2 / 3, 1],
  );
  assert.equal(honestShare(1, 1), 1);
});
