import assert from 'node:assert/strict';
import test from 'node:test';
import type { Decision } from '../../../src/consensus/chain/block.ts';
import { requireApprovedSet, requireSoundDecision } from '../../../src/consensus/chain/block-validity.ts';
import { castOf, changeOf, entriesOf, proposalOf, setOf } from '../cast.ts';

const cast = castOf(4);
const proposal = proposalOf(cast);
const WINDOW = 5;
const place = { chainId: cast.genesis.chainId, height: 10, set: cast.set, nextSet: cast.set };

function decision(
  outcome: Decision['outcome'],
  approving: readonly number[],
  rejecting: readonly number[] = [],
): Decision {
  const ballots = [...entriesOf(cast, approving, proposal.id), ...entriesOf(cast, rejecting, proposal.id, 'reject')];
  return { outcome, proposal, ballots, newSetBallots: [] };
}

const holds = (made: Decision, height = 10): boolean => {
  try {
    requireSoundDecision(made, { ...place, height }, WINDOW);
    return true;
  } catch {
    return false;
  }
};

test('approved takes m approvals, and rejected so many others that m can not be reached: every split of ballots', () => {
  const everybody = [0, 1, 2, 3];
  for (let approving = 0; approving < 16; approving++) {
    for (let rejecting = 0; rejecting < 16; rejecting++) {
      if ((approving & rejecting) !== 0) continue;
      const yes = everybody.filter((validator) => (approving & (1 << validator)) !== 0);
      const no = everybody.filter((validator) => (rejecting & (1 << validator)) !== 0);
      assert.equal(holds(decision('approved', yes, no)), yes.length >= 3);
      assert.equal(holds(decision('rejected', yes, no)), no.length >= 2);
    }
  }
});

test('until the deadline it is decided by ballots, and after it, for a while, it has expired', () => {
  const approved = decision('approved', [0, 1, 2]);
  const expired = decision('expired', [0]);
  assert.deepEqual(
    [1, 10, 11].map((height) => holds(approved, height)),
    [true, true, false],
  );
  assert.deepEqual(
    [10, 11, 15, 16].map((height) => holds(expired, height)),
    [false, true, true, false],
  );
});

test('every ballot must verify, also those that would not be needed', () => {
  const sound = decision('approved', [0, 1, 2, 3]);
  const ballots = sound.ballots.map((entry, index) =>
    index === 3 ? { ...entry, verdict: 'abstain' as const } : entry,
  );
  assert.throws(() => requireSoundDecision({ ...sound, ballots }, place, WINDOW), { code: 'BALLOT_REFUSED' });
});

test('a proposal of another chain, and ballots of a set that does not come, are refused', () => {
  const sound = decision('approved', [0, 1, 2]);
  const foreign = { ...sound, proposal: proposalOf(cast, { chainId: 'ab'.repeat(32) }) };
  assert.throws(() => requireSoundDecision(foreign, place, WINDOW), /another chain/u);
  assert.throws(
    () => requireSoundDecision({ ...sound, newSetBallots: sound.ballots }, place, WINDOW),
    /does not come/u,
  );
});

test('a change of the set waits for the one before it', () => {
  const newSet = setOf(cast.keys, 1);
  const offer = proposalOf(cast, { kind: 'validator-set', content: changeOf(cast, { approvals: 4 }) });
  const ballots = entriesOf(cast, [0, 1, 2], offer.id);
  const newSetBallots = entriesOf({ ...cast, set: newSet }, [0, 1, 3], offer.id);
  const made = { outcome: 'approved', proposal: offer, ballots, newSetBallots } as const;
  assert.doesNotThrow(() => requireApprovedSet(made, newSet, place));
  assert.throws(() => requireApprovedSet(made, newSet, { ...place, nextSet: newSet }), /has not taken effect/u);
  assert.throws(() => requireApprovedSet({ ...made, newSetBallots: ballots }, newSet, place), {
    code: 'BALLOT_REFUSED',
  });
});
