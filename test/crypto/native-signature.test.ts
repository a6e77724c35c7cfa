import assert from 'node:assert/strict';
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import test from 'node:test';
import { ed448 } from '@noble/curves/ed448.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { backends } from './backends.ts';

/** An integer as a little-endian scalar. */
function scalarBytes(value: bigint, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));
}

/** All points whose order divides the cofactor, from one of the largest such order. */
function lowOrderPoints(): readonly {
  readonly name: 'Ed25519' | 'Ed448';
  readonly key: Uint8Array;
  readonly forgery: Uint8Array;
}[] {
  const r = 12_345n;
  // With R = rB and S = r the equation SB = R + kA holds wherever kA is the neutral element.
  const forge25519 = Uint8Array.of(...ed25519.Point.BASE.multiply(r).toBytes(), ...scalarBytes(r, 32));
  const forge448 = Uint8Array.of(...ed448.Point.BASE.multiply(r).toBytes(), ...scalarBytes(r, 57));
  const orderEight = ed25519.Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05');
  const points25519 = Array.from({ length: 8 }, (_, k) =>
    k === 0 ? ed25519.Point.ZERO : orderEight.multiply(BigInt(k)),
  );
  const orderFour = ed448.Point.fromHex('00'.repeat(57));
  const points448 = Array.from({ length: 4 }, (_, k) => (k === 0 ? ed448.Point.ZERO : orderFour.multiply(BigInt(k))));
  return [
    ...points25519.map((point) => ({ name: 'Ed25519' as const, key: point.toBytes(), forgery: forge25519 })),
    ...points448.map((point) => ({ name: 'Ed448' as const, key: point.toBytes(), forgery: forge448 })),
  ];
}

for (const backend of backends) {
  test(`under a low-order public key the ${backend.name} backend verifies nothing, whatever the message`, () => {
    const points = lowOrderPoints();
    assert.equal(new Set(points.map(({ key }) => Buffer.from(key).toString('hex'))).size, 12);
    for (const { name, key, forgery } of points) {
      const publicKey = backend.signature(name).importPublicKey(key);
      // Among this many messages some have a challenge that the order divides, if verifiers were to look no further.
      for (let index = 0; index < 40; index++) {
        assert.equal(publicKey.verify(Uint8Array.of(index), forgery), false);
      }
    }
  });
}

test('a signature of Ed25519ctx, which OpenSSL makes when it is given a context, is none of Ed25519', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const [message, context] = [Uint8Array.of(1, 2, 3), Uint8Array.of(4)];
  const signature = sign(null, message, { key: privateKey, context });
  assert.ok(verify(null, message, { key: publicKey, context }, signature), 'OpenSSL would take it');
  for (const backend of backends) {
    const key = backend.signature('Ed25519').importPublicKey(publicKey.export({ format: 'raw-public' }));
    assert.equal(key.verify(message, signature, context), false);
    assert.equal(key.verify(message, signature), false);
  }
});
