import assert from 'node:assert/strict';
import test from 'node:test';
import { ChainState, EXPIRY_WINDOW_HEIGHTS } from '../../../src/consensus/chain/chain-state.ts';
import { signStatement } from '../../../src/consensus/chain/statement.ts';
import { blockOn, castOf, entriesOf, keyIn, proposalOf, setOf, statementAt } from '../cast.ts';

const cast = castOf(4);
const { chain, genesis } = cast;
const proposal = proposalOf(cast);
const approved = {
  outcome: 'approved',
  proposal,
  ballots: entriesOf(cast, [0, 1, 2], proposal.id),
  newSetBallots: [],
} as const;

test('an empty log begins at height 1 behind the chain id', () => {
  assert.deepEqual([chain.height, chain.previous], [1, genesis.chainId]);
  assert.equal(ChainState.of(genesis, cast.backend).set.hash, cast.set.hash);
});

test('a valid block leads on; the log before it stays as it was', () => {
  const block = blockOn(chain, approved);
  assert.ok(chain.isValid(block));
  const next = chain.append(block);
  assert.deepEqual([next.height, next.previous, next.isDecided(proposal.id)], [2, block.id, true]);
  assert.deepEqual([chain.height, chain.isDecided(proposal.id)], [1, false]);
});

test('a block in the wrong place is refused, with the reason', () => {
  const refused = (changes: object, reason: RegExp): void =>
    assert.throws(() => chain.requireValid(blockOn(chain, approved, changes)), {
      code: 'BLOCK_INVALID',
      message: reason,
    });
  refused({ chainId: 'ab'.repeat(32) }, /another chain/u);
  refused({ height: 2 }, /for height 2/u);
  refused({ previous: 'ab'.repeat(32) }, /follows another/u);
  refused({ epoch: 1 }, /another validator set/u);
  refused({ setHash: 'ab'.repeat(32) }, /another validator set/u);
  refused({ nextSetHash: 'ab'.repeat(32) }, /another next validator set/u);
});

test('a proposal is decided once, also with the same ballots', () => {
  const next = chain.append(blockOn(chain, approved));
  assert.throws(() => next.requireValid(blockOn(next, approved)), { code: 'BLOCK_INVALID' });
  assert.ok(!next.isValid(blockOn(next, approved)));
});

test('what was decided is remembered for as long as it could be decided again, and no longer', () => {
  const brief = proposalOf(cast, { deadlineHeight: 1 });
  const ballots = entriesOf(cast, [0, 1, 2], brief.id);
  let state = chain.append(blockOn(chain, { ...approved, proposal: brief, ballots }));
  while (state.height < 1 + EXPIRY_WINDOW_HEIGHTS + 1) {
    assert.ok(state.isDecided(brief.id), `at height ${state.height}`);
    state = state.append(blockOn(state));
  }
  const again = { outcome: 'expired', proposal: brief, ballots: [], newSetBallots: [] } as const;
  while (state.isDecided(brief.id)) state = state.append(blockOn(state));
  assert.throws(() => state.requireValid(blockOn(state, again)), { code: 'BLOCK_INVALID' });
});

test('statements are authentic under the set of their height', () => {
  const signed = signStatement(statementAt(chain, 'prevote', 2), keyIn(cast.keys, 2));
  assert.ok(chain.isAuthentic(signed, chain.set));
  assert.ok(!chain.isAuthentic({ ...signed, validator: 1 }, chain.set));
});

test('one change of the set at a time, for the next epoch, approved by both sets', () => {
  const keys = cast.keys.slice(0, 3);
  const change = (epoch: number, newSetApprovals: readonly number[]) => {
    const newSet = setOf(keys, epoch);
    const offer = proposalOf(cast, { kind: 'validator-set', content: newSet.encoded });
    const heir = { ...cast, keys, set: newSet };
    const decision = {
      outcome: 'approved',
      proposal: offer,
      ballots: entriesOf(cast, [0, 1, 2], offer.id),
      newSetBallots: entriesOf(heir, newSetApprovals, offer.id),
    } as const;
    return blockOn(chain, decision, { nextSetHash: newSet.hash });
  };
  assert.ok(chain.isValid(change(1, [0, 1])));
  assert.ok(!chain.isValid(change(1, [0])), 'the new threshold');
  assert.ok(!chain.isValid(change(2, [0, 1])), 'an epoch left out');
  const pending = chain.append(change(1, [0, 1]));
  const second = change(1, [0, 1]);
  const late = blockOn(pending, second.decision, { nextSetHash: second.nextSetHash });
  assert.throws(() => pending.requireValid(late), { code: 'BLOCK_INVALID' });
});
