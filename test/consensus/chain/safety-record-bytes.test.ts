import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeSafetyRecord, encodeSafetyRecord } from '../../../src/consensus/chain/safety-record-bytes.ts';
import { signStatement } from '../../../src/consensus/chain/statement.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { blockOn, castOf, keyIn, statementAt } from '../cast.ts';

const cast = castOf(4);
const [block, other] = [blockOn(cast.chain), blockOn(cast.chain, undefined, { epoch: 5 })];
const statement = signStatement(
  statementAt(cast.chain, 'precommit', 1, { round: 3, value: block.id }),
  keyIn(cast.keys, 1),
);
const lock = { round: 3, value: block.id, block };
const older = { round: 1, value: other.id, block: other };

test('a record survives its encoding, with every combination of block and locks', () => {
  for (const parts of [
    { lock: null, valid: null },
    { lock, valid: lock },
    { lock, valid: older },
    { block, lock: null, valid: null },
    { block, lock, valid: lock },
    { block, lock: older, valid: lock },
  ]) {
    const record = { statement, ...parts };
    assert.deepEqual(decodeSafetyRecord(encodeSafetyRecord(record), nativeBackend), record);
  }
});

test('the same block is written once', () => {
  const once = encodeSafetyRecord({ statement, block, lock: null, valid: null });
  const thrice = encodeSafetyRecord({ statement, block, lock, valid: lock });
  assert.equal(thrice.length - once.length, 8, 'two rounds more');
});

test('a flipped length, an unknown presence and a cut are malformed', () => {
  const bytes = encodeSafetyRecord({ statement, lock, valid: lock });
  assert.throws(() => decodeSafetyRecord(bytes.subarray(0, -1), nativeBackend), { code: 'MALFORMED' });
  const presence = 1 + 88 + 3309;
  for (const wrong of [2, 3]) {
    const changed = Uint8Array.from(bytes, (byte, index) => (index === presence ? wrong : byte));
    assert.throws(() => decodeSafetyRecord(changed, nativeBackend), { code: 'MALFORMED' });
  }
});
