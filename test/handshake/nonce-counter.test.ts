import assert from 'node:assert/strict';
import test from 'node:test';
import { NonceCounter, type NonceEncoding } from '../../src/handshake/nonce-counter.ts';
import { toHex } from './handshake-pair.ts';

/** Noise §12.3 and §12.4, written out: counter, big-endian nonce, little-endian nonce. */
const literals: readonly (readonly [bigint, string, string])[] = [
  [0n, '000000000000000000000000', '000000000000000000000000'],
  [1n, '000000000000000000000001', '000000000100000000000000'],
  [255n, '0000000000000000000000ff', '00000000ff00000000000000'],
  [256n, '000000000000000000000100', '000000000001000000000000'],
  [2n ** 32n - 1n, '0000000000000000ffffffff', '00000000ffffffff00000000'],
  [2n ** 32n, '000000000000000100000000', '000000000000000001000000'],
  [2n ** 53n - 1n, '00000000001fffffffffffff', '00000000ffffffffffff1f00'],
  [2n ** 53n, '000000000020000000000000', '000000000000000000002000'],
  [2n ** 64n - 2n, '00000000fffffffffffffffe', '00000000feffffffffffffff'],
];
const encodings: readonly NonceEncoding[] = ['big-endian', 'little-endian'];

for (const [counter, bigEndian, littleEndian] of literals) {
  test(`the nonce of message ${counter} is the published one in both encodings`, () => {
    assert.equal(toHex(new NonceCounter('big-endian', counter).nonce()), bigEndian);
    assert.equal(toHex(new NonceCounter('little-endian', counter).nonce()), littleEndian);
  });

  if (counter === 0n) continue;
  test(`the nonce of message ${counter} is also reached by counting`, () => {
    const counted = new NonceCounter('big-endian', counter - 1n);
    counted.nonce();
    counted.advance();
    assert.equal(counted.value, counter);
    assert.equal(toHex(counted.nonce()), bigEndian);
  });
}

for (const encoding of encodings) {
  test(`the ${encoding} counter ends after 2^64 - 2, for good`, () => {
    const counter = new NonceCounter(encoding, 2n ** 64n - 2n);
    counter.nonce();
    counter.advance();
    const exhausted = { code: 'NONCE_EXHAUSTED', details: { counter: '18446744073709551615' } };
    for (let call = 0; call < 3; call += 1) assert.throws(() => counter.nonce(), exhausted);
    assert.equal(counter.value, 2n ** 64n - 1n);
  });

  test(`the reserved ${encoding} nonce is all ones and leaves the counter alone`, () => {
    const counter = new NonceCounter(encoding, 5n);
    assert.equal(toHex(counter.reservedNonce()), `00000000${'ff'.repeat(8)}`);
    assert.equal(counter.value, 5n);
  });
}

test('a counter starts at zero and cannot start outside 64 bits', () => {
  assert.equal(new NonceCounter('big-endian').value, 0n);
  for (const start of [-1n, 2n ** 64n]) {
    assert.throws(() => new NonceCounter('big-endian', start), { code: 'ASSERTION_FAILED' });
  }
});
