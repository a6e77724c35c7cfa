import assert from 'node:assert/strict';
import test from 'node:test';
import { requireLength } from '../../src/crypto/exact-length.ts';

test('the right length passes, any other is named in the error', () => {
  requireLength(new Uint8Array(3), 3, 'The key');
  requireLength(new Uint8Array(0), 0, 'The key');
  for (const actual of [0, 2, 4]) {
    assert.throws(() => requireLength(new Uint8Array(actual), 3, 'The key'), {
      code: 'CRYPTO_LENGTH_INVALID',
      details: { what: 'The key', expected: 3, actual },
      message: `The key must be 3 bytes long, not ${actual}.`,
    });
  }
});
