import assert from 'node:assert/strict';
import test from 'node:test';
import { fourMembers, Stage, toyBlock, toyCertificate, toyMessage } from './stage.ts';

const prevotes = (value: string | null, validators: readonly number[], round = 0) =>
  validators.map((validator) => toyMessage('prevote', validator, value, { round }));
const precommits = (value: string | null, validators: readonly number[], round = 0) =>
  validators.map((validator) => toyMessage('precommit', validator, value, { round }));

const lockedRounds = ({ state: { lock, valid } }: Stage): unknown => [lock?.round, valid?.round];

/** v0 in round 1 with a lock on `a` of round 0. */
function locked(): Stage {
  const stage = new Stage().begin().hear(toyMessage('proposal', 1, 'a'), ...prevotes('a', [0, 1, 3]));
  assert.equal(stage.state.lock?.value, 'a');
  stage.hear(...precommits(null, [1, 2, 3])).timeOut('precommit');
  assert.deepEqual([stage.state.round, stage.state.step], [1, 'propose']);
  return stage;
}

test('rule 1: who has the turn asks for a block and proposes it; others wait', () => {
  const proposer = new Stage('v1').begin();
  assert.deepEqual(proposer.did, ['schedule', 'want-block']);
  proposer.on({ type: 'block', height: 1, round: 0, block: toyBlock('a') });
  assert.deepEqual(proposer.said, ['proposal 0 a -1']);
  assert.deepEqual(proposer.did, ['persist', 'send'], 'durable first');
  assert.deepEqual(new Stage('v0').begin().did, ['schedule']);
});

test('rule 1: a block that comes too late, twice or without a turn is not proposed', () => {
  const block = toyBlock('a');
  const proposer = new Stage('v1').begin();
  for (const [height, round] of [
    [2, 0],
    [1, 1],
  ] as const) {
    assert.deepEqual(proposer.on({ type: 'block', height, round, block }).said, []);
  }
  proposer.on({ type: 'block', height: 1, round: 0, block });
  assert.deepEqual(proposer.on({ type: 'block', height: 1, round: 0, block: toyBlock('b') }).said, [], 'twice');
  assert.deepEqual(new Stage('v0').begin().on({ type: 'block', height: 1, round: 0, block }).said, []);
});

test('rule 1: a block that had a quorum is proposed again, with its round', () => {
  const stage = new Stage('v2').begin().hear(toyMessage('proposal', 1, 'a'), ...prevotes('a', [0, 1, 2]));
  stage.hear(...precommits(null, [0, 1, 3])).timeOut('precommit');
  assert.deepEqual(stage.said, ['proposal 1 a 0']);
});

test('rule 2: a valid fresh block is prevoted, a broken one is not', () => {
  assert.deepEqual(new Stage().begin().hear(toyMessage('proposal', 1, 'a')).said, ['prevote 0 a -1']);
  const broken = toyMessage('proposal', 1, 'x', { block: toyBlock('x', { isBroken: true }) });
  assert.deepEqual(new Stage().begin().hear(broken).said, ['prevote 0 nil -1']);
});

test('rule 2: a lock forbids another fresh block, not its own', () => {
  assert.deepEqual(locked().hear(toyMessage('proposal', 2, 'b', { round: 1 })).said, ['prevote 1 nil -1']);
  assert.deepEqual(locked().hear(toyMessage('proposal', 2, 'a', { round: 1 })).said, ['prevote 1 a 0']);
});

test('rule 3: a proposal that names a round waits for its quorum, asks for it once, and is prevoted on it', () => {
  const stage = new Stage()
    .begin()
    .hear(...prevotes('b', [1, 2]))
    .timeOut('propose');
  stage.hear(...precommits(null, [1, 2, 3])).timeOut('precommit');
  stage.hear(toyMessage('proposal', 2, 'b', { round: 1, lockRound: 0 }));
  assert.deepEqual([stage.said, stage.did], [[], ['relay', 'want-proof']]);
  assert.deepEqual(stage.hear(toyMessage('precommit', 0, null)).did, []);
  assert.deepEqual(stage.hear(toyMessage('prevote', 3, 'b')).said, ['prevote 1 b 0']);
});

test('rule 3: the quorum may come as one certificate', () => {
  const stage = new Stage().begin().timeOut('propose');
  stage.hear(...precommits(null, [1, 2, 3])).timeOut('precommit');
  stage.hear(toyMessage('proposal', 2, 'b', { round: 1, lockRound: 0 }));
  stage.on({ type: 'certificate', certificate: toyCertificate('prevote', 'b', [1, 2, 3]) });
  assert.deepEqual(stage.said, ['prevote 1 b 0']);
});

test('rule 3: a newer lock on another block forbids it', () => {
  const stage = locked();
  stage
    .timeOut('propose')
    .hear(...precommits(null, [1, 2, 3], 1))
    .timeOut('precommit');
  stage.hear(...prevotes('b', [1, 2, 3], 1));
  stage.hear(toyMessage('proposal', 3, 'b', { round: 2, lockRound: 1 }));
  assert.deepEqual(stage.said, ['prevote 2 b 1'], 'the lock is of round 0, the proof of round 1');
  const newer = locked();
  newer
    .timeOut('propose')
    .hear(...precommits(null, [1, 2, 3], 1))
    .timeOut('precommit');
  newer.on({ type: 'certificate', certificate: toyCertificate('prevote', 'b', [1, 2, 3]) });
  assert.deepEqual(
    newer.hear(toyMessage('proposal', 3, 'b', { round: 2, lockRound: 0 })).said,
    ['prevote 2 b 0'],
    'as old as the lock',
  );
});

test('rule 4: a quorum of prevotes locks and precommits; later it only becomes the valid block', () => {
  const stage = new Stage().begin().hear(toyMessage('proposal', 1, 'a'), ...prevotes('a', [0, 1]));
  assert.deepEqual(lockedRounds(stage), [undefined, undefined]);
  stage.hear(toyMessage('prevote', 2, 'a'));
  assert.deepEqual(stage.said, ['precommit 0 a -1']);
  assert.deepEqual(lockedRounds(stage), [0, 0]);
  const late = new Stage()
    .begin()
    .hear(toyMessage('proposal', 1, 'a'), ...prevotes('a', [0, 1]), ...prevotes(null, [3]));
  late.timeOut('prevote').hear(toyMessage('prevote', 2, 'a'));
  assert.deepEqual([late.state.lock, late.state.valid?.value], [null, 'a']);
});

test('rule 4: what is persisted with the precommit holds the lock', () => {
  const stage = new Stage().begin().hear(toyMessage('proposal', 1, 'a'), ...prevotes('a', [0, 1, 2]));
  const persist = stage.effects.find(({ type }) => type === 'persist');
  assert.ok(persist?.type === 'persist');
  assert.deepEqual([persist.record.statement.kind, persist.record.lock?.value], ['precommit', 'a']);
});

test('rule 5: nil follows from a quorum of nil, or from the time-out that mixed prevotes start', () => {
  const nil = new Stage().begin().hear(toyMessage('proposal', 1, 'a'), ...prevotes(null, [1, 2, 3]));
  assert.deepEqual(nil.said, ['precommit 0 nil -1']);
  const mixed = new Stage().begin().hear(toyMessage('proposal', 1, 'a'), ...prevotes('a', [0, 1]));
  assert.deepEqual(mixed.hear(toyMessage('prevote', 2, null)).did, ['relay', 'schedule']);
  assert.deepEqual(mixed.hear(toyMessage('prevote', 3, null)).did, ['relay'], 'once');
  assert.deepEqual(mixed.timeOut('prevote').said, ['precommit 0 nil -1']);
});

test('rule 7: mixed precommits start a time-out, and its end the next round', () => {
  const stage = new Stage().begin().hear(...precommits(null, [1, 2]));
  assert.deepEqual(stage.hear(toyMessage('precommit', 3, 'a')).did, ['relay', 'schedule']);
  assert.deepEqual(stage.timeOut('precommit').state.round, 1);
});

test('time-outs of other rounds, heights and steps mean nothing', () => {
  const stage = new Stage().begin().hear(toyMessage('proposal', 1, 'a'));
  for (const [round, step] of [
    [0, 'propose'],
    [1, 'precommit'],
    [1, 'prevote'],
  ] as const) {
    assert.deepEqual(stage.timeOut(step, round).effects, []);
  }
  assert.deepEqual(stage.on({ type: 'timeout', height: 2, round: 0, step: 'precommit' }).effects, []);
  assert.deepEqual(new Stage().timeOut('propose', 0).effects, [], 'before the height has begun');
});

test('who is not in the set looks on: it follows, and says nothing', () => {
  const stage = new Stage('stranger', fourMembers)
    .begin()
    .hear(toyMessage('proposal', 1, 'a'), ...prevotes('a', [0, 1, 2]));
  assert.equal(stage.state.valid?.value, 'a');
  assert.ok(!stage.did.includes('send'));
  assert.ok(stage.hear(...precommits('a', [0, 1, 2])).did.includes('decide'));
});
