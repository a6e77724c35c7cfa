import assert from 'node:assert/strict';
import test from 'node:test';
import {
  type CertifiedBlock,
  followHistory,
  verifyQuorumCertificate,
} from '../../../src/consensus/chain/certified-block.ts';
import type { ChainState } from '../../../src/consensus/chain/chain-state.ts';
import { blockOn, type Cast, castOf, certificateOf, changeBlock, heirOf, keyOf } from '../cast.ts';

const cast = castOf(4);

/** Four blocks: the second one puts validator 9 in the place of another one, from height 4 on. */
function history(): { readonly blocks: readonly CertifiedBlock[]; readonly successor: Cast } {
  const moves = { removed: cast.keys.slice(0, 1), added: [keyOf(9)] };
  const successor = heirOf(cast, cast.chain, moves);
  const blocks: CertifiedBlock[] = [];
  let chain: ChainState = cast.chain;
  for (let height = 1; height <= 4; height++) {
    const changed =
      height === 2 ? changeBlock(cast, chain, moves, { old: [0, 1, 2], new: [0, 1, 2] }).block : undefined;
    const block = changed ?? blockOn(chain);
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
