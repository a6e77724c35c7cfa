import assert from 'node:assert/strict';
import test from 'node:test';
import { certifiedStatement } from '../../../src/consensus/chain/certified-statement.ts';
import { isSignedBy } from '../../../src/consensus/chain/statement.ts';
import { blockOn, castOf, certificateOf } from '../cast.ts';

test('a vote inside a certificate is the statement that its validator has signed', () => {
  const cast = castOf(4);
  const certificate = certificateOf(cast, cast.chain, blockOn(cast.chain), [0, 2]);
  for (const vote of certificate.votes) {
    assert.ok(isSignedBy(certifiedStatement(certificate, vote), cast.set.at(vote.validator)));
    assert.ok(!isSignedBy(certifiedStatement({ ...certificate, round: 1 }, vote), cast.set.at(vote.validator)));
  }
});
