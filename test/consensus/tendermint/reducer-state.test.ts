import assert from 'node:assert/strict';
import test from 'node:test';
import { restoredState, stateAt } from '../../../src/consensus/tendermint/reducer-state.ts';
import { ToyChain } from '../../simulation/twins/toy-chain.ts';
import { fourMembers, toyBlock, toyMessage } from './stage.ts';

const chain = new ToyChain(1, 'genesis', fourMembers, fourMembers);
const lock = { round: 2, value: 'a', block: toyBlock('a') };

test('a new validator waits, without a lock', () => {
  const state = restoredState('v2', chain);
  assert.deepEqual([state.seat, state.step, state.lock, state.signed], [2, 'waiting', null, null]);
  assert.equal(stateAt('stranger', chain).seat, -1);
});

test('a validator that comes back is where its last record says, with its lock', () => {
  const statement = toyMessage('precommit', 0, 'a', { round: 2 });
  const state = restoredState('v0', chain, { statement, lock, valid: lock });
  assert.deepEqual([state.round, state.step, state.lock, state.valid], [2, 'precommit', lock, lock]);
  assert.deepEqual(state.signed, { height: 1, round: 2, step: 2 });
  const proposing = restoredState('v0', chain, {
    statement: toyMessage('proposal', 0, 'a', { round: 3 }),
    lock,
    valid: lock,
  });
  assert.deepEqual([proposing.round, proposing.step], [3, 'propose']);
});

test('a record of another height only says what must not be signed again', () => {
  for (const height of [0, 2]) {
    const state = restoredState('v0', chain, {
      statement: toyMessage('prevote', 0, 'a', { height, round: 5 }),
      lock,
      valid: null,
    });
    assert.deepEqual([state.round, state.step, state.lock], [0, 'waiting', null]);
    assert.deepEqual(state.signed, { height, round: 5, step: 1 });
  }
});
