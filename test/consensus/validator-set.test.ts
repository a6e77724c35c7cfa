import assert from 'node:assert/strict';
import test from 'node:test';
import { ValidatorSet, validatorIdOf } from '../../src/consensus/validator-set.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { castOf, keyIn, keyOf, setOf } from './cast.ts';

const { set, keys } = castOf(4);

test('a set numbers its validators by their keys, in whatever order they come', () => {
  assert.equal(setOf(keys.toReversed()).validators[0]?.key.bytes[0], keyIn(keys, 0).publicKey.bytes[0]);
  keys.forEach((key, index) => assert.equal(set.indexOf(validatorIdOf(key, nativeBackend)), index));
  assert.equal(set.indexOf(validatorIdOf(keyOf(99), nativeBackend)), -1);
});

test('a set survives its encoding, and only that', () => {
  const decoded = ValidatorSet.decode(set.encoded, nativeBackend);
  assert.equal(decoded.hash, set.hash);
  assert.deepEqual(decoded.encoded, set.encoded);
  assert.throws(() => ValidatorSet.decode(Uint8Array.of(...set.encoded, 0), nativeBackend), { code: 'MALFORMED' });
  assert.throws(() => ValidatorSet.decode(set.encoded.subarray(0, -1), nativeBackend), { code: 'MALFORMED' });
});

test('epoch, threshold, names and keys are all part of its hash', () => {
  const hashes = [set, setOf(keys, 1), setOf(keys, 0, 4), setOf(keys.slice(0, 3))].map(({ hash }) => hash);
  assert.equal(new Set(hashes).size, 4);
});

test('an id is the same in every set', () => {
  assert.equal(setOf(keys.slice(1), 7).at(0).id, set.at(1).id);
  assert.throws(() => set.at(4), { code: 'VALIDATOR_UNKNOWN' });
});

test('unsound sets are refused with the reason', () => {
  const validators = keys.map((key, index) => ({ name: `v${index}`, key: key.publicKey.bytes }));
  const make = (changes: object) => () =>
    ValidatorSet.of({ epoch: 0, approvals: 3, validators, ...changes }, nativeBackend);
  const [first = { name: '', key: new Uint8Array(0) }] = validators;
  assert.throws(make({ approvals: 2 }), { code: 'CONSENSUS_THRESHOLD_INVALID' });
  assert.throws(make({ epoch: -1 }), /epoch/u);
  assert.throws(make({ validators: [] }), /1 to 128/u);
  assert.throws(make({ validators: [...validators, { ...first, name: 'again' }] }), /do not ascend/u);
  assert.throws(make({ validators: validators.map(({ key }) => ({ name: 'same', key })) }), /twice/u);
  assert.throws(make({ validators: [{ ...first, name: 'line\nbreak' }] }), /forbidden/u);
  assert.throws(make({ validators: [{ name: 'short', key: new Uint8Array(5) }] }), /5 bytes/u);
});

test('an encoding that is not by ascending keys is refused', () => {
  const swapped = Uint8Array.from(set.encoded);
  const [header, entry] = [9, 1 + 'validator 0'.length + 1952];
  swapped.set(set.encoded.subarray(header + entry, header + 2 * entry), header);
  swapped.set(set.encoded.subarray(header, header + entry), header + entry);
  assert.throws(() => ValidatorSet.decode(swapped, nativeBackend), /do not ascend/u);
});

test('a key of another scheme is no validator', () => {
  const other = nativeBackend.signature('Ed25519').generate();
  assert.throws(() => validatorIdOf(other, nativeBackend), { code: 'CRYPTO_KEY_INVALID' });
});
