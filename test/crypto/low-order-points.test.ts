import assert from 'node:assert/strict';
import test from 'node:test';
import type { DhPublicKey, DiffieHellman } from '../../src/crypto/index.ts';
import { refuseLowOrderPoint } from '../../src/crypto/low-order-points.ts';
import { backends } from './backends.ts';
import { assertRefused } from './refusal.ts';

for (const backend of backends) {
  test(`with the ${backend.name} backend generated keys pass and low-order points do not`, () => {
    for (const name of ['X25519', 'X448'] as const) {
      const dh = backend.diffieHellman(name);
      for (let round = 0; round < 20; round++) refuseLowOrderPoint(dh, dh.generate().publicKey);
      for (const u of [0, 1]) {
        const point = dh.importPublicKey(Uint8Array.of(u, ...new Uint8Array(dh.keyBytes - 1)));
        assertRefused('CRYPTO_KEY_INVALID', () => refuseLowOrderPoint(dh, point));
      }
    }
  });
}

test('the scalar that the check multiplies by is clamped, which keeps it from being a multiple of the order', () => {
  let scalar: Uint8Array | undefined;
  const dh: DiffieHellman = {
    ...({} as DiffieHellman),
    keyBytes: 32,
    fromPrivateBytes: (bytes) => {
      scalar = bytes;
      throw new RangeError('seen');
    },
  };
  assert.throws(() => refuseLowOrderPoint(dh, {} as DhPublicKey), RangeError);
  // RFC 7748 §5: decodeScalar25519 sets bit 254 of these zeros, so that 2^254 is the scalar.
  assert.deepEqual(scalar, new Uint8Array(32));
});
