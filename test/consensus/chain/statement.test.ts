import assert from 'node:assert/strict';
import test from 'node:test';
import {
  decodeSignedStatement,
  encodeSignedStatement,
  encodeStatement,
  isSignedBy,
  MAX_ROUND,
  signStatement,
} from '../../../src/consensus/chain/statement.ts';
import { castOf, keyIn, statementAt } from '../cast.ts';

const cast = castOf(4);
const value = 'ab'.repeat(32);
const prevote = signStatement(
  statementAt(cast.chain, 'prevote', 2, { round: 7, lockRound: 3, value }),
  keyIn(cast.keys, 2),
);

test('the signed bytes are those of spec/consensus §5', () => {
  const bytes = Buffer.from(encodeStatement(prevote));
  assert.equal(bytes.length, 88);
  assert.equal(bytes.toString('hex', 0, 2), '0101');
  assert.equal(bytes.toString('hex', 2, 34), cast.genesis.chainId);
  assert.equal(bytes.readBigUInt64BE(38), 1n);
  assert.deepEqual([bytes.readUInt32BE(46), bytes.readUInt16BE(50), bytes.readUInt32BE(52)], [7, 2, 3]);
  assert.equal(bytes.toString('hex', 56), value);
});

test('a statement survives its encoding, with nil and without a lock too', () => {
  const nil = signStatement(statementAt(cast.chain, 'precommit', 0), keyIn(cast.keys, 0));
  for (const statement of [prevote, nil]) {
    const bytes = encodeSignedStatement(statement);
    assert.deepEqual(decodeSignedStatement(bytes), statement);
    assert.throws(() => decodeSignedStatement(bytes.subarray(1)), { code: 'MALFORMED' });
    assert.throws(() => decodeSignedStatement(Uint8Array.of(...bytes, 0)), { code: 'MALFORMED' });
  }
});

test('a signature is over every field, and under the key of its validator', () => {
  assert.ok(isSignedBy(prevote, cast.set.at(2)));
  assert.ok(!isSignedBy(prevote, cast.set.at(1)));
  const changes = [
    { kind: 'precommit' as const },
    { chainId: value },
    { epoch: 1 },
    { height: 2 },
    { round: 8 },
    { validator: 1 },
    { lockRound: 4 },
    { value: null },
  ];
  for (const change of changes)
    assert.ok(!isSignedBy({ ...prevote, ...change }, cast.set.at(2)), JSON.stringify(change));
});

test('fields that make no sense together are malformed', () => {
  const broken = (changes: object): void => {
    const bytes = encodeSignedStatement({ ...prevote, ...changes });
    assert.throws(() => decodeSignedStatement(bytes), { code: 'MALFORMED' });
  };
  broken({ kind: 'precommit' });
  broken({ lockRound: 7 });
  broken({ value: null });
  broken({ round: MAX_ROUND + 1 });
  broken({ kind: 'proposal', value: null, lockRound: -1 });
});
