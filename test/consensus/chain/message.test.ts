import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeMessage, encodeMessage, MAX_MESSAGE_BYTES } from '../../../src/consensus/chain/message.ts';
import { signStatement } from '../../../src/consensus/chain/statement.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { blockOn, castOf, keyIn, statementAt } from '../cast.ts';

const cast = castOf(4);
const block = blockOn(cast.chain);
const signed = signStatement(statementAt(cast.chain, 'proposal', 1, { value: block.id }), keyIn(cast.keys, 1));
const proposal = { ...signed, kind: 'proposal', block } as const;
const vote = { ...signStatement(statementAt(cast.chain, 'prevote', 0), keyIn(cast.keys, 0)), kind: 'prevote' } as const;

test('messages survive their encoding', () => {
  for (const message of [proposal, vote])
    assert.deepEqual(decodeMessage(encodeMessage(message), nativeBackend), message);
});

test('a proposal brings the block that it names, at its own height', () => {
  const other = blockOn(cast.chain, undefined, { epoch: 1 });
  const broken = (changes: object): void =>
    assert.throws(() => decodeMessage(encodeMessage({ ...proposal, ...changes }), nativeBackend), /block is another/u);
  broken({ block: other });
  broken({ height: 2 });
});

test('cut, extended and oversize messages are malformed', () => {
  for (const message of [proposal, vote]) {
    const bytes = encodeMessage(message);
    assert.throws(() => decodeMessage(bytes.subarray(0, -1), nativeBackend), { code: 'MALFORMED' });
    assert.throws(() => decodeMessage(Uint8Array.of(...bytes, 0), nativeBackend), { code: 'MALFORMED' });
  }
  assert.throws(() => decodeMessage(new Uint8Array(MAX_MESSAGE_BYTES + 1), nativeBackend), /more than/u);
});
