import assert from 'node:assert/strict';
import test from 'node:test';
import { createProposal, decodeProposal, MAX_PROPOSAL_CONTENT_BYTES } from '../../../src/consensus/ballots/proposal.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { castOf, proposalOf } from '../cast.ts';

const cast = castOf(1);
const proposal = proposalOf(cast);

test('a proposal survives its encoding, byte for byte', () => {
  assert.deepEqual(decodeProposal(proposal.encoded, nativeBackend), proposal);
  for (let length = 0; length < proposal.encoded.length; length++) {
    assert.throws(() => decodeProposal(proposal.encoded.subarray(0, length), nativeBackend), { code: 'MALFORMED' });
  }
  assert.throws(() => decodeProposal(Uint8Array.of(...proposal.encoded, 0), nativeBackend), { code: 'MALFORMED' });
});

test('every field is part of its id', () => {
  const others = [
    proposalOf(cast, { nonce: new Uint8Array(16).fill(1) }),
    proposalOf(cast, { kind: 'validator-set' }),
    proposalOf(cast, { deadlineHeight: 11 }),
    proposalOf(cast, { title: 'Release 1.1' }),
    proposalOf(cast, { content: Uint8Array.of(1, 3) }),
    proposalOf(cast, { chainId: 'ab'.repeat(32) }),
  ];
  assert.equal(new Set([proposal, ...others].map(({ id }) => id)).size, 7);
});

test('what is over a limit or can not be printed is refused', () => {
  const refused = (changes: object): void =>
    assert.throws(() => createProposal({ ...proposal, ...changes }, nativeBackend), { code: 'PROPOSAL_REFUSED' });
  refused({ content: new Uint8Array(MAX_PROPOSAL_CONTENT_BYTES + 1) });
  refused({ title: 'x'.repeat(257) });
  refused({ title: 'a\u202eb' });
  refused({ title: 'a\nb' });
  refused({ nonce: new Uint8Array(15) });
  refused({ deadlineHeight: -1 });
  assert.equal(proposalOf(cast, { content: new Uint8Array(MAX_PROPOSAL_CONTENT_BYTES) }).content.length, 262_144);
});

test('an oversize length is refused before anything is stored', () => {
  const huge = Uint8Array.from(proposal.encoded);
  huge.set([0xff, 0xff, 0xff, 0xff], huge.length - 2 - 4);
  assert.throws(() => decodeProposal(huge, nativeBackend), /over the limit/u);
});
