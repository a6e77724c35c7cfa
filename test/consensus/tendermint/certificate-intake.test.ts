import assert from 'node:assert/strict';
import test from 'node:test';
import { Stage, toyBlock, toyCertificate } from './stage.ts';

const certificate = toyCertificate('precommit', 'a', [0, 1, 3]);

test('a certified block is decided at once, by a validator that has heard nothing', () => {
  const stage = new Stage().on({ type: 'certificate', certificate, block: toyBlock('a') });
  assert.deepEqual([stage.did, stage.state.chain.height], [['decide'], 2]);
});

test('certificates that prove nothing are refused, and so are wrong and missing blocks', () => {
  const refused = (reason: string, changed: object, block = toyBlock('a')): void =>
    assert.deepEqual(new Stage().on({ type: 'certificate', certificate: { ...certificate, ...changed }, block }).did, [
      reason,
    ]);
  refused('bad-certificate', { votes: certificate.votes.slice(1) });
  refused('bad-certificate', { votes: [...certificate.votes.slice(1), certificate.votes[1]] });
  refused('bad-certificate', { round: 1 });
  refused('bad-certificate', { epoch: 1 });
  refused('late', { height: 0 });
  refused('too-early', { height: 2 });
  refused('wrong-block', {}, toyBlock('b'));
  refused('wrong-block', {}, toyBlock('a', { isBroken: true }));
  assert.deepEqual(new Stage().on({ type: 'certificate', certificate }).did, ['wrong-block']);
});

test('a quorum of prevotes counts, but decides nothing', () => {
  const stage = new Stage().on({ type: 'certificate', certificate: toyCertificate('prevote', 'a', [0, 1, 3]) });
  assert.equal(stage.state.chain.height, 1);
  assert.equal(stage.state.rounds[0]?.prevote.first.filter((vote) => vote?.value === 'a').length, 3);
});
