import assert from 'node:assert/strict';
import test from 'node:test';
import { signBallot } from '../../../src/consensus/ballots/ballot.ts';
import {
  type CertifiedBlock,
  followHistory,
  verifyQuorumCertificate,
} from '../../../src/consensus/chain/certified-block.ts';
import type { ChainState } from '../../../src/consensus/chain/chain-state.ts';
import { NO_METHOD_RESULTS } from '../../../src/consensus/index.ts';
import {
  blockOn,
  type Cast,
  castOf,
  certificateOf,
  entriesOf,
  inOrder,
  keyIn,
  keyOf,
  proposalOf,
  setOf,
} from '../cast.ts';

const cast = castOf(4);

/** Four blocks: the second one puts validator 9 in the place of another one, from height 4 on. */
function history(): { readonly blocks: readonly CertifiedBlock[]; readonly successor: Cast } {
  const keys = inOrder([...cast.keys.slice(1), keyOf(9)]);
  const successor = { ...cast, keys, set: setOf(keys, 1) };
  const proposal = proposalOf(cast, { kind: 'validator-set', content: successor.set.encoded });
  const newBallots = [0, 1, 2].map((validator) => {
    const subject = { chainId: cast.genesis.chainId, epoch: 1, setHash: successor.set.hash, proposalId: proposal.id };
    const said = { ...subject, validator, verdict: 'approve', methodResults: NO_METHOD_RESULTS } as const;
    return signBallot(said, keyIn(keys, validator));
  });
  const change = {
    outcome: 'approved',
    proposal,
    ballots: entriesOf(cast, [0, 1, 2], proposal.id),
    newSetBallots: newBallots,
  } as const;
  const blocks: CertifiedBlock[] = [];
  let chain: ChainState = cast.chain;
  for (let height = 1; height <= 4; height++) {
    const isChange = height === 2;
    const block = blockOn(chain, isChange ? change : undefined, isChange ? { nextSetHash: successor.set.hash } : {});
    const who = chain.set.epoch === 0 ? cast : successor;
    blocks.push({ block, certificate: certificateOf(who, chain, block, [0, 1, 3]) });
    chain = chain.append(block);
  }
  return { blocks, successor };
}

const { blocks, successor } = history();

test('history is followed from the genesis through a change of validators', () => {
  const end = followHistory(cast.chain, blocks);
  assert.deepEqual([end.height, end.set.hash], [5, successor.set.hash]);
  const middle = followHistory(cast.chain, blocks.slice(0, 2));
  assert.deepEqual([middle.set.epoch, middle.nextSet.epoch], [0, 1], 'effective two heights later');
  assert.equal(followHistory(middle, blocks.slice(2)).previous, end.previous);
});

test('history that leaves out, repeats, reorders or swaps blocks is refused', () => {
  const [first, second, third, fourth] = blocks;
  assert.ok(first !== undefined && second !== undefined && third !== undefined && fourth !== undefined);
  for (const wrong of [[second], [first, first], [first, third], [first, second, fourth]]) {
    assert.throws(() => followHistory(cast.chain, wrong), { code: 'BLOCK_INVALID' });
  }
  const swapped = [first, { block: second.block, certificate: first.certificate }];
  assert.throws(() => followHistory(cast.chain, swapped), { code: 'QUORUM_CERTIFICATE_INVALID' });
});

test('the old set does not certify what the new one decides', () => {
  const chain = followHistory(cast.chain, blocks.slice(0, 3));
  const block = blockOn(chain);
  const stale = certificateOf(cast, chain, block, [0, 1, 3]);
  assert.throws(() => followHistory(chain, [{ block, certificate: stale }]), { code: 'QUORUM_CERTIFICATE_INVALID' });
  const old = { ...stale, epoch: 0 };
  assert.throws(() => followHistory(chain, [{ block, certificate: old }]), /epoch 0, not 1/u);
});

test('certificates that are too small, count somebody twice or carry a forgery are refused', () => {
  const [first] = blocks;
  assert.ok(first !== undefined);
  const { certificate } = first;
  const [a, b, c] = certificate.votes;
  assert.ok(a !== undefined && b !== undefined && c !== undefined);
  const refused = (changes: object, reason: RegExp): void =>
    assert.throws(
      () => verifyQuorumCertificate({ ...certificate, ...changes }, cast.set, cast.genesis.chainId),
      reason,
    );
  assert.doesNotThrow(() => verifyQuorumCertificate(certificate, cast.set, cast.genesis.chainId));
  refused({ votes: [a, b] }, /2 votes, and it takes 3/u);
  refused({ votes: [a, b, b] }, /counted twice/u);
  refused({ votes: [a, b, { ...c, validator: 2 }] }, /does not verify/u);
  refused({ votes: [a, b, { ...c, validator: 4 }] }, /no validator number 4/u);
  refused({ chainId: 'ab'.repeat(32) }, /another chain/u);
  refused({ round: 1 }, /does not verify/u);
});
