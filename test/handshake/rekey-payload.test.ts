import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isQForgeError } from '../../src/base/index.ts';
import { cipherSuites, nativeBackend } from '../../src/crypto/index.ts';
import {
  decodeRekeyAnswer,
  decodeRekeyOffer,
  encodeRekeyAnswer,
  encodeRekeyOffer,
} from '../../src/handshake/rekey-payload.ts';

const seed = Number(process.env['SEED'] ?? 20_261_341);
const malformed = (error: unknown): boolean => isQForgeError(error, 'MALFORMED');

for (const suite of cipherSuites) {
  const dh = new Uint8Array(nativeBackend.diffieHellman(suite.dh).keyBytes).fill(1);
  const kem = new Uint8Array(nativeBackend.kem(suite.kem).publicKeyBytes).fill(2);
  const kemCiphertext = new Uint8Array(nativeBackend.kem(suite.kem).ciphertextBytes).fill(3);

  test(`offers of ${suite.name} are those of the specification, and no other length is taken`, () => {
    const keys = [{ source: 'qkd', keyId: 'k-1' }];
    const encoded = Buffer.from(encodeRekeyOffer({ generation: 7, dh, kem, keys }));
    const named = Buffer.from([1, 0, 3, ...Buffer.from('qkd'), 0, 3, ...Buffer.from('k-1')]);
    assert.deepEqual(encoded, Buffer.concat([Buffer.from([0, 0, 0, 7]), dh, kem, named]));
    const decoded = decodeRekeyOffer(encoded, suite, nativeBackend);
    assert.deepEqual([decoded.generation, decoded.keys], [7, keys]);
    assert.deepEqual([Buffer.from(decoded.dh), Buffer.from(decoded.kem)], [Buffer.from(dh), Buffer.from(kem)]);
    for (let length = 0; length < encoded.length; length += length < encoded.length - 20 ? 97 : 1) {
      assert.throws(() => decodeRekeyOffer(encoded.subarray(0, length), suite, nativeBackend), malformed);
    }
    assert.throws(() => decodeRekeyOffer(Buffer.concat([encoded, Buffer.of(0)]), suite, nativeBackend), malformed);
  });

  test(`answers of ${suite.name} are those of the specification, and no other length is taken`, () => {
    const encoded = Buffer.from(encodeRekeyAnswer({ generation: 0x01020304, dh, kemCiphertext }));
    assert.deepEqual(encoded, Buffer.concat([Buffer.from([1, 2, 3, 4]), dh, kemCiphertext]));
    const decoded = decodeRekeyAnswer(encoded, suite, nativeBackend);
    assert.equal(decoded.generation, 0x01020304);
    assert.deepEqual(Buffer.from(decoded.kemCiphertext), Buffer.from(kemCiphertext));
    assert.throws(() => decodeRekeyAnswer(encoded.subarray(1), suite, nativeBackend), malformed);
    assert.throws(() => decodeRekeyAnswer(Buffer.concat([encoded, Buffer.of(0)]), suite, nativeBackend), malformed);
  });
}

test(`hostile bytes lead to the typed error or to a payload (seed ${seed})`, () => {
  const suite = cipherSuites[0] ?? assert.fail();
  const prefix = new Uint8Array(4 + 32 + 1184);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, isLong) => {
      const unverified = isLong ? Buffer.concat([prefix, bytes]) : bytes;
      for (const decode of [decodeRekeyOffer, decodeRekeyAnswer]) {
        try {
          decode(unverified, suite, nativeBackend);
        } catch (error) {
          assert.ok(malformed(error), String(error));
        }
      }
    }),
    { seed, numRuns: 2000 },
  );
});
