import assert from 'node:assert/strict';
import test from 'node:test';
import { certifiedStatement } from '../../../src/consensus/chain/certified-statement.ts';
import { positionOf, protocolRules as rules } from '../../../src/consensus/tendermint/protocol-rules.ts';
import { ToyChain } from '../../simulation/twins/toy-chain.ts';
import { fourMembers, toyBlock, toyCertificate, toyMessage } from './stage.ts';

const lock = (round: number, value: string) => ({ round, value, block: toyBlock(value) });
const offer = (value: string, lockRound = -1) => ({ value, lockRound });

test('a fresh block is prevoted without a lock, or with one on it', () => {
  assert.ok(rules.mayPrevoteFresh(null, offer('a')));
  assert.ok(rules.mayPrevoteFresh(lock(3, 'a'), offer('a')));
  assert.ok(!rules.mayPrevoteFresh(lock(0, 'b'), offer('a')));
});

test('a proven block is prevoted unless the lock is newer and on another one', () => {
  for (const [round, value, allowed] of [
    [1, 'b', true],
    [2, 'b', true],
    [3, 'b', false],
    [3, 'a', true],
  ] as const) {
    assert.equal(rules.mayPrevoteProven(lock(round, value), offer('a', 2)), allowed);
  }
  assert.ok(rules.mayPrevoteProven(null, offer('a', 0)));
});

test('a prevote names the newest of the proof and its own lock on the block', () => {
  assert.equal(rules.lockBehind(null, offer('a')), -1);
  assert.equal(rules.lockBehind(lock(4, 'b'), offer('a', 5)), 5);
  assert.equal(rules.lockBehind(lock(4, 'a'), offer('a')), 4);
  assert.equal(rules.lockBehind(lock(4, 'a'), offer('a', 2)), 4);
});

test('signing goes up only: by height, round and step', () => {
  const order = [
    toyMessage('precommit', 0, null, { height: 1, round: 9 }),
    toyMessage('proposal', 0, 'a', { height: 2 }),
    toyMessage('prevote', 0, 'a', { height: 2 }),
    toyMessage('precommit', 0, 'a', { height: 2 }),
    toyMessage('proposal', 0, 'a', { height: 2, round: 1 }),
  ].map(positionOf);
  order.forEach((last, before) => {
    order.forEach((next, after) => assert.equal(rules.maySign(last, next), before < after));
  });
  assert.ok(rules.maySign(null, { height: 0, round: 0, step: 0 }));
});

test('proposers take turns', () => {
  const turns = [0, 1, 2, 3, 4].map((round) => rules.proposerOf(fourMembers, 1, round));
  assert.deepEqual(turns, [1, 2, 3, 0, 1]);
  assert.equal(rules.proposerOf(fourMembers, 2, 0), 2);
});

test('a certificate holds for its height, epoch and chain, with a quorum of distinct voters who did sign', () => {
  const tip = new ToyChain(1, 'genesis', fourMembers, fourMembers);
  const holds = (certificate: ReturnType<typeof toyCertificate>): boolean =>
    rules.isCertified(
      certificate,
      certificate.votes.map((vote) => certifiedStatement(certificate, vote)),
      tip,
    );
  const sound = toyCertificate('precommit', 'a', [0, 1, 3]);
  assert.ok(holds(sound));
  assert.ok(!holds(toyCertificate('precommit', 'a', [0, 1])));
  assert.ok(!holds(toyCertificate('precommit', 'a', [0, 1, 1])));
  assert.ok(!holds(toyCertificate('precommit', 'a', [0, 1, 4])));
  assert.ok(!holds(toyCertificate('precommit', 'a', [0, 1, 3], { height: 2 })));
  assert.ok(!holds(toyCertificate('precommit', 'a', [0, 1, 3], { epoch: 1 })));
  assert.ok(!holds(toyCertificate('precommit', 'a', [0, 1, 3], { chainId: 'other' })));
  assert.ok(!holds({ ...sound, value: 'b' }));
});
