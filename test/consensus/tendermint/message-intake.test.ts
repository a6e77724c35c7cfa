import assert from 'node:assert/strict';
import test from 'node:test';
import { MAX_CONFLICTS } from '../../../src/consensus/tendermint/message-intake.ts';
import { Stage, toyBlock, toyMessage } from './stage.ts';

test('what is valid and new is relayed, own statements are not', () => {
  const stage = new Stage().begin().hear(toyMessage('proposal', 1, 'a'));
  assert.ok(stage.did.includes('relay'));
  assert.deepEqual(stage.hear(toyMessage('prevote', 0, 'a')).did, []);
  assert.deepEqual(stage.hear(toyMessage('prevote', 2, 'a')).did, ['relay']);
});

test('each kind of bad message is refused with its reason, and changes nothing', () => {
  const bad = [
    ['wrong-chain', toyMessage('prevote', 1, 'a', { chainId: 'other' })],
    ['wrong-epoch', toyMessage('prevote', 1, 'a', { epoch: 1 })],
    ['unknown-validator', toyMessage('prevote', 4, 'a')],
    ['bad-signature', toyMessage('prevote', 1, 'a', { signer: 'v2' })],
    ['not-proposer', toyMessage('proposal', 2, 'a')],
    ['wrong-block', toyMessage('proposal', 1, 'a', { block: toyBlock('b') })],
    ['late', toyMessage('prevote', 1, 'a', { height: 0 })],
  ] as const;
  const stage = new Stage().begin();
  const before = JSON.stringify(stage.state);
  for (const [reason, message] of bad) {
    assert.deepEqual(stage.hear(message).did, [reason]);
    assert.equal(JSON.stringify(stage.state), before, reason);
  }
  assert.deepEqual(stage.hear(toyMessage('prevote', 1, 'a', { height: 3 })).did, ['too-early', 'fetch']);
});

test('a message is taken once', () => {
  const stage = new Stage().begin().hear(toyMessage('prevote', 1, 'a'));
  assert.deepEqual(stage.hear(toyMessage('prevote', 1, 'a')).did, ['duplicate']);
});

test('equivocation is reported with both statements, for every kind', () => {
  for (const kind of ['proposal', 'prevote', 'precommit'] as const) {
    const stage = new Stage().begin().hear(toyMessage(kind, 1, 'a'), toyMessage(kind, 1, 'b'));
    const evidence = stage.effects.find(({ type }) => type === 'evidence');
    assert.ok(evidence?.type === 'evidence');
    assert.deepEqual(
      [evidence.evidence.kind, evidence.evidence.first.value, evidence.evidence.second.value],
      ['equivocation', 'a', 'b'],
    );
    assert.ok(!('block' in evidence.evidence.first), 'without the block');
  }
});

test('an equivocator counts for each block, up to a limit on what is kept', () => {
  const stage = new Stage().begin();
  for (let index = 0; index < MAX_CONFLICTS; index++) stage.hear(toyMessage('prevote', 1, `b${index}`));
  assert.deepEqual(stage.hear(toyMessage('prevote', 1, 'more')).did, ['evidence', 'too-many-conflicts']);
  stage.hear(toyMessage('proposal', 1, 'b2'), toyMessage('prevote', 0, 'b2'), toyMessage('prevote', 2, 'b2'));
  assert.deepEqual(stage.said, ['precommit 0 b2 -1'], 'the third statement of the equivocator is part of a quorum');
});

test('amnesia is reported, whichever of the two statements comes first', () => {
  const precommit = toyMessage('precommit', 3, 'a');
  const prevote = toyMessage('prevote', 3, 'b', { round: 1 });
  for (const order of [
    [precommit, prevote],
    [prevote, precommit],
  ]) {
    const stage = new Stage().begin().hear(...order);
    const evidence = stage.effects.find(({ type }) => type === 'evidence');
    assert.ok(evidence?.type === 'evidence');
    assert.deepEqual([evidence.evidence.kind, evidence.evidence.first.kind], ['amnesia', 'precommit']);
  }
  const justified = new Stage().begin().hear(precommit, toyMessage('prevote', 3, 'b', { round: 1, lockRound: 0 }));
  assert.ok(!justified.did.includes('evidence'));
});

test('evidence that comes one height late is still evidence, and nothing else happens', () => {
  const stage = new Stage().begin().hear(toyMessage('proposal', 1, 'a'));
  stage.hear(...[1, 2, 3].map((validator) => toyMessage('precommit', validator, 'a')));
  assert.deepEqual(stage.hear(toyMessage('precommit', 2, 'b')).did, ['evidence', 'late']);
  assert.deepEqual(stage.hear(toyMessage('precommit', 2, 'b')).did, ['late'], 'reported once');
  assert.deepEqual(stage.hear(toyMessage('precommit', 2, 'c', { signer: 'v3' })).did, ['bad-signature']);
  assert.deepEqual(stage.hear(toyMessage('prevote', 2, 'b')).did, ['late']);
});

test('forgeries are no evidence', () => {
  const stage = new Stage()
    .begin()
    .hear(toyMessage('prevote', 1, 'a'), toyMessage('prevote', 1, 'b', { signer: 'v3' }));
  assert.deepEqual(stage.did, ['bad-signature']);
});
