import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeMessage, encodeMessage, MAX_MESSAGE_BYTES } from '../../../src/consensus/chain/message.ts';
import { encodeSignedStatement, isSignedBy, MAX_ROUND, signStatement } from '../../../src/consensus/chain/statement.ts';
import { type Block, type ConsensusMessage, MAX_VALIDATORS, type Statement } from '../../../src/consensus/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { blockOn, castOf, keyIn, statementAt } from '../cast.ts';

const cast = castOf(4);
const { chainId } = cast.genesis;
const block = blockOn(cast.chain);
const signed = signStatement(statementAt(cast.chain, 'proposal', 1, { value: block.id }), keyIn(cast.keys, 1));
const proposal = { ...signed, kind: 'proposal', block } as const;
const vote = voteOf({});

function voteOf(changes: Partial<Statement>): ConsensusMessage<Block> {
  const statement = statementAt(cast.chain, 'prevote', 0, changes);
  return { ...signStatement(statement, keyIn(cast.keys, 0)), kind: 'prevote' };
}

const decode = (unverified: Uint8Array): ConsensusMessage<Block> => decodeMessage(unverified, chainId, nativeBackend);

/** Bytes of a layout, as hex digits in groups. */
const hex = (...groups: readonly string[]): string => groups.join('').replaceAll(' ', '');

test('messages survive their encoding, with the signatures that they had', () => {
  const most = { epoch: 0xffff_ffff, height: Number.MAX_SAFE_INTEGER, validator: MAX_VALIDATORS - 1 };
  const far = voteOf({ ...most, round: MAX_ROUND, lockRound: MAX_ROUND - 1, value: block.id });
  for (const message of [proposal, vote, far]) assert.deepEqual(decode(encodeMessage(message)), message);
  assert.ok(isSignedBy(decode(encodeMessage(proposal)), cast.set.at(1)));
});

test('the bytes are those of spec/consensus §5', () => {
  const { signature, value } = voteOf({ value: block.id });
  const places = { epoch: 2, height: 12_857, validator: 127, round: 130, lockRound: 126, value };
  const late = { ...statementAt(cast.chain, 'prevote', 0, places), kind: 'prevote', signature } as const;
  const bytesOf = (message: ConsensusMessage<Block>): string => Buffer.from(encodeMessage(message)).toString('hex');
  const signatureText = Buffer.from(signature).toString('hex');
  // The numbers and their bytes are examples of DWARF 5 §7.6.
  assert.equal(bytesOf(late), hex('02 01', '02', 'b9 64', '82 01', '7f', '7f', block.id, signatureText));
  const nil = { ...statementAt(cast.chain, 'precommit', 3), kind: 'precommit', signature } as const;
  assert.equal(bytesOf(nil), hex('02 02', '00', '01', '00', '03', '00', '00'.repeat(32), signatureText));
  const opening = Buffer.from(proposal.signature).toString('hex');
  const content = Buffer.from(block.encoded).toString('hex');
  assert.equal(bytesOf(proposal), hex('02 00', '00', '01', '00', '01', '00', opening, content));
});

test('a statement of another chain does not verify', () => {
  const { set } = castOf(4);
  const { chain } = castOf(5);
  const foreign = { ...signStatement(statementAt(chain, 'prevote', 0), keyIn(cast.keys, 0)), kind: 'prevote' } as const;
  assert.ok(isSignedBy(foreign, set.at(0)));
  assert.ok(!isSignedBy(decode(encodeMessage(foreign)), set.at(0)));
});

test('a proposal brings a block of its own height', () => {
  assert.throws(() => decode(encodeMessage({ ...proposal, height: 2 })), /block is of another height/u);
  const other = decode(encodeMessage({ ...proposal, block: blockOn(cast.chain, undefined, { epoch: 1 }) }));
  assert.ok(!isSignedBy(other, cast.set.at(1)), 'the block that was signed can not be exchanged');
});

test('fields that make no sense, and statements of the first version, are malformed', () => {
  const broken = (message: object): void =>
    assert.throws(() => decode(encodeMessage({ ...vote, ...message })), { code: 'MALFORMED' });
  broken({ kind: 'precommit', round: 3, lockRound: 2, value: block.id });
  broken({ round: 3, lockRound: 3, value: block.id });
  broken({ round: 3, lockRound: 2 });
  broken({ round: MAX_ROUND + 1 });
  broken({ epoch: 2 ** 32 });
  broken({ validator: MAX_VALIDATORS });
  assert.throws(() => decode(encodeSignedStatement(vote)), /version is unknown/u);
});

test('numbers have one encoding', () => {
  const bytes = encodeMessage(vote);
  const longer = Uint8Array.of(...bytes.subarray(0, 2), 0x80, ...bytes.subarray(2));
  assert.throws(() => decode(longer), /longer than it needs/u);
});

test('cut, extended and oversize messages are malformed', () => {
  for (const message of [proposal, vote]) {
    const bytes = encodeMessage(message);
    assert.throws(() => decode(bytes.subarray(0, -1)), { code: 'MALFORMED' });
    assert.throws(() => decode(Uint8Array.of(...bytes, 0)), { code: 'MALFORMED' });
  }
  assert.throws(() => decode(new Uint8Array(MAX_MESSAGE_BYTES + 1)), /more than/u);
});
