import assert from 'node:assert/strict';
import test from 'node:test';
import type { Block } from '../../../src/consensus/chain/block.ts';
import { ChainState, EXPIRY_WINDOW_HEIGHTS } from '../../../src/consensus/chain/chain-state.ts';
import { signStatement } from '../../../src/consensus/chain/statement.ts';
import { blockOn, castOf, changeBlock, changeOf, entriesOf, keyIn, keyOf, proposalOf, statementAt } from '../cast.ts';

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

test('one change of the set at a time, of the set that decides, approved by both sets', () => {
  const [leaver] = cast.keys;
  assert.ok(leaver !== undefined);
  const change = (who: readonly number[]): Block =>
    changeBlock(cast, chain, { removed: [leaver] }, { old: [0, 1, 2], new: who }).block;
  assert.ok(chain.isValid(change([0, 1])));
  assert.ok(!chain.isValid(change([0])), 'the new threshold');
  const pending = chain.append(change([0, 1]));
  assert.deepEqual([pending.set.size, pending.nextSet.size, pending.nextSet.quorum], [4, 3, 2]);
  const second = change([0, 1]);
  const late = blockOn(pending, second.decision, { nextSetHash: second.nextSetHash });
  assert.throws(() => pending.requireValid(late), { code: 'BLOCK_INVALID' });
  assert.throws(() => pending.successorBy(changeOf(cast, { removed: [leaver] })), /not taken effect/u);
});

test('a key that has left never comes back, and a change fits one set only', () => {
  const [leaver] = cast.keys;
  assert.ok(leaver !== undefined);
  const { block, heir } = changeBlock(cast, chain, { removed: [leaver] }, { old: [0, 1, 2], new: [0, 1] });
  const first = chain.append(block);
  const effective = first.append(blockOn(first));
  assert.equal(effective.set.hash, heir.set.hash, 'two heights later');
  assert.throws(() => effective.successorBy(changeOf(heir, { added: [leaver] })), /is or was in use/u);
  assert.throws(() => effective.successorBy(changeOf(cast, { added: [keyOf(50)] })), /another set/u);
  assert.equal(effective.successorBy(changeOf(heir, { added: [keyOf(50)] })).size, 4);
});
