import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeBlock, MAX_BLOCK_BYTES } from '../../../src/consensus/chain/block.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { blockOn, castOf, entriesOf, proposalOf } from '../cast.ts';

const cast = castOf(4);
const proposal = proposalOf(cast);
const decision = {
  outcome: 'approved',
  proposal,
  ballots: entriesOf(cast, [0, 1, 2], proposal.id),
  newSetBallots: [],
} as const;
const block = blockOn(cast.chain, decision);
const tick = blockOn(cast.chain);

test('blocks survive their encoding, byte for byte', () => {
  for (const made of [block, tick]) {
    const decoded = decodeBlock(made.encoded, nativeBackend);
    assert.equal(decoded.id, made.id);
    assert.deepEqual(decoded, made);
  }
});

test('every field is part of the id', () => {
  const others = [
    blockOn(cast.chain, decision, { height: 2 }),
    blockOn(cast.chain, decision, { previous: 'ab'.repeat(32) }),
    blockOn(cast.chain, decision, { epoch: 1 }),
    blockOn(cast.chain, decision, { nextSetHash: 'ab'.repeat(32) }),
    blockOn(cast.chain, { ...decision, outcome: 'rejected' }),
    blockOn(cast.chain, { ...decision, ballots: decision.ballots.slice(1) }),
    tick,
  ];
  assert.equal(new Set([block, ...others].map(({ id }) => id)).size, 8);
});

test('cut, extended, oversize and unknown blocks are malformed', () => {
  const malformed = (bytes: Uint8Array): void =>
    assert.throws(() => decodeBlock(bytes, nativeBackend), { code: 'MALFORMED' });
  malformed(block.encoded.subarray(0, -1));
  malformed(Uint8Array.of(...block.encoded, 0));
  malformed(new Uint8Array(MAX_BLOCK_BYTES + 1));
  malformed(Uint8Array.from(tick.encoded, (byte, index) => (index === 1 ? 4 : byte)));
  malformed(Uint8Array.from(tick.encoded, (byte, index) => (index === 0 ? 2 : byte)));
});
