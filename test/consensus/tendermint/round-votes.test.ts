import assert from 'node:assert/strict';
import test from 'node:test';
import type { VoteMessage } from '../../../src/consensus/index.ts';
import {
  countFor,
  countVoters,
  emptyRound,
  votesFor,
  votesOf,
  withVote,
} from '../../../src/consensus/tendermint/round-votes.ts';
import { QuickChances } from '../../simulation/twins/quick-chances.ts';
import { toyMessage } from './stage.ts';

const vote = (validator: number, value: string | null): VoteMessage =>
  toyMessage('prevote', validator, value) as VoteMessage;

test('a tally counts as a slow and obvious one does, also with validators that equivocate', () => {
  const chances = new QuickChances(7);
  for (let run = 0; run < 300; run++) {
    const votes = Array.from({ length: chances.below(12) }, () =>
      vote(chances.below(5), chances.onceIn(4) ? null : `v${chances.below(3)}`),
    );
    let tally = emptyRound(0, 5).prevote;
    for (const cast of votes) tally = withVote(tally, cast);
    assert.equal(countVoters(tally), new Set(votes.map(({ validator }) => validator)).size);
    for (const value of [null, 'v0', 'v1', 'v2']) {
      const voters = new Set(votes.filter((cast) => cast.value === value).map(({ validator }) => validator));
      assert.equal(countFor(tally, value), voters.size);
      if (value !== null) assert.deepEqual(new Set(votesFor(tally, value).map(({ validator }) => validator)), voters);
    }
    for (let validator = 0; validator < 5; validator++) {
      assert.deepEqual(
        votesOf(tally, validator),
        votes.filter((cast) => cast.validator === validator),
      );
    }
  }
});

test('a vote more leaves the tally before it as it was', () => {
  const before = withVote(emptyRound(0, 4).prevote, vote(1, 'a'));
  const after = withVote(withVote(before, vote(1, 'b')), vote(3, 'b'));
  assert.deepEqual([countFor(before, 'b'), countFor(after, 'b'), countFor(after, 'a')], [0, 2, 1]);
});
