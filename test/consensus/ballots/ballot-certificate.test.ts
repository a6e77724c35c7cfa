import assert from 'node:assert/strict';
import test from 'node:test';
import {
  certify,
  decodeBallotCertificate,
  encodeBallotCertificate,
  verifyBallotCertificate,
} from '../../../src/consensus/ballots/ballot-certificate.ts';
import { ballotOf, type Cast, castOf, proposalOf, setOf } from '../cast.ts';

const cast = castOf(4);
const proposal = proposalOf(cast);

function certificate(who: Cast, validators: readonly number[], verdict: 'approve' | 'reject' = 'approve') {
  const ballots = validators.map((validator) => ballotOf(who, validator, proposal.id, verdict));
  return certify(ballots, who.set);
}

test('m approvals make a certificate of approval, and m rejections one of rejection', () => {
  assert.equal(certificate(cast, [0, 1]), undefined);
  assert.equal(certificate(cast, [0, 1, 3])?.outcome, 'approved');
  assert.equal(certificate(cast, [3, 2, 1], 'reject')?.outcome, 'rejected');
  const mixed = [...[0, 1].map((v) => ballotOf(cast, v, proposal.id)), ballotOf(cast, 2, proposal.id, 'abstain')];
  assert.equal(certify(mixed, cast.set), undefined);
  assert.equal(certify([], cast.set), undefined);
});

test('a certificate verifies offline, from its bytes and what is pinned', () => {
  const made = certificate(cast, [3, 0, 1]);
  assert.ok(made !== undefined);
  const decoded = decodeBallotCertificate(encodeBallotCertificate(made));
  assert.equal(verifyBallotCertificate(decoded, cast.set, cast.genesis.chainId).outcome, 'approved');
});

test('what proves nothing is refused, with the reason', () => {
  const made = certificate(cast, [0, 1, 3]);
  assert.ok(made !== undefined);
  const [first, second, third] = made.ballots;
  assert.ok(first !== undefined && second !== undefined && third !== undefined);
  const refused = (changes: object, reason: RegExp): void =>
    assert.throws(() => verifyBallotCertificate({ ...made, ...changes }, cast.set, cast.genesis.chainId), {
      code: 'QUORUM_CERTIFICATE_INVALID',
      message: reason,
    });
  refused({ ballots: [first, second] }, /2 ballots, and it takes 3/u);
  refused({ ballots: [first, second, second] }, /counted twice/u);
  refused({ outcome: 'rejected' }, /do not say reject/u);
  refused({ ballots: [first, second, { ...third, validator: 2 }] }, /does not hold/u);
  refused({ proposalId: 'ab'.repeat(32) }, /does not hold/u);
  assert.throws(() => verifyBallotCertificate(made, setOf(cast.keys, 1), cast.genesis.chainId), /does not hold/u);
});

test('approval and rejection can not both be certified: the malicious one may sign both', () => {
  const outcomes = [];
  for (let split = 0; split < 2 ** 3; split++) {
    // Validators 0 to 2 are honest and say one thing each; 3 says both.
    const approving = [0, 1, 2].filter((validator) => (split & (1 << validator)) !== 0);
    const rejecting = [0, 1, 2].filter((validator) => !approving.includes(validator));
    outcomes.push([certificate(cast, [...approving, 3]), certificate(cast, [...rejecting, 3], 'reject')]);
  }
  assert.ok(outcomes.some(([approved]) => approved !== undefined));
  assert.ok(outcomes.every(([approved, rejected]) => approved === undefined || rejected === undefined));
});

test('unknown outcomes and trailing bytes are malformed', () => {
  const made = certificate(cast, [0, 1, 3]);
  assert.ok(made !== undefined);
  const bytes = encodeBallotCertificate(made);
  assert.throws(() => decodeBallotCertificate(Uint8Array.of(...bytes, 1)), { code: 'MALFORMED' });
  const at = 1 + 32 + 4 + 32 + 32;
  assert.throws(() => decodeBallotCertificate(Uint8Array.from(bytes, (b, i) => (i === at ? 3 : b))), /outcome/u);
});
