import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeQuorumCertificate, encodeQuorumCertificate } from '../../../src/consensus/chain/quorum-certificate.ts';
import { blockOn, castOf, certificateOf } from '../cast.ts';

const cast = castOf(4);
const certificate = certificateOf(cast, cast.chain, blockOn(cast.chain), [0, 1, 3]);

test('a certificate survives its encoding, in the order of validators', () => {
  const shuffled = { ...certificate, votes: certificate.votes.toReversed() };
  assert.deepEqual(decodeQuorumCertificate(encodeQuorumCertificate(shuffled)), certificate);
});

test('votes in disorder, twice, or with a lock that makes no sense are malformed', () => {
  const [first, second] = certificate.votes;
  assert.ok(first !== undefined && second !== undefined);
  const malformed = (changes: object): void =>
    assert.throws(() => decodeQuorumCertificate(encodeQuorumCertificate({ ...certificate, ...changes })), {
      code: 'MALFORMED',
    });
  malformed({ votes: [first, first] });
  malformed({ votes: [{ ...first, lockRound: 0 }] });
  malformed({ step: 'prevote', round: 3, votes: [{ ...first, lockRound: 3 }] });
  malformed({ round: 2 ** 31 });
});

test('cut and extended certificates are malformed, and so are other steps', () => {
  const bytes = encodeQuorumCertificate(certificate);
  assert.throws(() => decodeQuorumCertificate(bytes.subarray(0, -1)), { code: 'MALFORMED' });
  assert.throws(() => decodeQuorumCertificate(Uint8Array.of(...bytes, 0)), { code: 'MALFORMED' });
  assert.throws(() => decodeQuorumCertificate(Uint8Array.from(bytes, (b, i) => (i === 1 ? 3 : b))), /step/u);
});
