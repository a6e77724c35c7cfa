import assert from 'node:assert/strict';
import test from 'node:test';
import { BallotBox } from '../../src/consensus/voting-session.ts';
import { ballotOf, castOf, proposalOf } from './cast.ts';

const cast = castOf(4);
const proposal = proposalOf(cast);
const box = (): BallotBox => new BallotBox(proposal, cast.set, 100);
const vote = (validator: number, verdict: 'approve' | 'reject' | 'abstain' = 'approve') =>
  ballotOf(cast, validator, proposal.id, verdict);

test('ballots settle a proposal when there are m of one kind', () => {
  const voting = box();
  voting.add(vote(0), 101);
  voting.add(vote(1), 102);
  const pending = voting.view();
  assert.deepEqual(
    [pending.status, pending.votes.approve, pending.waitingFor],
    ['pending', 2, ['validator 2', 'validator 3']],
  );
  assert.equal(pending.confidence, 1 / 3);
  voting.add(vote(3), 103);
  const { status, settledBy, settledMs, certificate, confidence } = voting.view();
  assert.deepEqual(
    [status, settledBy, settledMs, certificate?.ballots.length, confidence],
    ['approved', 'ballots', 103, 3, 2 / 3],
  );
});

test('rejections settle it too, abstentions alone do not', () => {
  const rejecting = box();
  for (const validator of [0, 1, 2]) rejecting.add(vote(validator, 'reject'), 101);
  assert.equal(rejecting.view().status, 'rejected');
  const abstaining = box();
  for (const validator of [0, 1, 2, 3]) abstaining.add(vote(validator, 'abstain'), 101);
  assert.deepEqual(
    [abstaining.view().status, abstaining.view().votes.abstain, abstaining.view().confidence],
    ['pending', 4, 0],
  );
});

test('the same ballot again changes nothing, another one is proof', () => {
  const voting = box();
  assert.equal(voting.add(vote(0), 101), 'taken');
  assert.equal(voting.add(vote(0), 102), 'duplicate');
  assert.equal(voting.add(vote(0, 'reject'), 103), 'double');
  assert.equal(voting.add(vote(0, 'abstain'), 104), 'double');
  assert.deepEqual(
    voting.doubles.map(({ first, second }) => [first.verdict, second.verdict]),
    [['approve', 'reject']],
  );
  assert.deepEqual(voting.view().votes, { approve: 1, reject: 0, abstain: 0 });
});

test('the log has the last word', () => {
  const voting = box();
  for (const validator of [0, 1, 2]) voting.add(vote(validator), 101);
  voting.settleByLog('expired', 200);
  assert.deepEqual([voting.view().status, voting.view().settledBy, voting.view().settledMs], ['expired', 'log', 200]);
  voting.settleByLog('approved', 300);
  assert.equal(voting.view().status, 'expired', 'once');
});
