import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HeldSecret } from '../../src/handshake/held-secret.ts';

describe('a held secret', () => {
  test('is the array it was given', () => {
    const bytes = Uint8Array.of(1, 2, 3);
    assert.equal(new HeldSecret(bytes).expose(), bytes);
  });

  test('is overwritten when the last holder lets go, and not before', () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const secret = new HeldSecret(bytes);
    assert.equal(secret.hold().hold(), secret);
    secret.release();
    secret.release();
    assert.deepEqual([...secret.expose()], [1, 2, 3]);
    secret.release();
    assert.deepEqual([...bytes], [0, 0, 0]);
  });

  test('cannot be used after that', () => {
    const secret = new HeldSecret(Uint8Array.of(1));
    secret.release();
    secret.release();
    assert.throws(() => secret.expose(), { code: 'SECRET_WIPED' });
    assert.throws(() => secret.hold(), { code: 'SECRET_WIPED' });
  });
});
