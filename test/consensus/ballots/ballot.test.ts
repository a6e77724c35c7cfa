import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeBallot, encodeBallot, verifyBallot } from '../../../src/consensus/ballots/ballot.ts';
import { ValidatorSet } from '../../../src/consensus/validator-set.ts';
import { loadPortableBackend } from '../../../src/crypto/index.ts';
import { ballotOf, castOf, proposalOf, setOf } from '../cast.ts';

const cast = castOf(4);
const { set, genesis } = cast;
const proposal = proposalOf(cast);
const ballot = ballotOf(cast, 2, proposal.id);

test('a signed ballot verifies, and survives its encoding', () => {
  const decoded = decodeBallot(encodeBallot(ballot));
  assert.deepEqual(decoded, ballot);
  assert.equal(verifyBallot(decoded, set, genesis.chainId), decoded);
});

test('every changed field is refused, with a typed reason', () => {
  const refused = (changes: object, code = 'BALLOT_REFUSED'): void =>
    assert.throws(() => verifyBallot({ ...ballot, ...changes }, set, genesis.chainId), { code });
  const other = 'ab'.repeat(32);
  refused({ chainId: other });
  refused({ epoch: 1 });
  refused({ setHash: other });
  refused({ proposalId: other });
  refused({ verdict: 'reject' });
  refused({ methodResults: other });
  refused({ validator: 1 });
  refused({ validator: 4 }, 'VALIDATOR_UNKNOWN');
  refused({ signature: Uint8Array.from(ballot.signature, (byte, index) => (index === 100 ? byte ^ 1 : byte)) });
});

test('a ballot of one epoch or chain is none of another', () => {
  assert.throws(() => verifyBallot(ballot, setOf(cast.keys, 1), genesis.chainId), /epoch 0, not 1/u);
  assert.throws(() => verifyBallot(ballot, set, 'ab'.repeat(32)), /another chain/u);
});

test('both backends say the same of a ballot, and of ballots with one bit changed', async () => {
  const portable = ValidatorSet.decode(set.encoded, await loadPortableBackend());
  assert.doesNotThrow(() => verifyBallot(ballot, portable, genesis.chainId));
  for (let at = 0; at < ballot.signature.length; at += 331) {
    const signature = Uint8Array.from(ballot.signature, (byte, index) => (index === at ? byte ^ 4 : byte));
    for (const verifier of [set, portable]) {
      assert.throws(() => verifyBallot({ ...ballot, signature }, verifier, genesis.chainId), {
        code: 'BALLOT_REFUSED',
      });
    }
  }
});

test('cut and extended ballots are malformed, and so is an unknown verdict', () => {
  const bytes = encodeBallot(ballot);
  assert.throws(() => decodeBallot(bytes.subarray(0, -1)), { code: 'MALFORMED' });
  assert.throws(() => decodeBallot(Uint8Array.of(...bytes, 0)), { code: 'MALFORMED' });
  assert.throws(() => decodeBallot(Uint8Array.from(bytes, (byte, index) => (index === 103 ? 9 : byte))), /verdict/u);
});
