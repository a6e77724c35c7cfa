import assert from 'node:assert/strict';
import test from 'node:test';
import { Stage, toyBlock, toyMessage } from './stage.ts';

const precommits = (value: string | null, validators: readonly number[], round = 0) =>
  validators.map((validator) => toyMessage('precommit', validator, value, { round }));

test('rule 6: a block and a quorum of precommits of any round decide, in either order', () => {
  const before = new Stage().begin().hear(toyMessage('proposal', 1, 'a'), ...precommits('a', [1, 2]));
  assert.ok(!before.did.includes('decide'));
  before.hear(toyMessage('precommit', 3, 'a'));
  const after = new Stage().begin().hear(...precommits('a', [1, 2, 3]));
  assert.ok(after.did.includes('fetch'), 'the block is missing');
  after.hear(toyMessage('proposal', 2, 'a', { round: 1 }));
  for (const stage of [before, after]) {
    const decided = stage.effects.find(({ type }) => type === 'decide');
    assert.ok(decided?.type === 'decide');
    assert.deepEqual([decided.block.value, decided.certificate.round, decided.certificate.votes.length], ['a', 0, 3]);
    assert.deepEqual([stage.state.chain.height, stage.state.step, stage.state.lock], [2, 'waiting', null]);
  }
});

test('rule 6: precommits of two rounds are not added, and nil does not decide', () => {
  const stage = new Stage()
    .begin()
    .hear(toyMessage('proposal', 1, 'a'), ...precommits('a', [1, 2]), ...precommits('a', [3], 1));
  assert.equal(stage.state.chain.height, 1);
  assert.equal(new Stage().begin().hear(...precommits(null, [0, 1, 2, 3])).state.chain.height, 1);
});

test('rule 6: a broken block is not decided, whoever has signed it', () => {
  const broken = toyMessage('proposal', 1, 'x', { block: toyBlock('x', { isBroken: true }) });
  const stage = new Stage().begin().hear(broken, ...precommits('x', [1, 2, 3]));
  assert.equal(stage.state.chain.height, 1);
});

test('rule 7: f + 1 validators ahead are followed, to the highest round that so many have reached', () => {
  const stage = new Stage().begin().hear(toyMessage('prevote', 1, null, { round: 2 }));
  assert.equal(stage.state.round, 0, 'one may lie');
  stage.hear(toyMessage('precommit', 3, null, { round: 5 }));
  assert.equal(stage.state.round, 2);
  assert.equal(stage.hear(toyMessage('prevote', 2, null, { round: 4 })).state.round, 4);
});

test('a height begins by a valid proposal or by f + 1 others, not by one voice', () => {
  assert.equal(new Stage().hear(toyMessage('prevote', 1, null)).state.step, 'waiting');
  assert.equal(new Stage().hear(toyMessage('prevote', 1, null), toyMessage('prevote', 3, null)).state.step, 'propose');
  assert.deepEqual(new Stage().hear(toyMessage('proposal', 1, 'a')).said, ['prevote 0 a -1']);
  const broken = toyMessage('proposal', 1, 'x', { block: toyBlock('x', { isBroken: true }) });
  assert.equal(new Stage().hear(broken).state.step, 'waiting');
});

test('what was said of the next height already counts when that comes', () => {
  const next = { height: 2, block: toyBlock('b', { height: 2, previous: 'a' }) };
  const stage = new Stage().begin().hear(toyMessage('proposal', 1, 'a'), toyMessage('proposal', 2, 'b', next));
  assert.deepEqual(stage.did, ['fetch']);
  stage.hear(...precommits('a', [1, 2, 3]));
  assert.deepEqual(stage.said, ['prevote 0 b -1']);
  assert.equal(stage.effects[1]?.type, 'decide');
  const order = stage.effects.map(({ type }) => type);
  assert.ok(
    order.indexOf('decide') < order.indexOf('persist'),
    'the decision is durable before anything at the next height',
  );
});
