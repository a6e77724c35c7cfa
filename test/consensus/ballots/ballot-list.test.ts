import assert from 'node:assert/strict';
import test from 'node:test';
import { ByteReader, ByteWriter } from '../../../src/base/index.ts';
import {
  countVerdicts,
  readBallotList,
  verifyBallotList,
  writeBallotList,
} from '../../../src/consensus/ballots/ballot-list.ts';
import { castOf, entriesOf, proposalOf } from '../cast.ts';

const cast = castOf(4);
const { id } = proposalOf(cast);
const entries = [...entriesOf(cast, [2, 0], id), ...entriesOf(cast, [3], id, 'abstain')];
const subject = { chainId: cast.genesis.chainId, epoch: 0, setHash: cast.set.hash, proposalId: id };

test('a list is written by ascending validator, whatever order it has', () => {
  const bytes = writeBallotList(new ByteWriter(), entries).finish();
  const read = readBallotList(new ByteReader(bytes, 'list'));
  assert.deepEqual(
    read.map(({ validator }) => validator),
    [0, 2, 3],
  );
  assert.deepEqual(countVerdicts(read), { approve: 2, reject: 0, abstain: 1 });
  verifyBallotList(read, subject, cast.set, cast.genesis.chainId);
});

test('nobody is in a list twice: neither on the wire nor in memory', () => {
  const twice = [...entriesOf(cast, [1], id), ...entriesOf(cast, [1], id)];
  const bytes = writeBallotList(new ByteWriter(), twice).finish();
  assert.throws(() => readBallotList(new ByteReader(bytes, 'list')), /do not ascend/u);
  assert.throws(() => verifyBallotList(twice, subject, cast.set, cast.genesis.chainId), /counted twice/u);
});

test('a list that claims too many is refused at once', () => {
  assert.throws(() => readBallotList(new ByteReader(Uint8Array.of(0xff, 0xff), 'list')), /more than 128/u);
});
