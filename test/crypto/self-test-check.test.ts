import assert from 'node:assert/strict';
import test from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import { failsWith, fromBase64, fromHex, isHex, withFlippedBit } from '../../src/crypto/self-test-check.ts';

test('constants are decoded, and malformed ones are not taken for something else', () => {
  assert.deepEqual([...fromHex('00ff10')], [0, 255, 16]);
  assert.deepEqual([...fromBase64('AP8Q')], [0, 255, 16]);
  assert.throws(() => fromHex('0'));
  assert.throws(() => fromHex('zz'));
  assert.throws(() => fromBase64('A'));
});

test('bytes are compared whole', () => {
  assert.ok(isHex(Uint8Array.of(1, 2), '0102'));
  assert.ok(!isHex(Uint8Array.of(1, 2), '01'));
  assert.ok(!isHex(Uint8Array.of(1), '0102'));
  assert.ok(!isHex(Uint8Array.of(1, 3), '0102'));
});

test('a flipped bit changes one byte of a copy', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  assert.deepEqual([...withFlippedBit(bytes)], [0, 2, 3]);
  assert.deepEqual([...withFlippedBit(bytes, 2)], [1, 2, 2]);
  assert.deepEqual([...bytes], [1, 2, 3]);
});

test('only a typed error of the right code is the failure that was wanted', () => {
  const raise = (error: Error) => (): never => {
    throw error;
  };
  const typed = new QForgeError('MALFORMED', { what: 'It', reason: 'no' });
  assert.ok(failsWith('MALFORMED', raise(typed)));
  assert.ok(!failsWith('SECRET_WIPED', raise(typed)));
  assert.ok(!failsWith('MALFORMED', raise(new RangeError('no'))));
  assert.ok(!failsWith('MALFORMED', () => undefined));
});
