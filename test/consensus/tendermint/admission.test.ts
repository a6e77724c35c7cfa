import assert from 'node:assert/strict';
import test from 'node:test';
import { MAX_EARLY_MESSAGES, MAX_FUTURE_ROUNDS } from '../../../src/consensus/tendermint/admission.ts';
import { Stage, toyMessage } from './stage.ts';

test('one validator can not fill the memory with rounds: so many are kept, and the highest is remembered', () => {
  const stage = new Stage().begin();
  for (let round = 2; round < 1000; round++) stage.hear(toyMessage('prevote', 1, null, { round }));
  assert.deepEqual(stage.did, ['round-too-far']);
  assert.equal(stage.state.rounds.length, MAX_FUTURE_ROUNDS);
  assert.equal(stage.state.highest[1], 999);
  stage.hear(toyMessage('prevote', 2, null, { round: 500 }));
  assert.equal(stage.state.round, 500, 'with a second one it is followed');
});

test('another message of a round that is kept is kept too', () => {
  const stage = new Stage().begin();
  for (let round = 2; round < 10; round++) stage.hear(toyMessage('prevote', 1, null, { round }));
  assert.deepEqual(stage.hear(toyMessage('precommit', 1, null, { round: 3 })).did, ['relay']);
  assert.deepEqual(stage.hear(toyMessage('precommit', 1, null, { round: 9 })).did, ['round-too-far']);
  assert.deepEqual(stage.hear(toyMessage('prevote', 1, null, { round: 1 })).did, ['relay'], 'the next round always');
});

test('nor with messages of the next height', () => {
  const stage = new Stage().begin();
  for (let round = 0; round < 100; round++) stage.hear(toyMessage('prevote', 1, null, { height: 2, round }));
  assert.equal(stage.state.early.length, MAX_EARLY_MESSAGES);
  assert.deepEqual(stage.did, ['round-too-far', 'fetch']);
  stage.hear(toyMessage('prevote', 3, null, { height: 2 }));
  assert.equal(stage.state.early.length, MAX_EARLY_MESSAGES + 1, 'others have room of their own');
});

test('early messages are verified before they are kept', () => {
  const stage = new Stage().begin().hear(toyMessage('prevote', 1, null, { height: 2, signer: 'v3' }));
  assert.deepEqual([stage.did, stage.state.early.length], [['bad-signature', 'fetch'], 0]);
  stage.hear(toyMessage('prevote', 1, null, { height: 2 }));
  assert.deepEqual(stage.hear(toyMessage('prevote', 1, null, { height: 2 })).did, ['duplicate', 'fetch']);
});
