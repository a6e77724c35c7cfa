import assert from 'node:assert/strict';
import test from 'node:test';
import { createReducer, restoredState } from '../../../src/consensus/index.ts';
import { type ToyBlock, ToyChain } from '../../simulation/twins/toy-chain.ts';
import { fourMembers, Stage, toyMessage } from './stage.ts';

test('state and event give the same outcome however often they are put together, and nothing given is changed', () => {
  const reduce = createReducer<ToyBlock>();
  const state = restoredState('v0', new ToyChain(1, 'genesis', fourMembers, fourMembers));
  const before = JSON.stringify(state);
  const outcomes = [1, 2].map(() =>
    JSON.stringify(reduce(state, { type: 'message', message: toyMessage('proposal', 1, 'a') })),
  );
  assert.equal(outcomes[0], outcomes[1]);
  assert.equal(JSON.stringify(state), before);
});

test('nothing is signed twice after a restart, and what is awaited is timed again', () => {
  const stage = new Stage().begin().hear(toyMessage('proposal', 1, 'a'));
  const persist = stage.effects.find(({ type }) => type === 'persist');
  assert.ok(persist?.type === 'persist');
  const again = new Stage();
  again.state = restoredState('v0', again.state.chain, persist.record);
  assert.deepEqual(again.begin().did, ['schedule']);
  assert.deepEqual(again.hear(toyMessage('proposal', 1, 'b')).said, []);
  assert.deepEqual(again.timeOut('prevote').said, ['precommit 0 nil -1']);
});

test('time-outs are those of the policy', () => {
  const timeouts = { baseMs: { propose: 10, prevote: 20, precommit: 30 }, growthMs: 1 };
  const reduce = createReducer<ToyBlock>({ timeouts });
  const state = restoredState('v0', new ToyChain(1, 'genesis', fourMembers, fourMembers));
  const [effect] = reduce(state, { type: 'begin' }).effects;
  assert.deepEqual(effect, { type: 'schedule', height: 1, round: 0, step: 'propose', delayMs: 10 });
});

test('four validators that hear everything decide in round 0', () => {
  const stages = ['v0', 'v1', 'v2', 'v3'].map((self) => new Stage(self).begin());
  const block = { value: 'a', height: 1, previous: 'genesis', isBroken: false, change: undefined };
  const said = [toyMessage('proposal', 1, 'a', { block })];
  for (const kind of ['prevote', 'precommit'] as const) {
    for (let validator = 0; validator < 4; validator++) said.push(toyMessage(kind, validator, 'a'));
  }
  for (const stage of stages) assert.equal(stage.hear(...said).state.chain.height, 2);
});
