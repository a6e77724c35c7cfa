import assert from 'node:assert/strict';
import test from 'node:test';
import { knownMessages, proofOfLock } from '../../../src/consensus/tendermint/known-messages.ts';
import { Stage, toyMessage } from './stage.ts';

const messages = [
  toyMessage('proposal', 1, 'a'),
  toyMessage('prevote', 0, 'a'),
  toyMessage('prevote', 2, 'a'),
  toyMessage('prevote', 3, 'b'),
  toyMessage('prevote', 3, 'a'),
  toyMessage('precommit', 2, null, { round: 1 }),
];

test('what one knows is enough for another one to know the same', () => {
  const first = new Stage().begin().hear(...messages);
  const second = new Stage().begin().hear(...knownMessages(first.state.rounds));
  assert.deepEqual(knownMessages(second.state.rounds), knownMessages(first.state.rounds));
  assert.equal(knownMessages(first.state.rounds).length, messages.length);
  assert.equal(second.state.lock?.value, 'a');
});

test('a quorum of prevotes is a proof that others take', () => {
  const { state } = new Stage().begin().hear(...messages);
  assert.deepEqual([proofOfLock(state, 0, 'b'), proofOfLock(state, 1, 'a')], [undefined, undefined]);
  const certificate = proofOfLock(state, 0, 'a');
  assert.ok(certificate);
  assert.deepEqual(new Set(certificate.votes.map(({ validator }) => validator)), new Set([0, 2, 3]));
  assert.deepEqual(new Stage('v1').on({ type: 'certificate', certificate }).did, []);
});
